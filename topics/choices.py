"""The alternative choices that ``topics sensitivity`` tries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from topics.config import Settings
from topics.settings_rules import SEGMENTER_NAMES, UNITS
from topics.study import Study, lexicon_of
from topics.text.lexicon.lexicon import Lexicon, load_lexicon

__all__ = ["Choice", "choices", "study_under"]

ALTERNATIVES: Mapping[str, Sequence[Any]] = {
    "segmenter": SEGMENTER_NAMES,
    "stop_formula": (True, False),
    "unit": tuple(unit for unit in UNITS if unit != "turn"),  # for conversations only
    "min_df": (1, 3, 5),
    "max_df": (0.3, 0.5, 1.0),
}
"""Alternative values of each setting of preprocessing."""
MORE_TOPICS = (-2, 2)
"""Other numbers of topics: not preprocessing, but a second baseline."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A study's settings with one of them changed.

    Attributes
    ----------
    setting : str
        Name of the changed setting.
    value : str
        Its new value.
    settings : Settings
        All settings under this choice.
    without_words : str
        ``"package"`` or ``"study"``: the dictionary whose entries are omitted; or empty.
    """

    setting: str
    value: str
    settings: Settings
    without_words: str = ""


def choices(settings: Settings) -> tuple[Choice, ...]:
    """Return every alternative to a study's settings, one changed at a time."""
    found = [
        Choice(name, str(value).lower(), replace(settings, **{name: value}))
        for name, values in ALTERNATIVES.items()
        for value in values
        if value != getattr(settings, name)
    ]
    owners = ("package", "study") if settings.dictionary else ("package",)
    found += [Choice("dictionary", f"without {w}", settings, without_words=w) for w in owners]
    numbers = [settings.n_components + more for more in MORE_TOPICS]
    found += [
        Choice("n_components", str(n), replace(settings, n_components=n)) for n in numbers if n >= 2
    ]
    return tuple(found)


def study_under(choice: Choice, study: Study) -> Study:
    """Return a study with the settings, dictionary and stop words of a choice."""
    return replace(study, settings=choice.settings, lexicon=_lexicon_of(choice, study))


def _lexicon_of(choice: Choice, study: Study) -> Lexicon:
    same = choice.settings.stop_formula == study.settings.stop_formula
    lexicon = study.lexicon if same else lexicon_of(choice.settings)
    package = load_lexicon().entries
    if choice.without_words == "study":
        return replace(lexicon, entries=package)
    if choice.without_words == "package":
        own = frozenset(package)
        return replace(lexicon, entries=tuple(e for e in lexicon.entries if e not in own))
    return lexicon
