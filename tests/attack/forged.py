"""Change what a run contains and compute its hashes again: it is refused, or can be used.

``python -m tests.attack.forged [N] [SEED]`` forges N runs and prints what is not.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import random
import shutil
import sys
import tempfile
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load, save

import topics
from tests.attack.flips import GOLDEN, mutated
from topics.errors import TopicsError
from topics.reporting import report
from topics.runs.manifest import run_outputs
from topics.runs.store import load_run
from topics.seals import sealed

__all__ = ["forge", "forge_runs", "use"]

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 7, 2**63 - 1, -(2**63), 1.5, -0.0, 1e308, "", "x", "垃圾", "lda",
    "../x", "a\nb", "<b>&", "x" * 2000, [], [1], ["a"], [[]], [None, "a", 1.0], {}, {"a": 1},
    {"": []}, {"code": "x", "values": {"a": [{}]}}, {"code": 3, "values": {"source": [1, None]}},
)  # fmt: skip
CELLS = (
    "",
    "x",
    "0",
    "-1",
    "1.5",
    "nan",
    "inf",
    "1e400",
    "true",
    "9" * 18,
    "垃圾",
    "'",
    "=1",
    "1.2.",
)
WARNINGS = [
    {"code": "unsound_lines", "values": {"source": "a", "count": 3, "lines": "3", "sign": "x"}},
    {"code": "unsound_lines", "values": {"source": ["a", "b"], "count": [3, 4], "lines": "3"}},
    {"code": "of a later version", "values": {"share": 0.5}},
]


def forge(folder: Path, chance: random.Random) -> str:
    """Change one file of a run, compute all hashes again, and return what was changed."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = folder / "run.json"
    is_manifest = chance.random() < 0.3
    path = manifest if is_manifest else chance.choice([file for file in files if file != manifest])
    change = _CHANGES.get(path.suffix, _of_text)
    path.write_bytes(change(path.read_bytes(), chance))
    _seal(folder, is_manifest=is_manifest)
    return path.relative_to(folder).as_posix()


def given(place: Path) -> Path:
    """Return a copy of the golden run at a place, with warnings of several kinds."""
    shutil.copytree(GOLDEN, place / "run")
    path = place / "run" / "run.json"
    manifest = json.loads(path.read_bytes())
    manifest["warnings"] += WARNINGS
    path.write_text(json.dumps(sealed(manifest, "sha256")), "utf-8")
    return place / "run"


def _seal(folder: Path, *, is_manifest: bool) -> None:
    """Compute the hashes of a run again; what is no object any more is left as it is."""
    for rest in folder.glob("models/*/model.json"):
        plain = json.loads(rest.read_bytes())
        if isinstance(plain, dict):
            numbers = rest.with_suffix(".safetensors").read_bytes()
            plain = sealed(plain | {"sha256": sha256(numbers).hexdigest()}, "sha256_of_rest")
            rest.write_text(json.dumps(plain), "utf-8")
    manifest = json.loads((folder / "run.json").read_bytes())
    if isinstance(manifest, dict):
        new = {} if is_manifest else {"outputs": run_outputs(folder)}
        (folder / "run.json").write_text(json.dumps(sealed(manifest | new, "sha256")), "utf-8")


def _of_json(data: bytes, chance: random.Random) -> bytes:
    """Replace a value by another, one of another type or one of elsewhere; remove or double it."""
    tree = json.loads(data)
    places = list(_places(tree))
    # As often near the root as in its leaves, of which there are many more.
    depth = chance.choice(sorted({len(place) for place in places}))
    *above, key = chance.choice([place for place in places if len(place) == depth])
    inside = _at(tree, above)
    kind = chance.choice(("odd", "odd", "odd", "other", "remove", "double", "wrap"))
    if kind == "odd":
        inside[key] = copy.deepcopy(chance.choice(ODD))
    elif kind == "other":
        inside[key] = copy.deepcopy(_at(tree, chance.choice(places)))
    elif kind == "remove":
        del inside[key]
    elif kind == "wrap":
        inside[key] = chance.choice(([inside[key]], {key: inside[key]}, str(inside[key])))
    elif isinstance(inside, list):
        inside.insert(key, copy.deepcopy(inside[key]))
    else:
        inside[f"{key}2"] = copy.deepcopy(inside[key])
    return json.dumps(tree).encode()


