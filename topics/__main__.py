"""The program ``topics``, also as ``python -m topics``."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress

from topics.exit_codes import INTERRUPTED, UNFORESEEN, report_of
from topics.signals import stop_code, stoppable

__all__ = ["program"]


def program() -> None:
    """Run the command and end the process without freeing its objects one by one.

    That would take half a second for the half million objects of libraries; the system frees all
    of them at once.
    """
    # The modules and tables of libraries are many objects but no garbage; the collector would visit
    # them every 700 new objects while they are loaded.
    gc.set_threshold(50_000, 20, 50)
    code = _code()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # the reader may have closed it
            stream.flush()
    os._exit(code)


def _code() -> int:
    """Return the exit code of the command, also if a signal prevents its import."""
    try:
        with stoppable(is_last=True):  # the rest takes no time, and the exit code is known
            return _code_of_main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        return INTERRUPTED


def _code_of_main() -> int:
    try:
        _open_streams()
        # Imported here so that Ctrl-C has its exit code from the first moment.
        from topics.caches import find_matplotlib_folder
        from topics.cli import main

        find_matplotlib_folder()
        main()
    except Exception as error:  # such as a broken installation
        if (code := stop_code()) is not None:
            return code
        with suppress(OSError):
            print(f"topics: {report_of(error)}", file=sys.stderr)
        return UNFORESEEN
    return 0


def _open_streams() -> None:
    """Open the standard streams that are closed: the next file opened would take their place."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a name that the encoding lacks must not be an error
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    program()
