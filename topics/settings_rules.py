"""Allowed values of each setting, and the messages for others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from topics.engine_options import option_problems
from topics.engines import ENGINES, engines_that
from topics.errors import did_you_mean
from topics.parsing import MAX_INTEGER, shown
from topics.repairs import REPAIR_NAMES

__all__ = ["problems_of"]

UNITS = ("paragraph", "section", "turn", "speech")
SEGMENTER_NAMES = ("rjieba", "jieba")
FOREIGN_WORDS = ("auto", "keep", "stop", "leave_out")
WEIGHT_NAMES = ("counts", "tfidf", "bm25")
FIGURE_FORMATS = ("svg", "png", "pdf")
COLUMN_NAMES = ("text", "title", "date", "speaker")
NAME_GROUPS = ("date", "title", "speaker")
MAX_COMPONENTS = 10_000
"""Maximum number of topics of a model; its matrices have as many rows or columns."""
MAX_ITER = 1_000_000
MAX_STARTS = 10_000
"""Maximum number of starts of an engine, and of subsamples."""
LONGEST_PATTERN = 500
UNUSABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""Not allowed in a path: control characters, and bytes that are not UTF-8."""
REPEATED_GROUP = re.compile(r"(?<!\\)\)(?:[*+]|\{\d*,\d*\})")
""")+" and the like: nested repetitions can match in exponentially many ways."""


def _is_whole(value: Any, low: int, high: float = float("inf")) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_path(value: Any) -> bool:
    return _is_text(value) and not UNUSABLE.search(value)


def _is_list_of_tags(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(
        _is_text(tag) and re.fullmatch("[a-zA-Z]+", tag) is not None for tag in value
    )


def _is_list_of_formats(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and all(name in FIGURE_FORMATS for name in value)
        and value.count("svg") == 1
        and len(set(value)) == len(value)
    )


_RULES: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    (
        "n_components",
        lambda v: _is_whole(v, 2, MAX_COMPONENTS),
        f"an integer from 2 to {MAX_COMPONENTS}",
    ),
    ("random_state", lambda v: _is_whole(v, 0, 2**32 - 1), "an integer from 0 to 4294967295"),
    ("n_init", lambda v: _is_whole(v, 1, MAX_STARTS), f"an integer from 1 to {MAX_STARTS}"),
    ("stability", lambda v: _is_whole(v, 0, MAX_STARTS), f"an integer from 0 to {MAX_STARTS}"),
    ("max_iter", lambda v: _is_whole(v, 1, MAX_ITER), f"an integer from 1 to {MAX_ITER}"),
    ("min_df", lambda v: _is_whole(v, 1, MAX_INTEGER), "an integer >= 1"),
    ("max_df", _is_share, "a share above 0 and at most 1"),
    ("seed_words", lambda v: isinstance(v, bool), "true or false"),
    ("embeddings", _is_path, "the name of an embedding model, or empty"),
    ("pos", _is_list_of_tags, 'a list of parts of speech, such as ["n", "v"]'),
    ("dictionary", _is_path, "the path of a file, or empty"),
    ("stop_words", _is_path, "the path of a file, or empty"),
    ("edits", _is_path, "the path of a file, or empty"),
    ("stop_formula", lambda v: isinstance(v, bool), "true or false"),
    ("encoding", _is_path, "the name of an encoding, or empty"),
    ("figure_formats", _is_list_of_formats, 'a list of "svg" and, on request, "png" or "pdf"'),
)
_CHOICES = (
    ("unit", UNITS),
    ("segmenter", SEGMENTER_NAMES),
    ("weights", WEIGHT_NAMES),
    ("foreign_words", FOREIGN_WORDS),
)


