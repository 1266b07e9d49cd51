"""The page of ``--help``: click's own in English, or Chinese from ``defaults/help_zh.toml``."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

import click
from rich.cells import cell_len

from topics.console import WIDTH, wrap
from topics.defaults import default_path
from topics.messages import Language

__all__ = ["Command", "Group", "language"]

COLUMNS = 80
"""Width of the page in cells; a Chinese character takes two."""


def language() -> Language:
    """Return the language of a command: Chinese if ``TOPICS_LANG`` begins with zh, else English."""
    return "zh" if os.environ.get("TOPICS_LANG", "").lower().startswith("zh") else "en"


class Command(click.Command):
    """A command whose help is in the user's language."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the page of ``--help``."""
        return "\n".join(_page(self, ctx)) if language() == "zh" else super().get_help(ctx)


class Group(click.Group):
    """Commands whose help is in the user's language, listed in the order in which they are used."""

    command_class = Command

    def get_help(self, ctx: click.Context) -> str:
        """Return the page of ``--help``."""
        return "\n".join(_page(self, ctx)) if language() == "zh" else super().get_help(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click passes it)
        """Return the names of the commands in the order in which they were added."""
        return list(self.commands)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 (click passes it)
        formatter: click.HelpFormatter,
    ) -> None:
        """Write each command with its first sentence, which click would cut to one line."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, one.get_short_help_str(WIDTH)) for name, one in self.commands.items()]
            )


def _page(command: click.Command, ctx: click.Context) -> Iterator[str]:
    """Yield the lines of a command's help in Chinese."""
    words = _catalogue()["words"]
    given = _of(ctx)
    pieces = [words.get(piece, piece) for piece in command.collect_usage_pieces(ctx)]
    yield f"{words['usage']}：{' '.join([ctx.command_path, *pieces])}"
    for paragraph in given["text"].strip().split("\n\n"):
        yield ""
        yield from _wrapped(paragraph, "  ")
    yield ""
    yield f"{words['options']}："
    yield from _definitions([_option(option, ctx) for option in _options(command, ctx)])
    if isinstance(command, click.Group):
        yield ""
        yield f"{words['commands']}："
        yield from _definitions(
            [
                (name, _of(click.Context(one, ctx, name))["text"].split("。")[0].strip() + "。")
                for name, one in command.commands.items()
            ]
        )
    if command.epilog:
        yield ""
        yield from _wrapped(words["exit_codes"], "  ")


def _options(command: click.Command, ctx: click.Context) -> list[click.Option]:
    return [option for option in command.get_params(ctx) if isinstance(option, click.Option)]


def _option(option: click.Option, ctx: click.Context) -> tuple[str, str]:
    """Return how an option is written and what it does."""
    words, name = _catalogue()["words"], option.opts[-1]
    record = option.get_help_record(ctx)
    written = re.sub(
        r"INTEGER( RANGE)?$|PATH$", lambda found: words[found[0]], record[0] if record else name
    )
    says = _of(ctx).get(name) or _catalogue()["shared"][name]
    extra = option.get_help_extra(ctx)
    notes = [f"{words['default']} {extra['default']}"] if "default" in extra else []
    notes += [words["required"]] if "required" in extra else []
    return written, says + (f"［{'，'.join(notes)}］" if notes else "")


def _of(ctx: click.Context) -> dict[str, Any]:
    """Return the table of a command; that of ``topics gold check`` is ``gold.check``."""
    names = []
    while ctx.parent is not None:
        names.append(str(ctx.info_name))
        ctx = ctx.parent
    table: dict[str, Any] = _catalogue()["commands"]
    for name in reversed(names):
        table = table[name]
    return table


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(default_path("help_zh.toml").read_text("utf-8"))


def _definitions(rows: list[tuple[str, str]]) -> Iterator[str]:
    """Yield two columns; the second begins after the widest cell of the first."""
    width = max(cell_len(first) for first, _ in rows) + 4
    for first, second in rows:
        head, *more = _wrapped(second, " " * width)
        yield "  " + first + " " * (width - 2 - cell_len(first)) + head[width:]
        yield from more


def _wrapped(text: str, indent: str) -> Iterator[str]:
    """Yield the indented lines of a paragraph."""
    # Between Chinese characters, a line break of the catalogue is not a space.
    for line in wrap(re.sub(r"\s*\n\s*", "", text.strip()), COLUMNS - len(indent)):
        yield indent + line
