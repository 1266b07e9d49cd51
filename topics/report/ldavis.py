"""The pyLDAvis page of a model as one file that needs no network; the only user of pyLDAvis.

The numbers come from `topics.report.ldavis_data`; only scripts and style sheet come
from pyLDAvis, so that the package, which is slow to import, is never imported.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from topics.errors import OutputError
from topics.models.types import TopicModel
from topics.report.html import fill, whole_page
from topics.report.ldavis_data import ldavis_data

__all__ = ["ldavis_page"]


def ldavis_page(model: TopicModel, title: str, names: Sequence[str] = ()) -> str:
    """Return the pyLDAvis page of a model: one HTML file with our topic numbers.

    Parameters
    ----------
    model : TopicModel
        A model of any engine.
    title : str
        Shown above the map and as the page's title.
    names : sequence of str, optional
        Name of each topic, listed above the map, whose circles have room for ids alone.

    Returns
    -------
    str
        HTML; the same bytes every time, with d3 and LDAvis inlined from the wheel.
    """
    js = _scripts()
    files = ("d3.v5.min.js", "ldavis.v3.0.0.js")
    d3, ldavis = ((js / name).read_text("utf-8") for name in files)
    scripts = [text.replace("</", "<\\/") for text in (d3, _by_id(ldavis))]
    scripts.append(_START % _json(ldavis_data(model)))
    body = fill(
        "ldavis.html.j2",
        title=title,
        names=list(zip(model.topics.tolist(), names, strict=True)) if names else [],
        n_topics=model.n_topics,
        n_units=len(model.units),
        n_terms=len(model.vocabulary),
    )
    style = f"{(js / 'ldavis.v1.0.0.css').read_text('utf-8')}{fill('ldavis.css')}"
    return whole_page(title, body, style, scripts, width="1290")


# LDAvis takes a topic for its position, 1 to K; ours are ids, which may have gaps.
_BY_ID = (
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
    function visualize(data) {""",
    ),
    ("Math.min(K, +value_old + 1).toFixed(0)", "beside(value_old, 1)"),
    ("Math.max(0, +value_old - 1).toFixed(0)", "beside(value_old, -1)"),
    ("Math.min(K, Math.max(1, value_new))", "nearest(value_new)"),
    (
        "Math.round(Math.min(K, Math.max(0, vis_state.topic)))",
        "vis_state.topic > 0 ? nearest(vis_state.topic) : 0",
    ),
    ("radius[dat2[i].Topic - 1]", "radius[rowOf(dat2[i].Topic)]"),
    ("size[dat2[i].Topic - 1]", "size[rowOf(dat2[i].Topic)]"),
)


def _by_id(script: str) -> str:
    for before, after in _BY_ID:
        if script.count(before) != 1:
            raise OutputError(f"This version of pyLDAvis is not supported: no {before!r} in it.")
        script = script.replace(before, after)
    return script


def _scripts() -> Path:
    package = find_spec("pyLDAvis")
    if package is None or package.origin is None:
        raise OutputError("pyLDAvis is not installed; reinstall topics-zh with its dependencies.")
    return Path(package.origin).parent / "js"


# LDAvis keeps its state in the address. A page opened from a file has no origin, and some
# browsers then refuse the whole address; the fragment alone is allowed everywhere.
_START = """
const replace = history.replaceState.bind(history);
history.replaceState = (state, unused, url) => replace(state, unused, url.slice(url.indexOf("#")));
new LDAvis("#ldavis", %s);
"""


def _json(data: dict[str, Any]) -> str:
    # "<" opens tags and comments even inside a script; the two separators end a line in older ones.
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
