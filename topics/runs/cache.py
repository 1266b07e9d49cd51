"""The cache of a run: texts read and segmented, so that a later run only processes new ones.

It is in ``<run>.cache`` beside the run, in two files, and may be deleted at any time. During a
run it also has the fitted models, so that the same command continues after the last one if it was
stopped. Entries that were made from other bytes, by other settings or by other code are not
used.
"""

from __future__ import annotations

import hashlib
import json
import platform
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from topics.corpus.corpus import read_again
from topics.corpus.evidence.signatures import SCHEMA
from topics.corpus.reading.content import ReadOptions
from topics.corpus.readings import Readings
from topics.corpus.types import Corpus
from topics.errors import MachineWarning
from topics.fingerprint import fingerprint
from topics.messages import Message, collected, message_from, warn
from topics.models.storage import model_from_bytes, model_hash, model_to_bytes
from topics.models.types import TopicModel
from topics.parsing import load_json
from topics.runs.manifest import versions
from topics.runs.sealed_files import read_sealed, remove_leftovers, write_sealed
from topics.text.counting.weights import to_plain
from topics.text.lexicon.lexicon import Lexicon
from topics.text.segmentation.known import KnownWords
from topics.text.segmentation.segmenting import segment_again
from topics.text.types import DocTermMatrix, Tokens

__all__ = ["Cache", "cache_of"]

READINGS, WORDS = "readings", "words"
"""The files of a cache."""
FIT = "fit-"
"""Prefix of the files of fitted models; they are removed when the run is complete."""
T = TypeVar("T")


def cache_of(run: Path) -> Path:
    """Return the folder of the cache of a run."""
    return run.with_name(f"{run.name}.cache")


class Cache:
    """Reads and segments with the cache of an earlier run, and writes the cache of a new one.

    What it returns is equal to what `topics.read`, `topics.segment` and `topics.fit` return.

    Parameters
    ----------
    earlier : Path, optional
        The folder of the earlier run.

    Warns
    -----
    MachineWarning
        If a file of the cache is damaged; it is then replaced.
    """

    def __init__(self, earlier: Path | None = None) -> None:
        self._earlier = None if earlier is None else cache_of(earlier)
        self._own: Path | None = None
        self._made: dict[str, tuple[str, Readings | KnownWords]] = {}

    def read(self, seeds: str | Path, options: ReadOptions) -> Corpus:
        """Read seeds, except the files that were read before.

        Parameters
        ----------
        seeds, options
            As for `topics.read`.
        """
        columns = json.dumps(options.columns, default=list)
        made_by = _environment("corpus", "text")
        key = fingerprint(made_by, options.encoding, columns, options.skip_repairs)
        known = self._load(READINGS, key, lambda data: Readings.from_bytes(data, SCHEMA))
        corpus, readings = read_again(seeds, options, known or Readings())
        self._made[READINGS] = key, readings
        return corpus

    def segment(
        self, corpus: Corpus, segmenter: str, lexicon: Lexicon, *, pos: Sequence[str]
    ) -> Tokens:
        """Segment a corpus, except the texts that were segmented before.

        Parameters
        ----------
        corpus, segmenter, lexicon, pos
            As for `topics.segment`.
        """
        entries = map(repr, lexicon.entries)
        key = fingerprint(_environment("corpus", "text"), segmenter, entries)
        known = self._load(WORDS, key, KnownWords.from_bytes)
        tokens, words = segment_again(
            corpus, segmenter, lexicon, pos=pos, known=known or KnownWords()
        )
        self._made[WORDS] = key, words
        return tokens

    def begin(self, run: Path) -> None:
        """Keep the models that are fitted from now on until this run is complete."""
        self._own = cache_of(run)

    def fit(
        self,
        matrix: DocTermMatrix,
        engine: str,
        arguments: Mapping[str, Any],
        fit: Callable[..., TopicModel],
    ) -> tuple[TopicModel, bool]:
        """Fit an engine, unless an interrupted command for the same run has fitted it.

        Parameters
        ----------
        matrix : DocTermMatrix
        engine : str
        arguments : mapping
            Of `topics.fit`, by name.
        fit : callable
            `topics.fit`.

        Returns
        -------
        model : TopicModel
        is_kept : bool
            Whether it was fitted before. Its warnings are issued all the same.

        Warns
        -----
        MachineWarning
            If the cache cannot be written.
        """
        if self._own is None:
            return fit(matrix, engine, **arguments), False
        path, key = self._own / f"{FIT}{engine}", _fit_key(matrix, engine, arguments)
        if (known := read_sealed(path, key, _unpack_fit)) is not None:
            for message in known[1]:
                warn(message)
            return replace(known[0], units=matrix.units), True
        with collected() as messages:
            model = fit(matrix, engine, **arguments)
        plain = json.dumps([message.to_dict() for message in messages]).encode()
        try:
            write_sealed(path, key, model_to_bytes(model, plain))
        except OSError as exc:
            _warn_not_kept(self._own, exc)
            self._own = None  # warn once
        return model, False

    def keep(self, run: Path) -> None:
        """Write what was read and segmented to the cache of a complete run.

        An error does not affect the run. Its models are no longer kept, and leftovers of killed
        commands are removed.

        Warns
        -----
        MachineWarning
            If the cache cannot be written.
        """
        folder = cache_of(run)
        try:
            for other in folder.parent.glob("*.cache"):
                remove_leftovers(other)
            for name, (key, made) in self._made.items():
                write_sealed(folder / name, key, made.to_bytes())
            for path in folder.glob(f"{FIT}*"):
                path.unlink()
        except OSError as exc:
            _warn_not_kept(folder, exc)

    def _load(self, name: str, key: str, unpack: Callable[[pa.Buffer], T]) -> T | None:
        return None if self._earlier is None else read_sealed(self._earlier / name, key, unpack)


