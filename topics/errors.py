"""The exceptions of this package.

::

    TopicsError                 base class of all errors below
    ├── SettingsError           settings that cannot be used; lists every problem at once
    ├── CodebookError           a codebook that cannot be used; lists every problem at once
    ├── EditsError              edits that cannot be applied; lists every problem at once
    ├── SourceError             a seed file that cannot be read; it is skipped, the run goes on
    ├── CorpusError             no readable source, or a corpus that cannot be modelled
    ├── LexiconError            a dictionary or stop-word entry that would be silently ignored
    ├── ModelError              an engine that cannot fit, or a model that does not support a use
    │   └── WrongTypeError      an argument of another type than the function takes
    ├── GoldError               a gold file that cannot be read
    └── OutputError             a run's folder that cannot be written or read back

A message says what is wrong, where (file, line), what was found, what is
allowed and what to do, in one short paragraph. Errors of other libraries
are translated at the border with ``raise ... from exc``.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from numbers import Integral
from typing import Any

__all__ = [
    "CodebookError",
    "CorpusError",
    "EditsError",
    "GoldError",
    "LexiconError",
    "MachineWarning",
    "ModelError",
    "OutputError",
    "SettingsError",
    "SourceError",
    "TopicsError",
    "TopicsWarning",
    "WrongTypeError",
    "check_callable",
    "check_count",
    "check_flag",
    "check_path_type",
    "check_texts",
    "check_type",
    "close_to",
    "did_you_mean",
    "shortened",
]


class TopicsError(Exception):
    """Base of every error raised on purpose by this package."""


class _ProblemsError(TopicsError):
    """An error that carries every problem found, not only the first."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class SettingsError(_ProblemsError):
    """Settings that cannot be used; ``problems`` lists all of them."""


class CodebookError(_ProblemsError):
    """A codebook that cannot be used; ``problems`` lists all of them."""


class EditsError(_ProblemsError):
    """Edits that cannot be applied; ``problems`` lists all of them."""


class SourceError(TopicsError):
    """A seed file that cannot be read; the run skips it and goes on.

    Its argument is a `topics.messages.Message`, which says why after the name of the file.
    """

    @property
    def message(self) -> Any:
        """The message that it was raised with."""
        return self.args[0]


class CorpusError(TopicsError):
    """No readable source, or a corpus without anything to model."""


class LexiconError(TopicsError):
    """A dictionary or stop-word entry that would be silently ignored."""


class ModelError(TopicsError, ValueError):
    """An engine that cannot fit the data, or a model that does not support a use.

    Also a ``ValueError``, as scikit-learn requires of estimators.
    """


class WrongTypeError(ModelError, TypeError):
    """An argument of another type than the function takes."""


class GoldError(TopicsError):
    """A gold file that does not follow its format."""


class OutputError(TopicsError):
    """A run's folder that cannot be written, or cannot be read back."""


class TopicsWarning(UserWarning):
    """A problem that a researcher should know and that does not stop the run."""


class MachineWarning(TopicsWarning):
    """A warning about the machine, e.g. a folder; it is not recorded in the run."""


LONGEST_WORD = 200


def check_type(name: str, value: object, kind: type, made_by: str) -> None:
    """Raise WrongTypeError if an argument does not have the type that a function takes.

    Parameters
    ----------
    name : str
        The argument, as the signature has it.
    value : object
        What was given.
    kind : type
        The allowed type.
    made_by : str
        The call that returns it, e.g. ``"topics.load_codebook(path)"``.
    """
    if not isinstance(value, kind):
        raise WrongTypeError(
            f"{name} must be a {kind.__name__}, got {type(value).__name__}. Pass what {made_by}"
            " returns."
        )


def check_path_type(name: str, value: object) -> None:
    """Raise WrongTypeError if an argument is not a path, e.g. if it is the content of a file.

    Parameters
    ----------
    name : str
        The argument, as the signature has it.
    value : object
        What was given.
    """
    if not isinstance(value, str | os.PathLike):
        raise WrongTypeError(
            f"{name} must be the path of a file or folder (str or Path), got"
            f" {type(value).__name__}."
        )
    path = os.fsdecode(value)
    if "\0" in path:
        raise WrongTypeError(f"{name} = {shortened(path)}: must be a path, without NUL.")
    try:
        os.fsencode(path)
    except UnicodeEncodeError as exc:
        raise WrongTypeError(f"{name} = {shortened(path)}: is not a path ({exc.reason}).") from exc


def check_count(name: str, value: object, low: int = 1, high: int | None = None) -> None:
    """Raise ModelError if an argument is not an integer within limits; booleans are not integers.

    Parameters
    ----------
    name : str
        The argument, as the signature has it.
    value : object
        What was given.
    low, high : int
        The smallest and the largest integer allowed.
    """
    if (
        not isinstance(value, Integral)
        or isinstance(value, bool)
        or int(value) < low
        or (high is not None and int(value) > high)
    ):
        allowed = f">= {low}" if high is None else f"from {low} to {high}"
        raise ModelError(f"{name} = {shortened(value)}: must be an integer {allowed}.")


def check_flag(name: str, value: object) -> None:
    """Raise WrongTypeError if an argument is not True or False: ``"no"`` would count as True."""
    if not isinstance(value, bool):
        raise WrongTypeError(f"{name} = {shortened(value)}: must be True or False.")


def check_callable(name: str, value: object) -> None:
    """Raise WrongTypeError if an argument is neither None nor a function."""
    if value is not None and not callable(value):
        raise WrongTypeError(f"{name} must be a function, got {type(value).__name__}.")


def check_texts(name: str, value: object, example: str) -> None:
    """Raise WrongTypeError if an argument is not a list, tuple or set of texts.

    Parameters
    ----------
    name : str
        The argument, as the signature has it.
    value : object
        What was given; one string is refused, since each character would be an item.
    example : str
        What is allowed, e.g. ``'["n", "v"]'``.
    """
    allowed = f"{name} must be a list of texts, e.g. {example}"
    if isinstance(value, str):
        raise WrongTypeError(f"{allowed}; {shortened(value)} is one string.")
    if isinstance(value, Mapping) or not isinstance(value, Iterable):
        raise WrongTypeError(f"{allowed}, got {type(value).__name__}.")
    try:
        items = list(value) if isinstance(value, Collection) else []
    except TypeError as exc:  # an array without dimensions, or a type itself
        raise WrongTypeError(f"{allowed}, got {type(value).__name__} ({exc}).") from exc
    for item in items:
        if not isinstance(item, str):
            raise WrongTypeError(f"{allowed}; it has an item of type {type(item).__name__}.")


def shortened(value: object) -> str:
    """Return the ``repr`` of a value for a message, its start if it is long.

    Parameters
    ----------
    value : object
        What was given.
    """
    try:
        return repr(value)[:LONGEST_WORD]
    except ValueError:  # an integer of thousands of digits
        return f"<{type(value).__name__}>"


def did_you_mean(word: object, allowed: Iterable[str]) -> str:
    """Return ``" Did you mean 'x'?"`` for a near miss, else the empty string.

    Parameters
    ----------
    word : object
        The word that was found; only short texts have near misses.
    allowed : iterable of str
        What is allowed there.
    """
    close = close_to(word, allowed)
    return f" Did you mean '{close}'?" if close else ""


def close_to(word: object, allowed: Iterable[str]) -> str:
    """Return the allowed word that is a near miss, else the empty string; see `did_you_mean`."""
    if not isinstance(word, str) or len(word) > LONGEST_WORD:
        return ""
    return next(iter(get_close_matches(word, list(allowed), n=1)), "")
