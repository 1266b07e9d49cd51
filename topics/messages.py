"""The messages of a run: a code and its values, rendered in Chinese or English.

``defaults/messages.toml`` is the catalogue. Files record codes and values; sentences are rendered
for display: Chinese in the report, English on the command line and in warnings.
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from topics.defaults import default_path
from topics.errors import TopicsWarning

__all__ = ["Language", "Message", "collected", "message_from", "render", "warn"]

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Message:
    """Something a researcher should know, as plain data.

    Attributes
    ----------
    code : str
        A table of ``defaults/messages.toml``.
    values : mapping of str to str, int or float
        Values for the placeholders in the catalogue's sentences.
    """

    code: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    def __str__(self) -> str:
        return render(self, "en")

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.values.items()))))

    def of(self, source: str) -> Message:
        """Return the message with the name of its source."""
        return Message(self.code, {"source": source, **self.values})

    def to_dict(self) -> dict[str, Any]:
        """Return the message as ``run.json`` records it."""
        return {"code": self.code, "values": dict(self.values)}


class _Values(dict[str, Any]):
    """Values in which a missing one is shown as a question mark."""

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
    template = _catalogue().get(message.code, {}).get(language)
    if template is None:
        values = "; ".join(f"{name} = {value}" for name, value in message.values.items())
        return f"{message.code}: {values}"
    return template.format_map(_Values(message.values))


def message_from(data: object) -> Message:
    """Return a message from its entry in ``run.json``: a table, or in format 1 a sentence."""
    if isinstance(data, Mapping) and isinstance(data.get("values"), Mapping):
        return Message(str(data.get("code")), dict(data["values"]))
    return Message("sentence", {"text": str(data)})


def warn(message: Message) -> None:
    """Issue a `TopicsWarning` that carries a message, in the name of the caller's caller."""
    warnings.warn(TopicsWarning(message), stacklevel=3)


@contextmanager
def collected() -> Iterator[Sequence[Message]]:
    """Collect the messages of all warnings issued inside; issue every warning once on leaving.

    Yields
    ------
    sequence of Message
        Each message once, in order; it grows while the work goes on.
    """
    seen = _Messages()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", TopicsWarning)
        seen.caught = caught
        yield seen
    for other in (w for w in caught if not issubclass(w.category, TopicsWarning)):
        warnings.warn_explicit(other.message, other.category, other.filename, other.lineno)
    for message in seen:
        # Above this frame are contextlib's, that of our function, and then the caller.
        warnings.warn(TopicsWarning(message), stacklevel=4)


class _Messages(Sequence[Message]):
    """The messages of the warnings caught so far, each once."""

    caught: Sequence[warnings.WarningMessage] = ()

    def _all(self) -> list[Message]:
        found = [w.message.args[0] for w in self.caught if isinstance(w.message, TopicsWarning)]
        return list(dict.fromkeys(m if isinstance(m, Message) else message_from(m) for m in found))

    def __len__(self) -> int:
        return len(self._all())

    def __getitem__(self, index: Any) -> Any:
        return self._all()[index]


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    return tomllib.loads(default_path("messages.toml").read_text("utf-8"))
