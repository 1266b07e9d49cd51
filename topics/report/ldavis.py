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
from topics.messages import Language
from topics.models.types import TopicModel
from topics.report.html import fill, visible, whole_page
from topics.report.ldavis_data import ldavis_data
from topics.report.ldavis_script import adapted_script

__all__ = ["ldavis_page"]


def ldavis_page(
    model: TopicModel, title: str, names: Sequence[str] = (), language: Language = "zh"
) -> str:
    """Return the pyLDAvis page of a model: one HTML file with the ids and names of topics.

    Parameters
    ----------
    model : TopicModel
        A model of any engine.
    title : str
        Shown above the map and as the page's title.
    names : sequence of str, optional
        Name of each topic, listed above the map, whose circles only have room for ids, and shown
        under the mouse and above the words of the topic.
    language : {"zh", "en"}
        Language of the interface.

    Returns
    -------
    str
        HTML; the same bytes every time, with d3 and LDAvis inlined from the wheel.
    """
    js = _scripts()
    files = ("d3.v5.min.js", "ldavis.v3.0.0.js")
    d3, ldavis = ((js / name).read_text("utf-8") for name in files)
    scripts = [text.replace("</", "<\\/") for text in (d3, adapted_script(ldavis, language))]
    data = ldavis_data(model)
    if language == "zh":
        data["plot.opts"] = {"xlab": "主坐标 1", "ylab": "主坐标 2"}
    shown = map(visible, names)
    by_id = dict(zip(map(str, model.topics), shown, strict=True)) if names else {}
    scripts.append(_START % (_json(by_id), _json(data)))
    body = fill(
        "ldavis.html.j2",
        title=title,
        language=language,
        names=by_id,
        n_topics=model.n_topics,
        n_units=len(model.units),
        n_terms=len(model.vocabulary),
    )
    style = f"{(js / 'ldavis.v1.0.0.css').read_text('utf-8')}{fill('ldavis.css')}"
    return whole_page(title, body, style, scripts, width="1290", language=language)


def _scripts() -> Path:
    package = find_spec("pyLDAvis")
    if package is None or package.origin is None:
        raise OutputError("pyLDAvis is not installed; reinstall topics-zh with its dependencies.")
    return Path(package.origin).parent / "js"


# LDAvis keeps its state in the address. A page opened from a file has no origin, and some
# browsers then refuse the whole address; the fragment alone is allowed everywhere.
_START = """
const topicNames = %s;
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
