"""What a command prints at its end."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from topics.cli.help import language
from topics.console import printable
from topics.exit_codes import DONE, DONE_WITH_SKIPS
from topics.messages import Message, message_from, reason_of, reasons, render

if TYPE_CHECKING:
    from topics.runs.store import Run

__all__ = ["finish", "finish_run", "say"]

WARNING = {"zh": "提示：", "en": "warning: "}
SKIPPED = {"zh": "未读取：{}：", "en": "skipped: {}: "}


def finish_run(done: Run) -> None:
    """Print where the report of a run is, with its warnings and skipped sources, and exit."""
    if n_repeated := len(done.tables.get("duplicates", ())):
        n_paragraphs = int((done.tables["paragraphs"]["role"] == "body").sum())
        say(
            f"{n_paragraphs:,} 段正文中有 {n_repeated:,} 段与前文重复，只计一次。"
            if language() == "zh"
            else f"{n_repeated:,} of {n_paragraphs:,} paragraphs of running text repeat earlier"
            " ones and are counted once."
        )
    if sys.stderr.isatty():  # a log has it in the line of its stage
        from topics.runs.theme_tables import fit_line

        if line := fit_line(done.tables.get("codebook_fit")):
            say(line)
    messages = map(message_from, done.manifest["warnings"])
    skipped = list(done.tables["skipped"].itertuples())
    finish(f"{done.folder / 'report.html'}\n", messages, skipped)


def finish(said: str, messages: Iterable[Message], skipped: Sequence[Any]) -> None:
    """Print the result of a command, with its warnings and skipped sources on stderr, and exit."""
    for message in messages:
        say(f"{WARNING[language()]}{render(message, language())}")
    why = [(source.source, reason_of(source, language())) for source in skipped]
    for files, reason in reasons(why, language()):
        say(f"{SKIPPED[language()].format(files)}{reason}")
    click.echo(said, nl=False)
    sys.exit(DONE_WITH_SKIPS if skipped else DONE)


def say(text: str) -> None:
    """Print on stderr, with control characters made visible."""
    click.echo("\n".join(map(printable, text.split("\n"))), err=True)
