"""Progress: events in order, drawn as lines, as a bar on a terminal, and in a notebook."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from topics.display.options import speaking
from topics.progress import Progress, bar_html, notebook_bar, shown_on_stderr
from topics.timed_stages import Stages


def test_each_stage_is_reported_as_it_begins_and_ends() -> None:
    """The count grows by one with each stage that ends; a summary is given only then."""
    events: list[Progress] = []
    stages = Stages(2, events.append)
    with stages.stage("read") as summary:
        summary("3 sources")
    with stages.stage("count"):
        pass
    assert events == [
        Progress("read", 0, 2),
        Progress("read", 1, 2, "3 sources"),
        Progress("count", 1, 2),
        Progress("count", 2, 2, "done"),
    ]
    assert [stage.name for stage in stages.watch.stages] == ["read", "count"]


def test_a_stage_that_fails_is_not_reported_as_done() -> None:
    """The error goes on to the caller."""
    events: list[Progress] = []
    with pytest.raises(ValueError, match="no"), Stages(1, events.append).stage("fit"):
        raise ValueError("no")
    assert events == [Progress("fit", 0, 1)]


def test_a_log_gets_a_plain_line_for_each_stage_that_ends(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Control characters in a summary are shown, not sent."""
    with shown_on_stderr() as progress:
        progress(Progress("read", 0, 1))
        progress(Progress("read", 1, 1, "a\x1b[2J"))
    assert capsys.readouterr().err == "read: a‹U+001B›[2J\n"


def test_a_log_gets_a_line_for_each_tenth_of_the_items(capsys: pytest.CaptureFixture[str]) -> None:
    """Few items have a line each."""
    with shown_on_stderr() as progress:
        for n_items in (2, 300):
            for done in range(1, n_items + 1):
                progress(Progress("embed", 0, 1, items=done, n_items=n_items))
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == ["embed 1/2", "embed 2/2", "embed 30/300"]
    assert len(lines) == 12


def test_stages_are_in_the_language_of_the_reader(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines, labels and bars are Chinese if asked for; names in ``timings.json`` are as ever."""
    with speaking("zh"), shown_on_stderr() as progress:
        stages = Stages(3, progress)
        with stages.stage("fit lda") as summary:
            summary("话题 3 个")
        with stages.stage("topic maps"), stages.stage("min_df 5"):
            pass
        assert Progress("embed", 0, 1, items=3, n_items=4).label == "计算向量 3/4"
        assert "读取：共 3 个" in bar_html(Progress("read", 1, 2, "共 3 个"))
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["拟合 lda：话题 3 个", "min_df 5：完成", "话题图：完成"]
    assert [stage.name for stage in stages.watch.stages] == ["fit lda", "min_df 5", "topic maps"]


def test_items_are_reported_with_the_stages_of_the_command() -> None:
    """A function that counts items does not know which stage of how many it is."""
    events: list[Progress] = []
    stages = Stages(2, events.append)
    with stages.stage("read"):
        pass
    with stages.stage("embed"):
        stages.report_items(Progress("embed", 0, 1, items=3, n_items=4))
    assert events[3] == Progress("embed", 1, 2, items=3, n_items=4)
    assert events[3].label == "embed 3/4"


def test_a_terminal_gets_a_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What ended stays above the bar; markup in a summary is text."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with shown_on_stderr() as progress:
        progress(Progress("read", 1, 2, "[bold]3[/bold] sources"))
    shown = capsys.readouterr().err
    assert "✓" in shown
    assert "[bold]3[/bold] sources" in shown


def fake_notebook(monkeypatch: pytest.MonkeyPatch, shell: object) -> list[str]:
    """Put a made-up IPython in place; return the list of what it will have shown."""
    shown: list[str] = []
    ipython: Any = ModuleType("IPython")
    ipython.get_ipython = lambda: shell
    screen: Any = ModuleType("IPython.display")
    screen.HTML = str
    screen.display = lambda html, display_id: SimpleNamespace(update=shown.append)
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", screen)
    return shown


def test_a_notebook_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is updated in place, every text escaped."""
    shown = fake_notebook(monkeypatch, SimpleNamespace(kernel=1))
    progress = notebook_bar()
    assert progress is not None
    progress(Progress("fit <lda>", 3, 10))
    assert shown == [bar_html(Progress("fit <lda>", 3, 10))]
    assert "fit &lt;lda&gt;" in shown[0]
    assert 'value="3" max="10"' in shown[0]


@pytest.mark.parametrize("shell", [None, SimpleNamespace()])
def test_a_script_and_a_terminal_of_ipython_get_none(
    monkeypatch: pytest.MonkeyPatch, shell: object
) -> None:
    """Only a kernel can update what it shows."""
    fake_notebook(monkeypatch, shell)
    assert notebook_bar() is None
