"""The messages of a run: a code and its values, rendered in Chinese or English.

``defaults/messages.toml`` is the catalogue. Files record codes and values; sentences are rendered
for display: Chinese in the report, English on the command line and in warnings.
"""

from __future__ import annotations

import contextlib
import re
import sys
import tomllib
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from topics.defaults import default_path
from topics.early_messages import in_chinese
from topics.errors import MachineWarning, TopicsWarning, close_to
from topics.parsing import ParseError, load_json

__all__ = [
    "Language",
    "Message",
    "collected",
    "merged",
    "message_from",
    "near_miss",
    "reason_of",
    "reasons",
    "render",
    "some_of",
    "warn",
]

Language = Literal["zh", "en"]
Value: TypeAlias = "str | int | float | Message"

N_NAMED = 3
"""Maximum number of sources that a message names; of more, the number is given."""
MAX_PHRASES = 3
"""Maximum nesting of messages; a forged run may nest more, and a sentence may use each twice."""
N_VALUES = 2
"""Maximum number of texts that a message shows if they differ between its sources."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message to the researcher, as plain data.

    Attributes
    ----------
    code : str
        A table of ``defaults/messages.toml``.
    values : mapping of str to str, int, float or Message
        Values for the placeholders in the catalogue's sentences; a message is a phrase in a
        sentence. In a message about several sources, ``source`` is a tuple, as is every other value
        that differs between them.
    """

    code: str
    values: Mapping[str, Value | tuple[Value, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        return render(self, "en")

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.values.items()))))

    def of(self, source: str) -> Message:
        """Return the message with the name of its source."""
        return Message(self.code, {"source": source, **self.values})

    def to_dict(self) -> dict[str, Any]:
        """Return the message as ``run.json`` records it."""
        return {"code": self.code, "values": {n: _plain(v) for n, v in self.values.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value.to_dict() if isinstance(value, Message) else value


class _Values(dict[str, Any]):
    """Values of which a missing one is shown as a question mark."""

    def __missing__(self, key: str) -> str:
        return "?"


def render(message: Message, language: Language) -> str:
    """Return the sentence of a message.

    A code that the catalogue does not have (from a run of a newer version) is shown with its
    values.

    Parameters
    ----------
    message : Message
    language : {"zh", "en"}
    """
    if message.code == "sentence" and language == "zh":
        return in_chinese(str(message.values.get("text", "?")))
    template = _catalogue().get(message.code, {}).get(language)
    if template is None:
        values = "; ".join(f"{name} = {value}" for name, value in message.values.items())
        return f"{message.code}: {values}"
    shown = {name: _shown(name, value, language) for name, value in message.values.items()}
    return template.format_map(_Values(shown))


def _shown(name: str, value: Any, language: Language) -> Any:
    """Return a value as displayed: the first of several sources, the sum of several numbers."""
    if isinstance(value, Message):
        return render(value, language)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if not isinstance(value, tuple):
        return value
    if name == "source":
        return _named(list(map(str, value)), language)
    if all(isinstance(v, int) for v in value):
        return f"{sum(value):,}"
    distinct = list(dict.fromkeys(str(_shown("", v, language)) for v in value))
    return "; ".join([*distinct[:N_VALUES], *["…"] * (len(distinct) > N_VALUES)])


def _named(sources: Sequence[str], language: Language) -> str:
    some = some_of(sources, language)
    n = len(sources)
    return f"{n:,} sources ({some})" if language == "en" else f"{n:,} 个来源（{some}）"


def some_of(names: Sequence[str], language: Language = "en") -> str:
    """Return the first three names, and the number of the others."""
    others = len(names) - N_NAMED
    if language == "zh":
        return f"{'、'.join(names[:N_NAMED])}{' 等' if others > 0 else ''}"
    return f"{', '.join(names[:N_NAMED])}{f' and {others:,} more' if others > 0 else ''}"


def reason_of(skipped: Any, language: Language) -> str:
    """Return why a file was skipped; in English if an earlier run recorded only the sentence.

    Parameters
    ----------
    skipped : Skipped or row of the table ``skipped``
    language : {"zh", "en"}
    """
    code = getattr(skipped, "code", "")
    if language == "en" or not code:
        return str(skipped.reason)
    return render(message_from({"code": code, "values": skipped.values}), language)


def reasons(skipped: Iterable[tuple[str, str]], language: Language = "en") -> list[tuple[str, str]]:
    """Return each reason for skipped files once, with the files.

    Reasons that differ only in numbers are merged, with a sign in place of the numbers.

    Parameters
    ----------
    skipped : iterable of (source, reason)
    language : {"zh", "en"}

    Returns
    -------
    list of (files, reason)
        ``files`` is the name of one file, or a number of files and the first names.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    for source, reason in skipped:
        groups.setdefault(re.sub(r"\d+", "…", reason), []).append((source, reason))
    found = []
    for pattern, alike in groups.items():
        names = [name for name, _ in alike]
        reason = alike[0][1] if len({reason for _, reason in alike}) == 1 else pattern
        some = some_of(names, language)
        several = f"{len(names):,} files ({some})"
        if language == "zh":
            several = f"{len(names):,} 个文件（{some}）"
        found.append((names[0] if len(names) == 1 else several, reason))
    return found


def merged(messages: Iterable[Message]) -> list[Message]:
    """Merge messages that differ only in their sources, in order of first occurrence.

    Messages of one code are merged if their other values are equal, or if there are more than
    three; no value is lost.
    """
    groups: dict[object, list[Message]] = {}
    for message in messages:
        groups.setdefault(message.code if "source" in message.values else message, []).append(
            message
        )
    found: list[Message] = []
    for group in groups.values():
        alike: dict[object, list[Message]] = {}
        for message in group:
            others = [item for item in message.values.items() if item[0] != "source"]
            key = () if len(group) > N_NAMED else tuple(sorted(others))
            alike.setdefault(key, []).append(message)
        found += map(_merge, alike.values())
    return found


def _merge(messages: Sequence[Message]) -> Message:
    """Return one message for several with the same code: a tuple for each value that differs."""
    values: dict[str, Value | tuple[Value, ...]] = {}
    for name, value in messages[0].values.items():
        seen = [m.values[name] for m in messages]
        if name == "source":
            seen = list(dict.fromkeys(seen))
        differs = any(v != value for v in seen)
        values[name] = tuple(v for v in seen if not isinstance(v, tuple)) if differs else value
    return Message(messages[0].code, values)


def near_miss(word: str, allowed: Iterable[str]) -> Message | str:
    """Return the question whether an allowed word was meant, or the empty string."""
    close = close_to(word, allowed)
    return Message("phrase_near", {"word": close}) if close else ""


def message_from(data: object) -> Message:
    """Return a message as a run recorded it.

    Parameters
    ----------
    data : object
        A table of ``run.json``, a sentence of format 1, or a row of ``skipped.csv``, whose values
        are JSON and which earlier runs have as the sentence ``reason`` alone.
    """
    if isinstance(data, Mapping):
        values = data.get("values")
        if isinstance(values, str):
            with contextlib.suppress(ParseError):
                values = load_json(values.encode(), "values")
        if isinstance(values, Mapping) and (data.get("code") or "reason" not in data):
            restored: Message = _restored({**data, "values": values}, MAX_PHRASES)
            return restored
        data = data.get("reason", data)
    return Message("sentence", {"text": str(data)})


def _restored(value: Any, depth: int) -> Any:
    """Return a value with nested messages; as text below the maximum depth."""
    if isinstance(value, list):
        return tuple(_restored(v, depth) for v in value)
    if not isinstance(value, Mapping):
        return value
    inside = value.get("values")
    if depth < 0 or not isinstance(inside, Mapping):
        return str(value)
    return Message(str(value.get("code")), {n: _restored(v, depth - 1) for n, v in inside.items()})


def warn(message: Message) -> None:
    """Issue a `TopicsWarning` with a message, attributed to the code that called the package."""
    warnings.warn(TopicsWarning(message), stacklevel=_level())


@contextlib.contextmanager
def collected() -> Iterator[Sequence[Message]]:
    """Collect the messages of all warnings issued inside; issue every warning once on leaving.

    Yields
    ------
    sequence of Message
        Each message once, in order; it grows during the block.
    """
    seen = _Messages()
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", TopicsWarning)
            seen.caught = caught
            yield seen
    except BaseException:
        with contextlib.suppress(Warning):  # if warnings are errors, they must not hide this one
            _issue(seen)
        raise
    _issue(seen)


def _issue(seen: _Messages) -> None:
    for other in (w for w in seen.caught if not _is_recorded(w)):
        warnings.warn_explicit(other.message, other.category, other.filename, other.lineno)
    for message in seen:
        warnings.warn(TopicsWarning(message), stacklevel=_level())


def _level() -> int:
    """Return the ``stacklevel``, in the calling function, of the code that called the package."""
    inside = (str(Path(__file__).parent), contextlib.__file__)
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(inside):
        frame, level = frame.f_back, level + 1
    return level


def _is_recorded(warning: warnings.WarningMessage) -> bool:
    return issubclass(warning.category, TopicsWarning) and not issubclass(
        warning.category, MachineWarning
    )


class _Messages(Sequence[Message]):
    """The messages of the warnings caught so far, each once."""

    caught: Sequence[warnings.WarningMessage] = ()

    def _all(self) -> list[Message]:
        found = [w.message.args[0] for w in self.caught if _is_recorded(w)]  # type: ignore[union-attr]
        return list(dict.fromkeys(m if isinstance(m, Message) else message_from(m) for m in found))

    def __len__(self) -> int:
        return len(self._all())

    def __getitem__(self, index: Any) -> Any:
        return self._all()[index]


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    return tomllib.loads(default_path("messages.toml").read_text("utf-8"))
