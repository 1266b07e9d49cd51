"""Detect the encoding of bytes from the likelihood of the decoded text.

Bytes of Big5 decode as GB18030 without an error, so successful decoding proves
little. Each encoding is a hypothesis. Strict decoding must succeed; the cost of
the decoded text is the sum of the negative log frequencies of its characters in
Chinese, and the cheapest text wins. Two kinds of hypotheses
cover everything else: Japanese and Korean encodings, and bytes that are not
text. Weighing character frequencies follows Li and Momoi,
"A composite approach to language/encoding detection", 19th International
Unicode Conference, 2001.
"""

from __future__ import annotations

import codecs
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from topics.corpus.reading.binary import refuse_binary, refuse_controls
from topics.corpus.reading.frequencies import (
    BIG5,
    CODECS,
    FOREIGN,
    NONE,
    NOT_TEXT,
    UTF16,
    cost_tables,
)
from topics.errors import SourceError
from topics.messages import Message

__all__ = ["Guess", "best_codec", "detect", "excess"]

PRIOR = {"utf-8": 0.0, "gb18030": 2.0, **dict.fromkeys(BIG5, 2.0), **dict.fromkeys(UTF16, 12.0)}
"""Prior cost of an encoding in nats; `OTHER_PRIOR` if it is not listed."""

OTHER_PRIOR = 8.0
DECLARED = 6.0
"""Discount for the encoding that the file declares."""

CERTAIN = 20.0
"""Minimum advantage, in nats, of a foreign encoding for which a file is refused."""

TEMPER = 0.5
"""Weight of each character's evidence: the characters of a text are not independent."""

CHUNK = 1 << 16
SAMPLE = 16
"""A long file is decoded completely and scored in this number of chunks spread over it."""

SAMPLE_LINES = 2000

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Guess:
    """A guess of the encoding of some bytes.

    Attributes
    ----------
    encoding : str
        Name of a Python codec.
    confidence : float
        In [0, 1]: the share of the evidence for it against all other hypotheses.
    runner_up : str
        The second most likely encoding, or empty if no other decodes the bytes.
    reason : str
        The basis of the guess.
    """

    encoding: str
    confidence: float
    runner_up: str
    reason: str


def detect(data: bytes, declared: str = "") -> Guess:
    """Detect the encoding of a text from its bytes.

    Parameters
    ----------
    data : bytes
        The whole file.
    declared : str, default ""
        The encoding that the file declares, e.g. a web page; used as evidence
        only. An unknown name is ignored.

    Returns
    -------
    Guess
        Certain for a byte-order mark or plain ASCII. If no encoding fits the
        whole file, the one that fits most of it.

    Raises
    ------
    SourceError
        If the bytes are not text, or are text in a Japanese or Korean encoding.
    """
    refuse_binary(data)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return Guess(encoding, 1.0, "", "byte-order mark")
    if data.isascii() and b"\x00" not in data:
        refuse_controls(data)
        return Guess("utf-8", 1.0, "", "ASCII alone")
    costs = _weigh(data, _codec_of(declared))
    guess = _ranked(costs)
    if b"\x00" in data:
        # A NUL shows that the bytes are not text, so that hypothesis gets no prior cost.
        if guess is None or costs[NONE] - OTHER_PRIOR < costs[guess.encoding]:
            raise SourceError(Message("refused_nul_byte", {"position": data.index(0)}))
    elif guess is None or guess.confidence < 0.5:
        guess = _detect_by_line(data, guess, costs)
    return guess


def _codec_of(declared: str) -> str:
    """Return the hypothesis that a declared name supports, or the empty string."""
    try:
        name = codecs.lookup(declared).name if declared else ""
    except (LookupError, ValueError):
        return ""
    return {"gb2312": "gb18030", "gbk": "gb18030", "utf-16": ""}.get(name, name)


