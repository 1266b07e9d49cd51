"""Adapt LDAvis's script: ids and names of topics, and a Chinese interface.

The script is pyLDAvis's own and is read from the installed package. Each text to replace is listed
with the number of times that it occurs there, so that another version is noticed.
"""

from __future__ import annotations

from collections.abc import Sequence

from topics.errors import OutputError
from topics.messages import Language

__all__ = ["CHINESE", "adapted_script"]

Changes = Sequence[tuple[str, str, int]]
"""Text of the script, its replacement, and its number of occurrences."""

# LDAvis identifies topics by position, 1 to K; here they are ids, which may have gaps.
BY_ID: Changes = (
    (
        "function visualize(data) {",
        """function rowOf(id) { return mdsData.findIndex(topic => topic.topics === +id); }
    function beside(id, step) {
        const row = rowOf(id) + step;
        return row < 0 ? "0" : String(mdsData[Math.min(K - 1, row)].topics);
    }
    function nearest(id) {
        const far = topic => Math.abs(topic.topics - id);
        return mdsData.reduce((best, topic) => far(topic) < far(best) ? topic : best).topics;
    }
    function named(id) { return topicNames[id] ? id + " " + topicNames[id] : String(id); }
    function visualize(data) {""",
        1,
    ),
    ("Math.min(K, +value_old + 1).toFixed(0)", "beside(value_old, 1)", 1),
    ("Math.max(0, +value_old - 1).toFixed(0)", "beside(value_old, -1)", 1),
    ("Math.min(K, Math.max(1, value_new))", "nearest(value_new)", 1),
    (
        "Math.round(Math.min(K, Math.max(0, vis_state.topic)))",
        "vis_state.topic > 0 ? nearest(vis_state.topic) : 0",
        1,
    ),
    ("radius[dat2[i].Topic - 1]", "radius[rowOf(dat2[i].Topic)]", 1),
    ("size[dat2[i].Topic - 1]", "size[rowOf(dat2[i].Topic)]", 1),
    # A few circles have room for their names; the bars are headed by the name, and a circle shows
    # it under the mouse.
    (
        "// draw circles",
        """points.append("text").attr("class", "topic-name")
            .attr("x", d => xScale(+d.x)).attr("y", d => yScale(+d.y) + 17)
            .style("text-anchor", "middle").style("font-size", "10px")
            .text(d => K > 20 ? "" : topicNames[d.topics] || "");
        // draw circles""",
        1,
    ),
    ('Terms for Topic " + topics + "', 'Terms for Topic " + named(topics) + "', 1),
    (
        """.attr("id", function(d) {
                return (topicID + d.topics);
            })
            .on("mouseover", function(d) {""",
        """.attr("id", function(d) {
                return (topicID + d.topics);
            })
            .call(circles => circles.append("title").text(d => named(d.topics)))
            .on("mouseover", function(d) {""",
        1,
    ),
)
CHINESE: Changes = (
    ('"Selected Topic: <span', '"选中的话题：<span', 1),
    ('"Previous Topic"', '"上一个"', 1),
    ('"Next Topic"', '"下一个"', 1),
    ('"Clear Topic"', '"取消选择"', 1),
    ('"Slide to adjust relevance metric:"', '"拖动以调整相关度："', 1),
    (
        '"Intertopic Distance Map (via multidimensional scaling)"',
        '"话题间距离图（多维标度）"',
        1,
    ),
    ('"Top-" + R + " Most Salient Terms"', '"最能区分话题的 " + R + " 个词"', 2),
    (
        '"Top-" + R + " Most Relevant Terms for Topic " + named(topics)'
        ' + " (" + Freq + "% of tokens)"',
        '"与话题 " + named(topics) + " 最相关的 " + R + " 个词（占全部词的 " + Freq + "%）"',
        1,
    ),
    ('"Overall term frequency"', '"在全部文本中的频次"', 1),
    (
        '"Estimated term frequency within the selected topic"',
        '"在选中的话题中的频次（估计）"',
        1,
    ),
    ('"Marginal topic distribution"', '"话题的份额"', 2),
    (
        '"Conditional topic distribution given term = \'" + term.innerHTML + "\'"',
        '"“" + term.innerHTML + "”在各话题中的分布"',
        1,
    ),
    (
        '"1. saliency(term w) = frequency(w) * [sum_t p(t | w) * log(p(t | w)/p(t))] for topics t;'
        ' see Chuang et. al (2012)"',
        '"1. 区分度（词 w）= 频次(w) × Σ p(t | w) log(p(t | w) / p(t))，对各话题 t 求和；'
        '见 Chuang 等（2012）"',
        1,
    ),
    (
        '"2. relevance(term w | topic t) = \\u03BB * p(w | t) + (1 - \\u03BB) * p(w | t)/p(w);'
        ' see Sievert & Shirley (2014)"',
        '"2. 相关度（词 w，话题 t）= λ log p(w | t) + (1 − λ) log(p(w | t) / p(w))；'
        '见 Sievert 与 Shirley（2014）"',
        1,
    ),
)


def adapted_script(script: str, language: Language = "zh") -> str:
    """Return LDAvis's script with the ids and names of topics and the interface.

    It reads the names from ``topicNames``, an object by id.

    Parameters
    ----------
    script : str
        ``ldavis.v3.0.0.js`` of pyLDAvis 3.4.
    language : {"zh", "en"}

    Raises
    ------
    OutputError
        If a text does not occur as often as in the supported version.
    """
    for before, after, count in (*BY_ID, *(CHINESE if language == "zh" else ())):
        if (found := script.count(before)) != count:
            raise OutputError(
                f"This version of pyLDAvis is not supported: its script has {before!r}"
                f" {found} times, not {count}. Install the version in requirements.lock."
            )
        script = script.replace(before, after)
    return script
