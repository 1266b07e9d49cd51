"""How every command fails: a short paragraph on stderr and an exit code."""

from __future__ import annotations

import warnings
from typing import Any

import click

from topics.cli.output import say
from topics.errors import TopicsError, TopicsWarning
from topics.exit_codes import (
    FAILED,
    INTERRUPTED,
    UNFORESEEN,
    report_of,
    silent_when_unread,
    terminable,
)

__all__ = ["CommandGroup"]


class CommandGroup(click.Group):
    """Ends every failure with a short paragraph on stderr and its exit code, never a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; a reader of its output that has gone does not change its exit code."""
        with silent_when_unread():
            return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; it prints the warnings of its work itself, unless it fails."""
        unsaid: dict[str, None] = {}
        show = warnings.showwarning

        def keep(message: Warning | str, category: type[Warning], *more: Any, **named: Any) -> None:
            if issubclass(category, TopicsWarning):
                unsaid[str(message)] = None
            else:
                show(message, category, *more, **named)

        try:
            with terminable(), warnings.catch_warnings():
                warnings.simplefilter("always", TopicsWarning)
                warnings.showwarning = keep
                return super().invoke(ctx)
        except TopicsError as error:
            for message in unsaid:
                say(f"warning: {message}")
            say(f"topics: {error}")
            ctx.exit(FAILED)
        except KeyboardInterrupt:
            say("topics: interrupted.")
            ctx.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            say(f"topics: {report_of(error)}")
            ctx.exit(UNFORESEEN)
