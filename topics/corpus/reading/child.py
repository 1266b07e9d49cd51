"""The child process that reads documents, so that a hostile file can end only that process.

It reads requests from its standard input and writes answers to its standard output: a line of JSON,
then the number of bytes given in that line. A request names a reader and its options and contains
the file. An answer contains the content as Arrow IPC, or the reason why the file is refused.
Nothing is pickled.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from threading import Thread
from typing import Any, BinaryIO

__all__ = ["MAX_SECONDS", "OUT_OF_MEMORY", "main", "read_message", "write_message"]

MAX_SECONDS = 50
"""Maximum processor time per file in seconds, a last resort: the limits of readers come first."""
MAX_DATA = 1_200_000_000
"""Maximum number of bytes that the process may allocate (on Linux)."""
WATCH = 0.5
"""Seconds between two checks whether the parent is alive."""
OUT_OF_MEMORY = 3
"""Exit code of a process without enough memory for the file itself."""


def read_message(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Return the next message and the bytes after it; None at the end of the stream."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    message: dict[str, Any] = json.loads(line)
    data = stream.read(message["size"])
    return (message, data) if len(data) == message["size"] else None


def write_message(
    stream: BinaryIO, message: dict[str, Any], size: int, parts: Iterable[bytes]
) -> None:
    """Write a message and then some bytes, ``size`` in total."""
    stream.write(json.dumps({**message, "size": size}).encode() + b"\n")
    for part in parts:
        stream.write(part)
    stream.flush()


def main(parent: int) -> None:
    """Answer requests until the standard input or the process ``parent`` ends."""
    # Output that a library prints must not mix with the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    _limit_memory()
    with suppress(RuntimeError):  # if no thread can be started
        Thread(target=_end_with, args=(parent,), daemon=True).start()
    try:
        write_message(answers, {"ready": True}, 0, ())
        while (request := read_message(sys.stdin.buffer)) is not None:
            _limit_time()
            _answer(answers, *request)
            del request
    except BrokenPipeError:  # the parent has ended
        os._exit(0)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _end_with(parent: int) -> None:
    """End this process when its parent is killed, even while it reads.

    Linux can send a signal (``PR_SET_PDEATHSIG``), but sends it as soon as the parent's thread that
    started this process ends, and a process serves many threads.
    """
    if sys.platform == "win32":  # the id of the parent does not change there when it ends
        from ctypes import windll

        synchronize, forever = 0x00100000, 0xFFFFFFFF
        if handle := windll.kernel32.OpenProcess(synchronize, 0, parent):
            windll.kernel32.WaitForSingleObject(handle, forever)
            os._exit(0)
        return
    # Not equal to `parent` if a script starts Python.
    starter = os.getppid()
    while os.getppid() == starter:
        time.sleep(WATCH)
    os._exit(0)


def _answer(answers: BinaryIO, request: dict[str, Any], data: bytes) -> None:
    from topics.corpus.reading.content import ReadOptions
    from topics.corpus.reading.formats import READERS
    from topics.corpus.reading.transfer import content_to
    from topics.errors import SourceError
    from topics.messages import Message

    try:
        options = ReadOptions(**request["options"])
        content = READERS[request["suffix"]](BytesIO(data), options)
        del data
        parts = list(content_to(content))
    except SourceError as error:
        refused = error.message
    except MemoryError:
        refused = Message("refused_memory")
    except Exception as error:  # from a parser on damaged bytes: the other files are still read
        said = " ".join(str(error).split())[:200]
        values = {"reason": f"{type(error).__name__}: {said}"}
        refused = Message("refused_parser", values)
    else:
        write_message(answers, {}, sum(map(len, parts)), parts)
        return
    write_message(answers, {"refused": refused.to_dict()}, 0, ())


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        _lower(resource.RLIMIT_DATA, MAX_DATA)
        _lower(resource.RLIMIT_CORE, 0)


def _limit_time() -> None:
    """End the process if this file takes `MAX_SECONDS` more of processor time."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + MAX_SECONDS)


def _lower(limit: int, value: int) -> None:
    """Set a limit of the process, below that of the machine if it has one."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(limit)
        soft = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(limit, (soft, most))