def _places(tree: Any, above: tuple[Any, ...] = ()) -> Iterator[Any]:
    """Yield the keys that lead to each value below the root."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in pairs:
        yield (*above, key)
        if isinstance(value, dict | list):
            yield from _places(value, (*above, key))


def _at(tree: Any, place: Any) -> Any:
    for key in place:
        tree = tree[key]
    return tree


def _of_table(data: bytes, chance: random.Random) -> bytes:
    """Change cells, rows or columns of a table."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    i, j = chance.randrange(len(rows)), chance.randrange(len(rows[0]))
    other = chance.randrange(len(rows))
    kind = chance.choice(("odd", "odd", "swap", "drop", "double", "column", "twin", "name"))
    if kind == "odd":
        rows[i][j] = chance.choice(CELLS)
    elif kind == "swap":
        rows[i], rows[other] = rows[other], rows[i]
    elif kind == "drop":
        del rows[i:]
    elif kind == "double":
        rows.insert(i, rows[i])
    elif kind == "name":
        rows[0][j] = chance.choice((*CELLS, "lda_topic", "share", "id"))
    else:
        rows = [row[:j] + row[j : j + 1] * (2 * (kind == "twin")) + row[j + 1 :] for row in rows]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _of_text(data: bytes, chance: random.Random) -> bytes:
    """Change bytes or lines of an input; of settings also give one the value of another."""
    lines = data.decode().splitlines()
    i, j = chance.randrange(len(lines)), chance.randrange(len(lines))
    kind = chance.choice(("bytes", "drop", "double", "value", "value"))
    if kind == "bytes":
        return mutated(data, chance)
    if kind == "drop":
        del lines[i]
    elif kind == "double":
        lines.insert(i, lines[j])
    else:
        lines[i] = lines[i].partition("=")[0] + "=" + lines[j].rpartition("=")[2]
    return "\n".join([*lines, ""]).encode()


def _of_arrays(data: bytes, chance: random.Random) -> bytes:
    """Change one array: its type, shape or numbers."""
    arrays = load(data)
    name = chance.choice(sorted(arrays))
    array = arrays[name]
    changes: tuple[Callable[[], Any], ...] = (
        lambda: array.astype(chance.choice(("float16", "float64", "int8", "uint8", "bool"))),
        lambda: array[:-1], lambda: array[None], lambda: array.T, lambda: array * 0,
        lambda: -array, lambda: array.ravel()[:0], lambda: np.concatenate([array, array]),
        lambda: np.full_like(array, 99), lambda: np.full(array.shape, np.nan),
        lambda: np.full(array.shape, np.inf), lambda: array[::-1],
    )  # fmt: skip
    if chance.random() < 0.1:
        del arrays[name]
    elif array.dtype != bool:
        arrays[name] = np.ascontiguousarray(chance.choice(changes)())
    return save(arrays)


_CHANGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    ".json": _of_json,
    ".csv": _of_table,
    ".safetensors": _of_arrays,
}


def use(folder: Path, chance: random.Random) -> None:
    """Load a run and all that is in it, and do one more thing with it."""
    run = load_run(folder)
    list(run.tables.values())
    for model in run.models.values():
        model.to_pandas()
        repr(model)
    chance.choice(_USES)(folder)


def _report(folder: Path) -> None:
    report(folder)


def _recode(folder: Path) -> None:
    topics.recode(folder, GOLDEN / "inputs" / "codebook" / "book.toml", folder.parent / "recoded")


def _compare(folder: Path) -> None:
    str(topics.inspect(topics.read(_text(folder)), against=load_run(folder)))


def _models(folder: Path) -> None:
    """Use the models of a run on other texts, and with each other."""
    tokens = topics.segment(topics.read(_text(folder)))
    book, models = topics.load_codebook(), list(load_run(folder).models.values())
    for model in models:
        for call in (
            lambda m: topics.infer(m, topics.count(tokens, vocabulary=m.vocabulary)),
            lambda m: topics.label(m, book),
            lambda m: topics.agreement(m, models[0]),
        ):
            with suppress(TopicsError):
                call(model)


def _text(folder: Path) -> Path:
    path = folder.parent / "a.txt"
    path.write_text("同志们：\n学生读书，教师读书。", "utf-8")
    return path


_USES = (_report, _recode, _compare, _models, _models)


def forge_runs(n: int, seed: int) -> dict[str, int]:
    """Forge ``n`` runs and use each; return how often which outcome was seen.

    An outcome is "refused", "read", or what crashed, with the number that repeats it.
    """
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(n):
            outcomes[_forge_one(Path(temporary, str(number)), f"{seed} {number}")] += 1
            shutil.rmtree(Path(temporary, str(number)))
    return dict(outcomes)


def _forge_one(place: Path, name: str) -> str:
    chance = random.Random(name)
    changed = forge(given(place), chance)
    try:
        use(place / "run", chance)
    except TopicsError:
        return "refused"
    except Exception as exc:
        where = traceback.extract_tb(exc.__traceback__)[-1]
        at = f"{Path(where.filename).name}:{where.lineno}"
        return f"crashed: {name}, {changed}: {type(exc).__name__}: {str(exc)[:80]} ({at})"
    return "read"


if __name__ == "__main__":
    number, first = (int(text) for text in [*sys.argv[1:], "500", "1"][:2])
    for outcome, count in sorted(forge_runs(number, first).items()):
        print(count, outcome)
