"""Damage one file of a run at a time: it must be refused, or give the same content.

``python -m tests.attack.flips [N] [SEED]`` damages N files of a run, its models and its cache.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from topics.errors import TopicsError
from topics.models.storage import load_model
from topics.models.types import TopicModel
from topics.runs.manifest import FORMAT_VERSION
from topics.runs.store import load_run
from topics.text.embedding.vector_cache import VectorCache

__all__ = ["flip_model", "flip_run", "flip_vectors", "mutated"]

GOLDEN = Path(__file__).parents[1] / "runs" / "golden" / f"format-{FORMAT_VERSION}"
TEXTS = tuple(f"第{n}段" for n in range(4))


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with one bit flipped, some bytes changed, added or lost, or the end cut off."""
    if not data:
        return b"\0"
    at, changed = chance.randrange(len(data)), bytearray(data)
    kind = chance.choice(("bit", "bit", "bit", "byte", "bytes", "insert", "delete", "cut"))
    if kind == "bit":
        changed[at] ^= 1 << chance.randrange(8)
    elif kind == "byte":
        changed[at] = chance.randrange(256)
    elif kind == "bytes":
        changed[at : at + 8] = chance.randbytes(8)
    elif kind == "insert":
        changed[at:at] = bytes([chance.randrange(256)])
    elif kind == "delete":
        del changed[at]
    else:
        del changed[at:]
    return bytes(changed)


def flip_run(n: int, seed: int) -> dict[str, int]:
    """Damage ``n`` files of a run of today's format; see `_attack`."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "run"
        shutil.copytree(GOLDEN, folder)
        return _attack(folder, lambda: _content_of_run(folder), n, seed)


def flip_model(n: int, seed: int) -> dict[str, int]:
    """Damage ``n`` times the files of a model that is loaded alone; see `_attack`."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "lda"
        shutil.copytree(GOLDEN / "models" / "lda", folder)
        return _attack(folder, lambda: _content_of_model(load_model(folder)), n, seed)


def flip_vectors(n: int, seed: int) -> dict[str, int]:
    """Damage ``n`` times a cache of embeddings; see `_attack`.

    A vector that is not there any more counts as refused: it is computed again.
    """
    with tempfile.TemporaryDirectory() as temporary:
        cache = VectorCache(temporary)
        for i, text in enumerate(TEXTS):
            cache.put("model", text, np.linspace(-1, i, 64, dtype=np.float32))

        def content() -> list[bytes]:
            vectors = [cache.get("model", text) for text in TEXTS]
            if any(vector is None for vector in vectors):
                raise TopicsError("not in the cache")
            return [vector.tobytes() for vector in vectors if vector is not None]

        return _attack(Path(temporary), content, n, seed)


def _attack(folder: Path, content: Callable[[], object], n: int, seed: int) -> dict[str, int]:
    """Return the number of outcomes: refused, same; wrong content; crashed, with the error."""
    chance = random.Random(seed)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    right = content()
    outcomes: Counter[str] = Counter(refused=0, same=0, wrong=0)
    for _ in range(n):
        path = chance.choice(files)
        before = path.read_bytes()
        after = mutated(before, chance)
        path.write_bytes(after)
        try:
            outcomes["same" if content() == right else "wrong"] += 1
        except TopicsError:
            outcomes["refused"] += 1
        except Exception as exc:
            outcomes[f"crashed: {type(exc).__name__}"] += 1
        path.write_bytes(before)
    return dict(outcomes)


def _content_of_run(folder: Path) -> list[Any]:
    """Return everything that a run contains, as plain data."""
    run = load_run(folder)
    tables = {name: table.to_csv() for name, table in run.tables.items()}
    models = {name: _content_of_model(model) for name, model in run.models.items()}
    return [dict(run.manifest), tables, models]


def _content_of_model(model: TopicModel) -> list[Any]:
    arrays = (
        model.topic_term, model.doc_topic, model.share, model.term_counts, model.unit_counts,
        model.topics,
    )  # fmt: skip
    rest = model.vocabulary, model.engine, model.params, model.random_state, model.trace
    return [[a.tobytes() for a in arrays], rest, list(model.units), model.corpus_fingerprint]


if __name__ == "__main__":
    number, first = (int(text) for text in [*sys.argv[1:], "2000", "1"][:2])
    share = {flip_run: number // 2, flip_model: number // 4, flip_vectors: number // 4}
    for attack, times in share.items():
        print(f"{attack.__name__}: {attack(times, first)}")
