"""How every command fails: a short paragraph on stderr and an exit code."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NoReturn

import click

from topics.cli.help import Group, language
from topics.cli.output import say
from topics.display.options import speaking
from topics.errors import MachineWarning, TopicsError, TopicsWarning
from topics.exit_codes import (
    DONE,
    FAILED,
    INTERRUPTED,
    UNFORESEEN,
    printing,
    report_of,
)
from topics.signals import stop_code, stoppable

__all__ = ["CommandGroup"]


class CommandGroup(Group):
    """Ends every failure with a short paragraph on stderr and its exit code, never a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Run a command and exit with its code.

        A closed pipe is not a failure. Output that cannot be written, e.g. to a full disk, is one,
        since the caller does not get it.
        """
        with printing() as out, stoppable(), speaking(language()):
            code = _code_of(partial(super().main, *args, **{**kwargs, "standalone_mode": False}))
            out.flush()
            if out.failure and code < FAILED:
                say(
                    f"topics: standard output cannot be written ({out.failure}); what the command"
                    " writes to files is complete."
                )
                code = FAILED
        sys.exit(code)

    def invoke(self, ctx: click.Context) -> NoReturn:
        """Run a command; it prints the warnings of its work itself, unless it fails."""
        unsaid: dict[str, None] = {}
        show = warnings.showwarning

        def keep(message: Warning | str, category: type[Warning], *more: Any, **named: Any) -> None:
            if issubclass(category, MachineWarning):
                say(f"warning: {message}")
            elif issubclass(category, TopicsWarning):
                unsaid[str(message)] = None
            else:
                show(message, category, *more, **named)

        with warnings.catch_warnings():
            warnings.simplefilter("always", TopicsWarning)
            warnings.showwarning = keep
            code = _code_of(partial(super().invoke, ctx), unsaid)
        ctx.exit(code)


def _code_of(work: Callable[[], Any], unsaid: Iterable[str] = ()) -> int:
    """Return the exit code of a failed command, and print why it failed.

    ``unsaid`` are the warnings of the work, printed before an error that they may explain.
    """
    try:
        code = work()
        return code if isinstance(code, int) else DONE
    except click.exceptions.Exit as end:
        return end.exit_code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except click.ClickException as error:
        error.show()
        return FAILED
    except (KeyboardInterrupt, click.Abort):
        say("topics: interrupted.")
        return INTERRUPTED
    except Exception as error:
        if (stopped := stop_code()) is not None:  # its exception was caught elsewhere
            say("topics: interrupted.")
            return stopped
        return _code_of_error(error, unsaid)


def _code_of_error(error: Exception, unsaid: Iterable[str]) -> int:
    if isinstance(error, TopicsError):
        for message in unsaid:
            say(f"warning: {message}")
        say(f"topics: {error}")
        return FAILED
    if isinstance(error, MemoryError):
        say("topics: there is not enough memory. Give it more, or read fewer or smaller files.")
        return FAILED
    say(f"topics: {report_of(error)}")
    return UNFORESEEN
