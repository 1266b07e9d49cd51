"""The pyLDAvis page of a model as one file that needs no network; the only importer of pyLDAvis.

Sievert and Shirley (2014), "LDAvis: A method for visualizing and interpreting topics",
doi:10.3115/v1/W14-3110.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial.distance import squareform
from scipy.special import rel_entr
from threadpoolctl import threadpool_limits

from topics.models.types import TopicModel
from topics.report.html import fill, whole_page

with warnings.catch_warnings():  # pyLDAvis changes the process's warning filters on import
    import pyLDAvis

__all__ = ["ldavis_page"]

SMOOTHING = 1e-12
"""Added to every share: pyLDAvis takes logarithms, and clusterings hold true zeros."""


def ldavis_page(model: TopicModel, title: str) -> str:
    """Return the pyLDAvis page of a model: one HTML file with our topic numbers.

    Parameters
    ----------
    model : TopicModel
        Any engine's model.
    title : str
        Shown above the map and as the page's title.

    Returns
    -------
    str
        HTML; the same bytes every time, with d3 and LDAvis inlined from the wheel.
    """
    js = Path(pyLDAvis.__file__).parent / "js"
    names = ("d3.v5.min.js", "ldavis.v3.0.0.js")
    scripts = [(js / name).read_text("utf-8").replace("</", "<\\/") for name in names]
    scripts.append(_START % _json(_prepare(model)))
    body = fill(
        "ldavis.html.j2",
        title=title,
        n_topics=model.n_topics,
        n_units=len(model.units),
        n_terms=len(model.vocabulary),
    )
    style = f"{(js / 'ldavis.v1.0.0.css').read_text('utf-8')}{fill('ldavis.css')}"
    return whole_page(title, body, style, scripts, width="1290")


# LDAvis keeps its state in the address. A page opened from a file has no origin, and some
# browsers then refuse the whole address; the fragment alone is allowed everywhere.
_START = """
const replace = history.replaceState.bind(history);
history.replaceState = (state, unused, url) => replace(state, unused, url.slice(url.indexOf("#")));
new LDAvis("#ldavis", %s);
"""


def _prepare(model: TopicModel) -> dict[str, Any]:
    topic_term = _smooth(model.topic_term)
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        prepared = pyLDAvis.prepare(
            topic_term,
            _smooth(model.doc_topic),
            model.unit_counts,
            list(model.vocabulary),
            model.term_counts,
            mds=_coordinates,
            lambda_step=0.05,
            n_jobs=1,
            sort_topics=False,
            start_index=1,
            plot_opts={"xlab": "PC1", "ylab": "PC2"},
        )
    data: dict[str, Any] = prepared.to_dict()
    for name in ("mdsDat", "tinfo", "token.table"):
        data[name] = pd.DataFrame(data[name]).round(6).to_dict(orient="list")
    return data


def _smooth(shares: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    smoothed = shares + SMOOTHING
    return np.asarray(smoothed / smoothed.sum(axis=1, keepdims=True))


def _coordinates(topic_term: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Place topics by principal coordinates of their Jensen-Shannon divergences.

    As pyLDAvis does (Gower 1966, doi:10.1093/biomet/53.3-4.325), but by a symmetric
    eigensolver, so that identical topics and two topics alone give real numbers, and with
    the sign of each axis fixed. Topics that cannot be told apart lie in one place.

    Returns
    -------
    float64 array, shape (n_topics, 2)
    """
    p = topic_term.to_numpy()
    n = len(p)
    pairs = [
        rel_entr(p[i], m).sum() / 2 + rel_entr(p[j], m).sum() / 2
        for i in range(n)
        for j in range(i + 1, n)
        for m in [(p[i] + p[j]) / 2]
    ]
    centre = np.eye(n) - 1 / n
    if n == 1:
        return np.zeros((1, 2))
    gram = -centre @ squareform(np.array(pairs), checks=False) ** 2 @ centre / 2
    values, vectors = np.linalg.eigh(gram)
    values, vectors = values[::-1][:2], vectors[:, ::-1][:, :2]
    signs = np.sign(vectors[np.abs(vectors).argmax(axis=0), [0, 1]])
    coordinates = vectors * signs * np.sqrt(np.where(values > 1e-12, values, 0.0))
    return np.asarray(coordinates)


def _json(data: dict[str, Any]) -> str:
    # "<" opens tags and comments even inside a script; the two separators end a line in older ones.
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
