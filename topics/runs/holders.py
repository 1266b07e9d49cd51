"""The temporary folder beside the target of a run: created, locked, emptied, recovered.

A complete run in ``.topics-run-<...>/run`` is moved to its target; before, an earlier run there
is moved to ``.topics-run-<...>/earlier``. The file ``lock`` in it names the target, and is locked
as long as the process lives, so that the next command finds what a killed one has left.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
import socket
import stat
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from topics.errors import MachineWarning
from topics.messages import Message
from topics.parsing import load_json
from topics.runs.contents import remove_run
from topics.runs.files import PREFIX, numbered, temporary_prefix

try:
    import fcntl
except ImportError:  # Windows does not delete an open file, which serves as a lock
    fcntl = None  # type: ignore[assignment]

__all__ = ["Holder", "kept_in", "recover", "try_lock", "waiting_in", "writer_of"]

LOCK = "lock"
MAX_LOCK = 10_000
"""Maximum number of characters of a lock; it contains a name of at most 255 bytes."""
_DAY = 86400
"""Age in seconds from which a folder without a lock is a leftover, of an earlier version or of a
command that was killed at once."""


class Holder:
    """The temporary folder of one run.

    Attributes
    ----------
    target : Path
        Where the run goes.
    folder, fresh, earlier : Path
        The temporary folder, and in it the run and the earlier run.
    """

    def __init__(self, target: Path, folder: Path | None = None) -> None:
        self.target = target
        self.folder = folder or target.parent / f"{temporary_prefix()}{secrets.token_hex(4)}"
        self.fresh, self.earlier = self.folder / "run", self.folder / "earlier"
        self._lock: IO[str] | None = None

    def make(self) -> None:
        """Create the folder, and lock it."""
        self.folder.mkdir(mode=0o700)
        self._lock = (self.folder / LOCK).open("x", encoding="utf-8")
        try_lock(self._lock)
        record = {"target": self.target.name, "pid": os.getpid(), "host": socket.gethostname()}
        self._lock.write(json.dumps(record))
        self._lock.flush()
        self.fresh.mkdir()

    def remove(self) -> None:
        """Remove the folder, unless it contains the only copy of an earlier run."""
        is_swapped = not self.fresh.exists()
        if is_swapped and self.earlier.exists():
            remove_run(self.earlier)
        if is_swapped or not self.earlier.exists():  # otherwise the next command moves it back
            shutil.rmtree(self.fresh, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()
        if not self.earlier.exists():
            with suppress(OSError):
                (self.folder / LOCK).unlink(missing_ok=True)
                self.folder.rmdir()


def kept_in(folder: Path, place: Path) -> Path:
    """Move a folder to a place, or to the next free name after it; return where it is."""
    target = place if not os.path.lexists(place) else numbered(place)
    folder.rename(target)
    return target


def recover(parent: Path) -> None:
    """Clean up what killed commands have left in a folder.

    An earlier run that was moved aside is moved back, and temporary folders are removed. Those of
    running processes are left alone, as are files of others with such a name.

    Warns
    -----
    MachineWarning
        If a run is moved back.
    """
    for folder in sorted(parent.glob(f"{PREFIX}*")):
        with suppress(OSError), _claimed(folder) as record:
            if record is None:
                continue
            holder = Holder(parent / record.get("target", folder.name), folder)
            if holder.earlier.exists() and holder.fresh.exists() and "target" in record:
                place = kept_in(holder.earlier, holder.target)
                message = Message("run_put_back", {"folder": str(place)})
                warnings.warn(MachineWarning(message), stacklevel=2)
            holder.remove()


def waiting_in(target: Path) -> Path | None:
    """Return the run of a place that a killed command has moved aside, or None."""
    for folder in sorted(target.parent.glob(f"{PREFIX}*")):
        earlier = folder / "earlier"
        record = _record(folder)
        if record and record["target"] == target.name and earlier.exists():
            return earlier
    return None


def writer_of(target: Path) -> str:
    """Return the other process that is writing a run to a place; empty if there is none."""
    for folder in sorted(target.parent.glob(f"{PREFIX}*")):
        record = _record(folder)
        if not record or record["target"] != target.name:
            continue
        process, host = record.get("pid"), record.get("host")
        is_own = (process, host) == (os.getpid(), socket.gethostname())
        if not is_own and _is_held(folder, record):
            return f"process {process} on {host}"
    return ""


def _is_held(folder: Path, record: dict[str, Any]) -> bool:
    """Return whether the process of a temporary folder is running, without claiming the folder."""
    is_free = None
    if fcntl is not None:
        with suppress(OSError), _opened_lock(folder, "r+") as lock:
            is_free = try_lock(lock)
    return _is_running(record) if is_free is None else not is_free


def _record(folder: Path) -> dict[str, Any] | None:
    """Return the content of a temporary folder's lock; empty if it is not written yet.

    None if no command of this package created the folder: a link, or a folder with a link, a
    pipe or an unknown text in it, through which files of others would be moved or deleted.
    """
    if not _is_folder(folder):
        return None
    for part in (folder / "run", folder / "earlier"):
        if os.path.lexists(part) and not _is_folder(part):
            return None
    if not os.path.lexists(folder / LOCK):
        return {}
    try:
        with _opened_lock(folder, "r") as lock:
            text = lock.read(MAX_LOCK + 1)
        if not text:
            return {}
        record = load_json(text, str(folder / LOCK))
    except (OSError, ValueError):
        return None
    return record if len(text) <= MAX_LOCK and _is_written(record) else None


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_written(record: Any) -> bool:
    """Return whether the content of a lock is valid: the plain name of a folder beside it."""
    name = record.get("target") if isinstance(record, dict) else None
    return isinstance(name, str) and name == Path(name).name not in ("", "..") and "\0" not in name


def _opened_lock(folder: Path, mode: str) -> IO[str]:
    """Open the lock of a folder; raise OSError if it is a link or not a regular file."""

    def opener(path: str, flags: int) -> int:
        # It may change between check and opening: a pipe must not block, a link not be followed.
        safe = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        found = os.open(path, flags | safe)
        if stat.S_ISREG(os.fstat(found).st_mode):
            return found
        os.close(found)
        raise OSError(errno.EINVAL, "not a regular file", path)

    path = folder / LOCK
    if not stat.S_ISREG(path.lstat().st_mode):  # a device may act on being opened
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return open(path, mode, encoding="utf-8", opener=opener)


@contextmanager
def _claimed(folder: Path) -> Iterator[dict[str, Any] | None]:
    """Yield the record of a temporary folder whose process has ended, None if it may be running."""
    record = _record(folder)
    if not record:  # of others, or being created, or of an earlier version
        is_old = time.time() - folder.lstat().st_mtime > _DAY
        yield record if is_old or (record == {} and _maker_ended(folder)) else None
        return
    if fcntl is None:
        (folder / LOCK).unlink()  # fails as long as its process has it open
        yield record
        return
    with _opened_lock(folder, "r+") as lock:
        is_locked = try_lock(lock)
        is_dead = not _is_running(record) if is_locked is None else is_locked
        yield record if is_dead else None


def _maker_ended(folder: Path) -> bool:
    """Return whether a folder has the name of an ended process of this machine."""
    start, _, rest = folder.name.removeprefix(PREFIX).partition("-")
    number = rest.partition("-")[0]
    is_ours = temporary_prefix().startswith(f"{PREFIX}{start}-") and number.isdecimal()
    if fcntl is None or not is_ours:  # Windows cannot look up a process by its id
        return False
    return not _is_running({"host": socket.gethostname(), "pid": int(number)})


def try_lock(file: IO[Any]) -> bool | None:
    """Lock a file; return False if a process has locked it, None if the system has no locks."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        return False if exc.errno in (errno.EWOULDBLOCK, errno.EACCES) else None
    return True


def _is_running(record: dict[str, Any]) -> bool:
    """Return whether the process of a record may still be running, if files cannot be locked."""
    if record.get("host") != socket.gethostname() or not isinstance(record.get("pid"), int):
        return True
    try:
        os.kill(record["pid"], 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
