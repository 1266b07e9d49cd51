"""The changes of LDAvis's script: each occurs as often as the table says."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from topics.errors import OutputError
from topics.report.ldavis_script import CHINESE, adapted_script


@pytest.fixture(scope="module")
def script() -> str:
    """Return the script of the installed pyLDAvis."""
    package = find_spec("pyLDAvis")
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "js/ldavis.v3.0.0.js").read_text("utf-8")


def test_no_text_that_a_reader_sees_is_english(script: str) -> None:
    """Every text that the script shows is translated, or is a number or an axis of the data."""
    shown = re.findall(r'\.(?:text\(|innerHTML = )"([^"]*)', adapted_script(script))
    assert len(shown) >= 12
    assert not [text for text in shown if re.match(r"[A-Za-z]", text)]


def test_another_version_of_the_script_is_refused(script: str) -> None:
    """A text that is missing, or occurs twice, is named with both numbers."""
    text = CHINESE[1][0]
    with pytest.raises(OutputError, match="0 times, not 1"):
        adapted_script(script.replace(text, '"Back"'))
    with pytest.raises(OutputError, match="2 times, not 1"):
        adapted_script(f"{script}//{text}")
    assert text in adapted_script(script, "en")
