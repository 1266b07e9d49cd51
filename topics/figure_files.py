"""The plots of a finished run as files for a paper, each with its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pandas as pd

from topics import plot
from topics.errors import ModelError, check_path_type, check_texts
from topics.messages import Language
from topics.parsing import MAX_BYTES, ParseError, load_json, read_bytes
from topics.plot.making import WIDTH
from topics.report.figures import Plot, all_figures
from topics.report.figures.plots import checked_format, checked_language, millimetres
from topics.report.hiding import without_hidden
from topics.reporting import analyses_of, write_origin
from topics.reruns import checked_run
from topics.runs.files import check_folder, make_folder, write_file, write_json
from topics.runs.own_models import engines_of
from topics.runs.schema import Kind, Table
from topics.runs.store import Run, write_table

__all__ = ["figures"]

MANIFEST = "figures.json"
FORMATS = ("pdf", "svg", "png")


def figures(
    run: str | Path,
    formats: Sequence[str] = FORMATS,
    width: str | float = WIDTH,
    language: Language = "zh",
) -> Path:
    """Write the plots of a finished run for a paper, and the table of each.

    The run is not changed: the files are in ``figures/<width>-<language>`` in the folder beside it
    that is named after it with ``.analyses`` added, and ``figures.json`` there identifies the run.
    Earlier plots of the same width and language are replaced.

    Parameters
    ----------
    run : path-like
        The folder of a finished run.
    formats : sequence of {"pdf", "svg", "png"}
        PNG has 300 dots per inch.
    width : str or float, default "170mm"
        With its unit, e.g. ``"85mm"``; a number is in millimetres.
    language : {"zh", "en"}
        Language of the labels. The tables have both.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ModelError
        If a format, the width or the language is not one of those allowed.
    OutputError
        If the run cannot be read, or the folder cannot be written or contains other files.
    """
    check_path_type("run", run)
    check_texts("formats", formats, '["pdf", "png"]')
    kinds = [checked_format(name) for name in dict.fromkeys(formats)]
    if not kinds:
        raise ModelError(f"formats: is empty. Name one or more of {', '.join(FORMATS)}.")
    mm, language = millimetres(width), checked_language(language)
    done = checked_run(run)
    out = analyses_of(done) / "figures" / f"{mm:g}mm-{language}"
    earlier = _earlier(out)
    what = "a folder of figures", (MANIFEST, *earlier)
    check_folder(out, *what)
    drawn = [made.at(mm, language) for made in _plots(done)]
    files = {f"{made.name}.{kind}": made.to_bytes(kind) for made in drawn for kind in kinds}
    folder = make_folder(out, *what)
    write_json(folder / MANIFEST, {"outputs": {}})  # identifies the folder if this is killed
    for name in earlier:
        (folder / name).unlink(missing_ok=True)
    for name, data in files.items():
        write_file(folder / name, data)
    _write_tables(folder, done, drawn, [*files])
    return folder


def _write_tables(folder: Path, run: Run, drawn: Sequence[Plot], files: Sequence[str]) -> None:
    """Write the tables of plots, and a file that identifies the run and all files."""
    for made in drawn:
        write_table(folder / f"{made.name}.csv", made.table, _form_of(made))
    names = sorted([*files, *(f"{made.name}.csv" for made in drawn)])
    titles = {made.name: dict(zip(("zh", "en"), made.titles, strict=True)) for made in drawn}
    look = {"width_mm": drawn[0].width, "language": drawn[0].language}
    write_origin(folder / MANIFEST, run, names, titles=titles, **look)


def _earlier(folder: Path) -> list[str]:
    """Return the files that an earlier call wrote to a folder."""
    with suppress(OSError, ParseError, KeyError, TypeError, AttributeError):
        outputs = load_json(read_bytes(folder / MANIFEST, MAX_BYTES), MANIFEST)["outputs"]
        return [name for name in outputs if Path(name).name == name and name != MANIFEST]
    return []


def _plots(run: Run) -> Iterator[Plot]:
    """Yield every plot for which the run has values: those in its folder, then all others."""
    yield from all_figures(without_hidden(run.tables))
    has_themes = len(run.tables["themes"]) > 0
    if has_themes:
        yield plot.ribbons(run)
    has_years = _has_years(run.tables.get("topics_by"))
    if has_themes and has_years:
        yield plot.trends(run)
    sampled = _sampled(run.tables.get("stability"))
    for engine in engines_of(run.manifest):
        yield plot.topic_shares(run, engine=engine)
        yield plot.topic_similarity(run, engine=engine)
        yield plot.topic_map(run, engine=engine)
        if has_years:
            yield plot.trends(run, engine=engine)
        if engine in sampled:
            yield plot.stability(run, engine=engine)


def _has_years(by: pd.DataFrame | None) -> bool:
    return by is not None and bool(((by["column"] == "year") & (by["group"] != "")).any())


def _sampled(stability: pd.DataFrame | None) -> set[str]:
    if stability is None or "kind" not in stability:
        return set()
    return set(stability.loc[stability["kind"] == "subsample", "engine"])


def _form_of(made: Plot) -> Table:
    """Return the kinds of the columns of a plot's table."""
    kinds: dict[str, Kind] = {"b": "flag", "i": "integer", "u": "integer", "f": "number"}
    dtypes = made.table.dtypes.items()
    return Table(made.name, {str(name): kinds.get(dtype.kind, "text") for name, dtype in dtypes})
