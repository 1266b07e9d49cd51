"""Differences of two runs besides their results: files, settings, words, versions, coder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from topics.comparison.schema import DIFFERENCES
from topics.errors import CodebookError, OutputError
from topics.parsing import shown
from topics.runs.files import CODER_NAME
from topics.runs.inputs import all_settings, input_path
from topics.runs.listing import software
from topics.runs.store import Run
from topics.themes.codebook import load_codebook
from topics.themes.types import NONE, Theme

__all__ = ["differences_table"]

Row = tuple[str, str, str, str, str]

SEEDS, DEFAULTS = "seeds/", "defaults/"
WORD_LISTS = ("dictionary", "stop_words")
SHORT = 12
"""Number of digits shown of a hash."""
N_WORDS = 50
"""Number of words shown of a list."""
N_WEIGHTS = 12
"""Number of seed words whose weights are shown."""


def differences_table(a: Run, b: Run) -> pd.DataFrame:
    """Return the table ``differences``: kind, name, change, and the values of A and B.

    Parameters
    ----------
    a, b : Run
    """
    rows = [
        *_files(a.manifest["inputs"], b.manifest["inputs"]),
        *_values("setting", all_settings(a.manifest), all_settings(b.manifest)),
        *_codebooks(a, b),
        *_word_lists(a, b),
        *_coders(a, b),
        *_values("version", _software(a.manifest), _software(b.manifest)),
    ]
    return pd.DataFrame(rows, columns=[*DIFFERENCES.columns]).astype("str")


def _files(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Row]:
    """Yield sources, other inputs and lists of the package that were added, removed or changed."""
    gone = {sha: name for name, sha in old.items() if name not in new}
    renamed = {gone[sha]: name for name, sha in new.items() if name not in old and sha in gone}
    for name in sorted({*old, *new}):
        if old.get(name) == new.get(name) or name in renamed.values():
            continue
        if name.split("/")[0] in (*WORD_LISTS, "codebook"):
            continue  # word by word below
        is_source, is_list = name.startswith(SEEDS), name.startswith(DEFAULTS)
        kind = "source" if is_source else "package" if is_list else "input"
        was, now = old.get(name, "")[:SHORT], new.get(name, "")[:SHORT]
        if name in renamed:
            yield kind, name.removeprefix(SEEDS), "renamed", was, renamed[name].removeprefix(SEEDS)
        else:
            yield kind, name.removeprefix(SEEDS), _change(was, now), was, now


def _change(was: Any, now: Any) -> str:
    return "changed" if was and now else "added" if now else "removed"


def _values(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Row]:
    for key in sorted({*old, *new}, key=str.casefold):
        was, now = (_text(values[key]) if key in values else "" for values in (old, new))
        if was != now:
            yield kind, key, _change(was, now), was, now


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return value if isinstance(value, str) and value else shown(value)


def _software(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {**software(manifest), "machine": manifest["machine"]}


def _codebooks(a: Run, b: Run) -> Iterator[Row]:
    """Yield the themes that were added, removed or changed, and their seed words."""
    if _hashes(a, "codebook") == _hashes(b, "codebook"):
        return
    old, new = _themes(a), _themes(b)
    for theme in dict.fromkeys([*old, *new]):
        if theme not in old or theme not in new:
            names = [book[theme].zh if theme in book else "" for book in (old, new)]
            yield "codebook", theme, _change(*names), names[0], names[1]
            continue
        was, now = old[theme], new[theme]
        for name in ("zh", "en", "frame", "colour"):
            if (x := getattr(was, name)) != (y := getattr(now, name)):
                yield "codebook", f"{theme}: {name}", "changed", _text(x), _text(y)
        if was.seed_words and now.seed_words:
            yield from _words("codebook", f"{theme}: seed_words", was.seed_words, now.seed_words)


def _themes(run: Run) -> dict[str, Theme]:
    """Return the themes of a run's codebook; for a run without `inputs/`, only their names."""
    path = input_path(run.folder, "codebook")
    if path is not None:
        try:
            return {theme.id: theme for theme in load_codebook(path).themes}
        except CodebookError:
            pass  # an earlier version allowed it
    table = run.tables["themes"]
    rows = zip(table["theme"], table["zh"], table["en"], strict=True)
    return {theme: Theme(theme, zh, en, ()) for theme, zh, en in rows if theme != NONE}


def _word_lists(a: Run, b: Run) -> Iterator[Row]:
    for kind in WORD_LISTS:
        hashes = [_hashes(run, kind) for run in (a, b)]
        if hashes[0] == hashes[1]:
            continue
        if all(
            input_path(run.folder, kind) for run, own in zip((a, b), hashes, strict=True) if own
        ):
            yield from _words(kind, "words", _lines(a, kind), _lines(b, kind))
        else:  # a run of format 1 has no copy of its words
            was, now = (" ".join(own)[:SHORT] for own in hashes)
            yield kind, "words", _change(was, now), was, now


def _hashes(run: Run, kind: str) -> list[str]:
    """Return the sha256 of the files of a kind that a run read."""
    inputs = run.manifest["inputs"]
    return [inputs[name] for name in sorted(inputs) if name.split("/")[0] == kind]


def _lines(run: Run, kind: str) -> list[str]:
    path = input_path(run.folder, kind)
    if path is None:
        return []
    try:
        lines = path.read_bytes().decode("utf-8-sig", "replace").splitlines()
    except OSError as exc:
        raise OutputError(f"{path}: cannot be read ({exc.strerror}).") from exc
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _words(kind: str, name: str, old: Any, new: Any) -> Iterator[Row]:
    """Yield one row with the words that only one run has; nothing if both have the same."""
    was, now = (
        [word for word in words if word not in set(others)]
        for words, others in ((old, new), (new, old))
    )
    if was or now:
        yield kind, name, _change(was, now), _some(was), _some(now)


def _some(words: list[str]) -> str:
    more = len(words) - N_WORDS
    return " ".join([*words[:N_WORDS], *([f"… (+{more})"] if more > 0 else [])])


def _coders(a: Run, b: Run) -> Iterator[Row]:
    """Yield the numbers of the coders that differ; nothing unless both runs have one."""
    found = []
    for run in (a, b):
        if CODER_NAME not in run.manifest["outputs"]:
            return
        found.append(run.coder())
    plain = [
        {
            "prior_none": coder.prior_none,
            "fitted_none": coder.fitted_none,
            "n_paragraphs": coder.n_paragraphs,
            "n_lines": coder.n_lines,
            "coefficients": " ".join(f"{x:.4g}" for x in coder.coefficients),
            **{f"weight of {kind}": weight for kind, weight in coder.weights.items()},
        }
        for coder in found
    ]
    yield from _values("coder", *plain)
    weights = [
        dict(zip(_seed_words(coder), coder.inverse.round(6).tolist(), strict=True))
        for coder in found
    ]
    both = [word for word in weights[0] if word in weights[1]]
    others = [word for word in both if weights[0][word] != weights[1][word]]
    if others:
        was, now = (
            " ".join(f"{word} {values[word]:.3g}" for word in others[:N_WEIGHTS])
            for values in weights
        )
        yield "coder", f"inverse ({len(others)})", "changed", was, now


def _seed_words(coder: Any) -> list[str]:
    words = (word for theme in coder.codebook.themes for word in theme.seed_words)
    return list(dict.fromkeys(words))
