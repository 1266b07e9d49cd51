"""Options of the reader: the language in which objects show themselves."""

from __future__ import annotations

import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager

from topics.errors import SettingsError, did_you_mean, shortened
from topics.messages import Language

__all__ = ["LANGUAGES", "Options", "options", "speaking"]

LANGUAGES: tuple[Language, ...] = ("zh", "en")
VARIABLE = "TOPICS_LANG"
"""Environment variable with the language; without it the locale decides."""


class Options:
    """Preferences of the reader; they change what is shown, never a file or a number.

    See Also
    --------
    topics.show : Show a report or a topic map in a notebook.
    topics.plot : Plots for notebooks and papers.

    Examples
    --------
    >>> import topics
    >>> topics.options.language = "zh"
    >>> topics.options.language
    'zh'
    >>> topics.options.language = None
    """

    def __init__(self) -> None:
        self._language: Language | None = None

    @property
    def language(self) -> Language:
        """Language of objects and pages shown in a notebook or terminal, ``"zh"`` or ``"en"``.

        By default that of the environment variable ``TOPICS_LANG``, else of the reader's locale:
        Chinese if it is Chinese, otherwise English. Set it to None to return to the default.
        """
        return self._language or _of_reader()

    @language.setter
    def language(self, value: Language | None) -> None:
        """Set the language; None is that of the system."""
        if value is not None and value not in LANGUAGES:
            raise SettingsError(
                [
                    f"topics.options.language = {shortened(value)}: must be one of"
                    f" {', '.join(LANGUAGES)}, or None for the language of your system."
                    f"{did_you_mean(value, LANGUAGES)}"
                ]
            )
        self._language = value

    def __repr__(self) -> str:
        return f"<Options: language={self.language!r}>"


options = Options()
"""The options of this session."""


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Show objects and sentences in a language, as a command does that is asked for one."""
    own, options._language = options._language, language
    try:
        yield
    finally:
        options._language = own


def _of_reader() -> Language:
    asked = os.environ.get(VARIABLE, "").lower()[:2]
    if asked in LANGUAGES:
        return "zh" if asked == "zh" else "en"
    variables = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, variables), None) or locale.getlocale()[0] or ""
    # Windows says "Chinese (Simplified)_China".
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