def _warn_not_kept(folder: Path, error: OSError) -> None:
    values = {"folder": str(folder), "reason": error.strerror or ""}
    warnings.warn(MachineWarning(Message("cache_not_kept", values)), stacklevel=3)


def _fit_key(matrix: DocTermMatrix, engine: str, arguments: Mapping[str, Any]) -> str:
    """Return a fingerprint of everything that a fit depends on."""
    plain = dict(arguments)
    start, vectors = plain.pop("start"), plain.pop("embeddings")
    weighting = None if matrix.weighting is None else to_plain(matrix.weighting)
    counts, units = matrix.counts, matrix.units
    return fingerprint(
        _environment("models", "text"),
        json.dumps([platform.machine(), engine, plain, weighting], default=repr),
        "" if start is None else model_hash(start),
        "" if vectors is None else vectors,
        matrix.corpus_fingerprint,
        matrix.vocabulary,
        *(counts.indptr, counts.indices, counts.data),
        *(units.indptr, units.paragraphs, units.section, units.source, units.speech, units.ids),
        units.section_names,
        units.source_names,
    )


def _unpack_fit(data: pa.Buffer) -> tuple[TopicModel, list[Message]]:
    model, plain = model_from_bytes(data.to_pybytes())
    return model, [message_from(entry) for entry in load_json(plain, "messages")]


@cache
def _environment(*rooms: str) -> str:
    """Return a fingerprint of defaults, libraries and the code of packages and the top level."""
    package = Path(__file__).parent.parent
    found = [*package.glob("*.py"), *(package / "defaults").rglob("*.t*")]
    found += [path for name in rooms for path in (package / name).rglob("*.py")]
    code = hashlib.sha256()
    for path in sorted(found):
        code.update(f"{path.relative_to(package).as_posix()}\n".encode() + path.read_bytes())
    return fingerprint(code.hexdigest(), json.dumps(versions()))
