"""Every refusal of the tests of reading is a message in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from topics.errors import SourceError
from topics.messages import Message, message_from, render

CHINESE = re.compile("[一-鿿]")


@pytest.fixture(autouse=True)
def refusals(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Message]]:
    """Collect what readers refuse files with, and look at each afterwards."""
    found: list[Message] = []

    def raised(error: SourceError, why: Message) -> None:
        Exception.__init__(error, why)
        found.append(why)

    monkeypatch.setattr(SourceError, "__init__", raised)
    yield found
    for why in found:
        assert isinstance(why, Message), why
        assert why.code.startswith("refused_"), why
        assert CHINESE.search(render(why, "zh")), why
        assert not CHINESE.match(render(why, "en")), why
        assert message_from(why.to_dict()) == why
