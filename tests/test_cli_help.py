from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from topics.cli import main
from topics.cli.output import finish
from topics.messages import Message


def commands(group: click.Group, *above: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with its names, groups included."""
    yield above, group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield (*above, name), command


def help_of(*names: str, **environment: str) -> str:
    return (
        CliRunner(env=environment).invoke(main, [*names, "--help"], catch_exceptions=False).stdout
    )


ALL = dict(commands(main))


@pytest.mark.parametrize("names", ALL, ids=" ".join)
def test_every_command_and_option_is_explained_in_chinese(names: tuple[str, ...]) -> None:
    """The Chinese page has each option of the command, and no line is wider than a terminal."""
    said = help_of(*names, TOPICS_LANG="zh_CN.UTF-8")
    assert said.startswith("用法：")
    for option in ALL[names].params:
        if isinstance(option, click.Option):
            assert option.opts[-1] in said
    assert "Show" not in said
    assert all(cell_len(line) <= 80 for line in said.splitlines())


@pytest.mark.parametrize("language", ["", "en_US.UTF-8"])
def test_help_is_english_unless_chinese_is_asked_for(language: str) -> None:
    """Nothing but TOPICS_LANG=zh... changes the page."""
    assert help_of("run", TOPICS_LANG=language).startswith("Usage:")


def test_commands_are_listed_in_the_order_of_their_use() -> None:
    """A study begins with init and run, in both languages, and no sentence is cut off."""
    for language in ("zh", "en"):
        said = help_of(TOPICS_LANG=language)
        assert said.index("  init ") < said.index("  run ") < said.index("  verify ")
        assert "..." not in said.split("init", 1)[1]


def test_punctuation_does_not_begin_a_line() -> None:
    """Chinese breaks anywhere but before its punctuation."""
    for names in ALL:
        for line in help_of(*names, TOPICS_LANG="zh").splitlines():
            assert not line.lstrip().startswith(tuple("，。、；：！？）］》")), line


@pytest.mark.parametrize(("language", "said"), [("zh", "提示：a.txt："), ("", "warning: a.txt: ")])
def test_warnings_are_in_the_language_of_the_command(
    language: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command prints the sentence of a message in Chinese or English."""
    monkeypatch.setenv("TOPICS_LANG", language)
    with pytest.raises(SystemExit):
        finish("", [Message("mojibake", {"source": "a.txt"})], [])
    assert capsys.readouterr().err.startswith(said)