def problems_of(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return every problem of resolved settings.

    Parameters
    ----------
    values : mapping of str to object
        Every setting by name.

    Returns
    -------
    list of (str, str)
        The setting, dotted for an option of an engine, and a sentence.
    """
    problems = [
        (key, f"{key} = {shown(values[key])}: must be {allowed}.")
        for key, is_right, allowed in _RULES
        if not is_right(values[key])
    ]
    for key, choices in _CHOICES:
        if values[key] not in choices:
            near = did_you_mean(values[key], choices)
            must = f"must be one of {', '.join(choices)}.{near}"
            problems.append((key, f"{key} = {shown(values[key])}: {must}"))
    problems += [("engines", text) for text in _check_engines(values["engines"])]
    problems += [("weights", text) for text in _check_weights(values)]
    problems += [("embeddings", text) for text in _check_embeddings(values)]
    problems += [("columns", text) for text in _check_columns(values["columns"])]
    problems += [("skip_repairs", text) for text in _check_repairs(values["skip_repairs"])]
    problems += [("file_names", text) for text in _check_file_names(values["file_names"])]
    return problems + option_problems(values["engine"], values["n_components"], values["engines"])


def _check_engines(engines: Any) -> list[str]:
    start = f"engines = {shown(engines)}: "
    if not isinstance(engines, list | tuple) or not engines:
        return [f'{start}must be a list of engines, such as ["lda", "kmeans"].']
    problems = [
        f"{start}there is no engine {shown(engine)}.{did_you_mean(engine, ENGINES)}"
        f" Engines are: {', '.join(ENGINES)}."
        for engine in engines
        if not _is_text(engine) or engine not in ENGINES
    ]
    if len(set(map(shown, engines))) < len(engines):
        problems.append(f"{start}names an engine twice.")
    return problems


def _check_weights(values: Mapping[str, Any]) -> list[str]:
    weights, engines = values["weights"], values["engines"]
    if weights not in WEIGHT_NAMES[1:] or not isinstance(engines, list | tuple):
        return []
    start = f"weights = {shown(weights)}: "
    problems = [
        f'{start}{name} only takes counts. Remove it from engines, or set weights = "counts".'
        for name, engine in ENGINES.items()
        if name in engines and "real weights" in engine.cannot
    ]
    able = engines_that("takes_weights")
    if not problems and not any(name in able for name in engines):
        problems = [
            f"{start}no engine of this run takes them. Add one of {', '.join(able)},"
            ' or set weights = "counts".'
        ]
    return problems


def _check_embeddings(values: Mapping[str, Any]) -> list[str]:
    model, engines = values["embeddings"], values["engines"]
    if not _is_text(model) or not model or not isinstance(engines, list | tuple):
        return []
    able = engines_that("takes_embeddings")
    if any(name in able for name in engines):
        return []
    return [
        f"embeddings = {shown(model)}: no engine of this run takes them. Add one of"
        f" {', '.join(able)}, or leave embeddings empty."
    ]


def _check_columns(columns: Any) -> list[str]:
    start = f"columns = {shown(columns)}: "
    if not isinstance(columns, Mapping) or not all(map(_is_column, columns.values())):
        return [
            f'{start}must be a table, such as {{ text = "正文", title = ["标题", "title"] }}, in'
            " which each value is a name or a list of names."
        ]
    return [
        f"{start}'{key}' is not a column that can be named.{did_you_mean(key, COLUMN_NAMES)}"
        f" The columns are: {', '.join(COLUMN_NAMES)}."
        for key in columns
        if key not in COLUMN_NAMES
    ]


def _is_column(value: Any) -> bool:
    """Whether a value is the name of a column, or a list of names."""
    names = [value] if _is_text(value) else value
    return isinstance(names, list | tuple) and len(names) > 0 and all(map(_is_text, names))


def _check_repairs(rules: Any) -> list[str]:
    start = f"skip_repairs = {shown(rules)}: "
    if not isinstance(rules, list | tuple):
        return [f'{start}must be a list of repair rules, such as ["full_width"].']
    return [
        f"{start}there is no rule {shown(rule)}.{did_you_mean(rule, REPAIR_NAMES)}"
        f" Rules are: {', '.join(REPAIR_NAMES)}."
        for rule in rules
        if not _is_text(rule) or rule not in REPAIR_NAMES
    ]


def _check_file_names(pattern: Any) -> list[str]:
    example = r"such as '^(?P<date>\d{8})_(?P<title>.+)$', or empty"
    start = f"file_names = {shown(pattern)}: "
    if not _is_text(pattern) or len(pattern) > LONGEST_PATTERN:
        return [
            f"{start}must be a regular expression of at most {LONGEST_PATTERN} characters,"
            f" {example}."
        ]
    if not pattern:
        return []
    try:
        groups = re.compile(pattern).groupindex
    except (re.error, RecursionError, OverflowError) as exc:
        return [f"{start}is not a regular expression ({exc}). Write one {example}."]
    if not groups or not set(groups) <= set(NAME_GROUPS):
        return [
            f"{start}its named groups must be among {', '.join(NAME_GROUPS)}, and it needs one;"
            f" they are: {', '.join(groups) or 'none'}. Write a pattern {example}."
        ]
    if REPEATED_GROUP.search(pattern):
        return [
            f"{start}repeats a group without limit; on some names such a pattern takes forever."
            " Repeat a set of characters instead, such as [^_]+."
        ]
    return []
