"""A view: what an object shows of itself, as plain data, and the decorator that adds it.

``@shown(view)`` gives a class a ``__repr__`` and a ``_repr_html_``, both made from the `View` that
the function returns. Views read public attributes and import no types, so every room can use them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from topics.console import Section
from topics.display.html import as_html
from topics.display.options import options
from topics.display.text import LONGEST, as_text, short

__all__ = ["View", "brief", "counted", "first_of", "say", "shown"]

Kind = TypeVar("Kind", bound=type)
LONGEST_VALUE = 60
"""Characters of one value of a record."""


@dataclass(frozen=True, slots=True)
class View:
    """What an object shows of itself.

    Attributes
    ----------
    name : str
        Name of the class.
    facts : tuple of str
        Counts and settings, a few words each.
    sections : tuple of Section
        Tables with the first rows of its contents. Strings are shown as they are, integers with
        separators, floats as shares with a bar; the note is below the table.
    """

    name: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...] = ()


def say(zh: str, en: str) -> str:
    """Return the text in the reader's language."""
    return zh if options.language == "zh" else en


def counted(n: int, zh: str, en: str) -> str:
    """Return a number with its noun, e.g. ``3 个来源`` or ``3 sources``.

    Parameters
    ----------
    n : int
    zh : str
        Measure word and noun.
    en : str
        The noun in the singular.
    """
    if options.language == "zh":
        return f"{n:,} {zh}"
    plural = "" if n == 1 else "es" if en.endswith("ch") else "s"
    return f"{n:,} {en}{plural}"


def first_of(shown: int, n: int) -> str:
    """Return the start of a note on the number of rows shown; empty if all are shown."""
    return say(f"前 {shown} 行，共 {n:,} 行。", f"{shown} of {n:,} rows. ") if n > shown else ""


def shown(view: Callable[[Any], View]) -> Callable[[Kind], Kind]:
    """Return a decorator that adds the representations of a view to a class.

    Parameters
    ----------
    view : callable
        Gets the object, returns its `View`.
    """

    def decorate(kind: Kind) -> Kind:
        def view_of(self: Any) -> View:
            try:
                return view(self)
            except AttributeError:  # a debugger looks at an object that is not complete yet
                return View(type(self).__name__, ("…",))

        def text(self: Any) -> str:
            return as_text(view_of(self))

        def html(self: Any) -> str:
            return as_html(view_of(self))

        for name, method in (("__repr__", text), ("_repr_html_", html)):
            method.__name__, method.__qualname__ = name, f"{kind.__qualname__}.{name}"
            method.__module__ = kind.__module__
            setattr(kind, name, method)
        return kind

    return decorate


def brief(kind: Kind) -> Kind:
    """Give a dataclass the usual ``__repr__``, but with long values cut."""

    def text(self: Any) -> str:
        names = [field.name for field in fields(self) if field.repr and hasattr(self, field.name)]
        values = (f"{name}={short(repr(getattr(self, name)), LONGEST_VALUE)}" for name in names)
        return short(f"{kind.__name__}({', '.join(values)})", LONGEST)

    text.__name__, text.__qualname__ = "__repr__", f"{kind.__qualname__}.__repr__"
    text.__module__ = kind.__module__
    setattr(kind, "__repr__", text)  # noqa: B010  (a plain assignment is an error for mypy)
    return kind
