"""``topics.show``: the report of a run or the topic map of a model, inside a notebook."""

from __future__ import annotations

from typing import Any

from topics.display.options import options
from topics.errors import WrongTypeError, check_count
from topics.models.types import TopicModel
from topics.report.html import spaced
from topics.report.labels import engine_name
from topics.report.ldavis import ldavis_page
from topics.runs.frames import HEIGHT, Page
from topics.runs.store import Run

__all__ = ["show"]

# LDAvis draws 1,290 pixels, more than the width of most notebooks.
_SMALLER = "".join(
    f"@media (max-width: {width}px) {{ html {{ zoom: {zoom}; }} }}"
    for width, zoom in ((1300, 0.84), (1090, 0.7), (905, 0.58), (750, 0.48))
)


def show(run_or_model: Run | TopicModel, *, height: int = HEIGHT) -> Page:
    """Show the report of a run, or the pyLDAvis map of a model, inside a notebook.

    Nothing is loaded from the network. Outside a notebook the result prints the path of the
    report; ``show(model).save("ldavis.html")`` writes a map to a file.

    Parameters
    ----------
    run_or_model : Run or TopicModel
        What `topics.load_run` or `topics.fit` returns.
    height : int, default 720
        Height of the frame in pixels.

    Returns
    -------
    Page
        An object that Jupyter shows as a frame.

    Raises
    ------
    OutputError
        If the run has no report.
    WrongTypeError
        If ``run_or_model`` is neither a run nor a model.

    See Also
    --------
    topics.runs.Run.show : The same for a run.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> model = topics.fit(matrix, n_components=2, n_init=1)
    >>> page = topics.show(model)
    >>> page.save("map.html").name
    'map.html'
    """
    if isinstance(run_or_model, Run):
        return run_or_model.show(height=height)
    if not isinstance(run_or_model, TopicModel):
        raise WrongTypeError(
            f"run_or_model must be a Run or a TopicModel, got {type(run_or_model).__name__}. Pass"
            " what topics.load_run(folder) or topics.fit(matrix) returns."
        )
    check_count("height", height, 100, 10_000)
    return _map(run_or_model, height)


def _map(model: TopicModel, height: int) -> Page:
    name = engine_name(model.engine, options.language)
    title = f"{spaced(name)}话题图" if options.language == "zh" else f"Topic map of {name}"
    names: Any = [model.labels.get(int(topic), "") for topic in model.topics]
    page = ldavis_page(model, title, names if any(names) else (), options.language)
    return Page(title, page.replace("</style>", f"{_SMALLER}</style>", 1), height=height)
