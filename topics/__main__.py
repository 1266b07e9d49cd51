"""The program ``topics``, also as ``python -m topics``."""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress

from topics.cli import main

__all__ = ["program"]


def program() -> None:
    """Run the command and end the process without freeing its memory object by object.

    That would take half a second: libraries hold half a million objects, and the system frees all
    of them at once.
    """
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    else:
        code = 0
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # whoever read it may be gone
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    program()
