"""Read mutated files of every suffix: each is read, or refused with our error.

``python -m tests.attack --only mutants`` prints what was seen; ``example`` returns one of them.
"""

from __future__ import annotations

import random
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import topics
from tests.attack.mutations import mutant
from tests.attack.samples import LINES, SUFFIXES, whole_file
from topics.corpus.reading.children import read_in_child
from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.formats import READERS
from topics.errors import SourceError, TopicsError

__all__ = ["SLOW", "example", "mutate_files", "mutate_folders"]

SLOW = 10.0
"""Seconds after which a file counts as one that hangs its reader."""
LIBRARIES_IN_C = (".pdf", ".parquet")
"""Their reader may crash its process, so that they are read in a child process here too."""
GUARD = "cannot be read ("
"""How the child process refuses what a reader should have refused."""


def example(number: int, seed: int, suffixes: tuple[str, ...] = SUFFIXES) -> tuple[str, bytes]:
    """Return the suffix and the bytes of a mutated file, by its number."""
    chance = random.Random(f"{seed} {number}")
    suffix = suffixes[number % len(suffixes)]
    return suffix, mutant(whole_file(suffix), chance)


def mutate_files(n: int, seed: int) -> dict[str, int]:
    """Give ``n`` mutated files to their readers.

    Returns
    -------
    dict of str to int
        How often each outcome was seen: ``read``, ``refused``; ``slow`` (more than 10 s) and
        ``crashed``, with suffix, number and error, are wrong.
    """
    outcomes: Counter[str] = Counter(read=0, refused=0)
    for number in range(n):
        suffix, data = example(number, seed, tuple(READERS))
        name = f"{suffix} {seed} {number}"
        seconds, outcome = _timed(suffix, data, name)
        if seconds > SLOW:  # a busy machine, or a slow file: that one is slow again
            seconds, outcome = _timed(suffix, data, name)
        outcomes[f"slow: {name}" if seconds > SLOW else outcome] += 1
    return dict(outcomes)


def _timed(suffix: str, data: bytes, name: str) -> tuple[float, str]:
    begin = time.monotonic()
    outcome = _outcome(suffix, data, name)
    return time.monotonic() - begin, outcome


def _outcome(suffix: str, data: bytes, name: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if suffix in LIBRARIES_IN_C:
                read_in_child(suffix, BytesIO(data), len(data), ReadOptions())
            else:
                READERS[suffix](BytesIO(data), ReadOptions())
    except SourceError as error:
        said = str(error)
        return f"crashed: {name}: {said[:120]}" if said.startswith(GUARD) else "refused"
    except Exception as error:
        return f"crashed: {name}: {type(error).__name__}: {error!s:.80}"
    return "read"


def mutate_folders(n: int, seed: int, size: int = 100) -> dict[str, int]:
    """Read folders of ``size`` mutated files and three whole ones, ``n`` mutated files in all.

    Returns
    -------
    dict of str to int
        ``read`` and ``refused``; wrong are ``lost`` (neither), ``neighbour`` (a whole file was
        not read as it is alone), ``slow`` and ``crashed``.
    """
    outcomes: Counter[str] = Counter(read=0, refused=0)
    for number, first in enumerate(range(0, n, size)):
        with tempfile.TemporaryDirectory() as temporary:
            outcomes.update(_read_folder(Path(temporary), first, min(size, n - first), seed))
            outcomes["folders"] = number + 1
    return dict(outcomes)


def _read_folder(folder: Path, first: int, n: int, seed: int) -> Iterator[str]:
    names = []
    for number in range(first, first + n):
        # Other files than those that `mutate_files` gave to the readers.
        suffix, data = example(number, seed + 1_000_000)
        names.append(f"{number:06d}{suffix}")
        (folder / names[-1]).write_bytes(data)
    whole = [f"{name}{suffix}" for name, suffix in (("0", ".txt"), ("m", ".docx"), ("z", ".html"))]
    for name in whole:
        (folder / name).write_bytes(whole_file(Path(name).suffix))
    begin = time.monotonic()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            corpus = topics.read(folder)
    except Exception as error:
        is_ours = isinstance(error, TopicsError)
        yield f"crashed: folder {first} {seed}: {is_ours} {type(error).__name__}: {error!s:.80}"
        return
    if time.monotonic() - begin > SLOW * n:
        yield f"slow: folder {first} {seed}"
    read = {source.name.split("/")[0] for source in corpus.sources}
    refused = {skipped.source.split("/")[0]: skipped.reason for skipped in corpus.skipped}
    for name in names:
        if GUARD in refused.get(name, ""):
            yield f"crashed: {name} {seed}: {refused[name][:120]}"
        elif name not in read and name not in refused:
            yield f"lost: {name} {seed}"
        else:
            yield "read" if name in read else "refused"
    for name in whole:
        texts = {p.text for p in corpus.paragraphs if p.source == name}
        if not set(LINES) - {LINES[2]} <= texts:
            yield f"neighbour: {name} {first} {seed}"
