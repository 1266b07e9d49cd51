"""The language of the reader: asked for, of the environment, or of the locale."""

import pytest

import topics
from topics.display.options import Options
from topics.errors import SettingsError


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"TOPICS_LANG": "zh", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"TOPICS_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"TOPICS_LANG": "fr", "LANG": "zh_TW.UTF-8"}, "zh"),
    ],
)
def test_the_default_is_that_of_the_reader(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    """The variable of the package comes before the locale, where all but Chinese is English."""
    for name in ("TOPICS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Options().language == language


def test_a_language_that_is_set_is_kept_until_it_is_none() -> None:
    """A choice comes before the environment; None returns to it."""
    options = Options()
    options.language = "zh"
    assert options.language == "zh"
    assert repr(options) == "<Options: language='zh'>"
    options.language = None
    assert options.language == "en"


def test_another_language_is_refused() -> None:
    """The error names the languages and a near miss."""
    with pytest.raises(SettingsError, match=r"zh, en.*Did you mean 'en'"):
        topics.options.language = "eng"  # type: ignore[assignment]
