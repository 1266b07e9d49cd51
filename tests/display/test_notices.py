"""Warnings in a notebook: below the cell, in the reader's language, escaped."""

import sys
import warnings
from types import SimpleNamespace
from typing import Any

import pytest

import topics
from topics.display.notices import show_warnings_in_notebook
from topics.errors import TopicsWarning
from topics.messages import Message


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """Return what a notebook displays; its kernel runs as long as the test."""
    seen: list[dict[str, str]] = []
    shell = SimpleNamespace(kernel=object())
    screen = SimpleNamespace(display=lambda data, raw: seen.append(data))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "IPython.display", screen)  # type: ignore[arg-type]
    return seen


@pytest.fixture
def usual(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return what is shown in the usual way."""
    seen: list[Any] = []
    monkeypatch.setattr(warnings, "showwarning", lambda *args, **_: seen.append(args[0]))
    monkeypatch.setattr(warnings, "filters", [])
    warnings.simplefilter("always")
    return seen


def test_a_warning_is_displayed_in_the_language_of_the_reader(
    displayed: list[dict[str, str]], usual: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence comes from the catalogue; markup in a value is escaped."""
    show_warnings_in_notebook()
    message = Message("engines_cannot_infer", {"engines": "<b>kmeans"})
    for language in ("zh", "en"):
        monkeypatch.setattr(topics.options, "language", language)
        warnings.warn(TopicsWarning(message), stacklevel=1)
    chinese, english = (data["text/html"] for data in displayed)
    assert "提示" in chinese
    assert "引擎" in chinese
    assert "Note" in english
    assert all("&lt;b&gt;kmeans" in html and "<b>" not in html for html in (chinese, english))
    assert displayed[1]["text/plain"] == f"Note: {message}"
    assert usual == []


def test_other_warnings_are_shown_as_before(
    displayed: list[dict[str, str]], usual: list[Any]
) -> None:
    """A warning of another library keeps its form; filters apply to ours."""
    show_warnings_in_notebook()
    warnings.warn("of another library", UserWarning, stacklevel=1)
    warnings.simplefilter("ignore", TopicsWarning)
    warnings.warn(TopicsWarning("not asked for"), stacklevel=1)
    assert [str(message) for message in usual] == ["of another library"]
    assert displayed == []


def test_nothing_changes_outside_a_notebook(
    displayed: list[dict[str, str]], usual: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a terminal, IPython's too, warnings go where they always went."""
    shell = SimpleNamespace(get_ipython=lambda: object())
    monkeypatch.setitem(sys.modules, "IPython", shell)  # type: ignore[arg-type]
    show_warnings_in_notebook()
    warnings.warn(TopicsWarning("a"), stacklevel=1)
    assert len(usual) == 1
    assert displayed == []