def _weigh(data: bytes, declared: str = "") -> dict[str, float]:
    """Return the cost in nats of each hypothesis that decodes the bytes, and of no text."""
    n_chunks = -(-len(data) // CHUNK)
    full = [i for i in range(n_chunks) if not data[i * CHUNK : (i + 1) * CHUNK].isascii()] or [0]
    sample = set(full)
    if len(full) > SAMPLE:
        spread = np.linspace(0, len(full) - 1, SAMPLE).round().astype(int)
        sample = {full[i] for i in spread}
    known = UTF16 if b"\x00" in data else ("utf-8", "gb18030", *UTF16, *FOREIGN)
    costs = {NONE: _cost(data, NONE, sample)}
    if b"\x00" not in data and (member := _choose_big5(data)):
        known = (*known, member)
    for codec in known:
        try:
            cost = _cost(data, codec, sample)
        except UnicodeDecodeError:
            continue
        same = codec == declared or (codec in BIG5 and declared in BIG5)
        costs[codec] = cost - (DECLARED if same else 0.0)
    return costs


def _pieces(data: bytes, codec: str) -> Iterator[str]:
    """Yield the text of each chunk; a character at a cut goes with the next chunk."""
    name = "latin-1" if codec == NONE else codec
    if 0 < len(data) <= CHUNK:  # true of most files; an iterator of chunks would cost more
        return (data.decode(name) for _ in range(1))
    return codecs.iterdecode((data[i : i + CHUNK] for i in range(0, len(data), CHUNK)), name)


def _cost(data: bytes, codec: str, sample: Iterable[int]) -> float:
    tables = cost_tables()[codec]
    totals = np.zeros(len(tables))
    for i, text in enumerate(_pieces(data, codec)):
        if i in sample:
            indices = _table_indices(text)
            totals += [float(table[indices].sum(dtype=np.float64)) for table in tables]
    return float(totals.min()) + PRIOR.get(codec, OTHER_PRIOR)


def _table_indices(text: str) -> npt.NDArray[np.uint32]:
    """Return the position of each character of a text in a table of costs."""
    points: npt.NDArray[np.uint32] = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    return np.minimum(points, np.uint32(0x10000))


def _choose_big5(data: bytes) -> str:
    """Return the most likely variant of Big5, or the empty string if none decodes the bytes.

    The variants differ in few characters, which may occur anywhere, so the whole text is compared.
    """
    readers = {codec: _pieces(data, codec) for codec in BIG5}
    costs = dict.fromkeys(BIG5, 0.0)
    for _ in range(-(-len(data) // CHUNK)):
        texts: dict[str, str] = {}
        for codec in tuple(readers):
            try:
                texts[codec] = next(readers[codec], "")
            except UnicodeDecodeError:
                del readers[codec]
        if len(set(texts.values())) > 1:
            (table,) = cost_tables()["big5"]
            for codec, text in texts.items():
                costs[codec] += float(table[_table_indices(text)].sum(dtype=np.float64))
    return min(readers, key=lambda codec: costs[codec], default="")


def _ranked(costs: dict[str, float]) -> Guess | None:
    """Return the cheapest accepted encoding, or None if no encoding decodes the bytes."""
    readable = sorted((c for c in costs if c in PRIOR), key=costs.__getitem__)
    if not readable:
        return None
    best = readable[0]
    weights = [math.exp(min(TEMPER * (costs[best] - cost), 600.0)) for cost in costs.values()]
    return Guess(
        encoding=best,
        confidence=round(1.0 / math.fsum(weights), 4),
        runner_up=next(iter(readable[1:]), ""),
        reason="its bytes decode to common characters",
    )


def best_codec(line: bytes, among: Sequence[str] = CODECS) -> str:
    """Return the codec that decodes a line to the likeliest text, or ``""`` if none does.

    Parameters
    ----------
    line : bytes
        One line, of which at most the first 64 kB are scored.
    among : sequence of str
        The codecs to choose from; they compete with Japanese, Korean and no text at all.
    """
    costs = {}
    for codec in (*among, *FOREIGN, NONE):
        try:
            costs[codec] = _cost(line, codec, (0,))
        except UnicodeDecodeError:
            continue
    best = min(costs, key=costs.__getitem__)
    return best if best in among else ""


def excess(lines: Sequence[str], codec: str) -> npt.NDArray[np.float64]:
    """Return, in nats, how much less likely each decoded line is as text than as random bytes.

    Parameters
    ----------
    lines : sequence of str
        Text decoded with `codec`.
    codec : {"gb18030", "big5", "cp950", "big5hkscs"}
        A codec with two bytes per character.

    Returns
    -------
    float64 array, shape (len(lines),)
        Negative for a line that looks like text.
    """
    indices = _table_indices("\n".join([*lines, ""]))
    starts = np.flatnonzero(indices == ord("\n")) + 1
    starts = np.concatenate(([0], starts[:-1]))
    totals = [
        np.add.reduceat(
            np.where(indices < 0x80, 0.0, table[indices].astype(np.float32) - 2 * NOT_TEXT), starts
        )
        for table in cost_tables()[codec]
    ]
    return np.min(totals, axis=0)  # type: ignore[no-any-return]


def _detect_by_line(data: bytes, guess: Guess | None, costs: dict[str, float]) -> Guess:
    """Return the encoding of most lines, if none fits the whole file well."""
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    sample = lines[:: -(-len(lines) // SAMPLE_LINES)]
    tally = dict.fromkeys(CODECS, 0)
    for line in sample:
        if codec := best_codec(line):
            tally[codec] += len(line)
    n_big5 = sum(tally[codec] for codec in BIG5)
    best = max(CODECS, key=lambda c: (n_big5 if c in BIG5 else tally[c], tally[c]))
    share = (n_big5 if best in BIG5 else tally[best]) / sum(map(len, sample))
    if share >= 0.5 and len(lines) > 1:
        others = sorted((c for c in CODECS if tally[c] and c != best), key=lambda c: -tally[c])
        return Guess(best, round(share, 4), next(iter(others), ""), "most of its lines are in it")
    # Almost any even number of bytes is valid UTF-16.
    if guess is None or (guess.encoding in UTF16 and guess.confidence < 0.1):
        return _furthest(data)
    _refuse_unlikely(guess.encoding, costs)
    return guess


def _refuse_unlikely(encoding: str, costs: dict[str, float]) -> None:
    """Raise if the bytes decode, but clearly not to Chinese text."""
    foreign = min(FOREIGN, key=lambda codec: costs.get(codec, math.inf))
    limit = costs[encoding] - CERTAIN
    if costs.get(foreign, math.inf) < min(costs[NONE], limit):
        raise SourceError(
            Message(
                "refused_foreign_encoding",
                {"language": FOREIGN[foreign], "codec": foreign, "own": encoding},
            )
        )
    if costs[NONE] < limit:
        raise SourceError(Message("refused_not_chinese", {"codec": encoding}))


def _furthest(data: bytes) -> Guess:
    """Return the encoding that decodes at least half of bytes that none decodes completely."""
    ends = {}
    for codec in CODECS:
        try:
            data.decode(codec)
        except UnicodeDecodeError as exc:
            ends[codec] = exc.start
    codec = max(ends, key=ends.__getitem__)
    end = ends[codec]
    if 2 * end >= len(data) and best_codec(data[:end], (codec,)):
        return Guess(codec, round(end / len(data), 4), "", "it reads furthest")
    line = data.count(b"\n", 0, end) + 1
    raise SourceError(
        Message(
            "refused_no_encoding",
            {"codecs": ", ".join(CODECS), "codec": codec, "byte": f"{data[end]:02x}", "line": line},
        )
    )
