"""Every public name: a wrong call is one clear error of ours."""

from __future__ import annotations

from pathlib import Path

import topics
from tests.attack.given import Given
from tests.attack.wrong_calls import FUNCTIONS, calls, refusal
from tests.attack.wrong_types import TYPES


def test_wrong_calls_are_refused_with_the_name_of_the_argument(tmp_path: Path) -> None:
    """No call passes, raises an error of Python's or a library's, or leaves out what is wrong."""
    wrong = calls(Given(tmp_path))
    answers = {call.name: said for call in wrong if (said := refusal(call))}
    assert answers == {}
    assert len(wrong) > 500


def test_every_public_name_is_called_wrongly() -> None:
    """A new function or class gets its row in the table."""
    others = {"ENGINES", "LDA", "TopicsError", "TopicsWarning", "options", "plot"}
    assert set(topics.__all__) - others == {*FUNCTIONS, *TYPES}
