"""Archives of runs: written reproducibly, unpacked as untrusted input."""

from __future__ import annotations

import errno
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from topics.corpus.reading.readers.archive import read_members
from topics.errors import OutputError, SourceError
from topics.runs.holders import Holder, recover
from topics.signals import shielded

__all__ = ["scratch_folder", "unpack", "write_archive"]

_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date of a zip archive; used for all members."""
_MODE = 0o100644 << 16
_UNIX = 3


def write_archive(out: Path, members: Mapping[str, bytes | Path]) -> None:
    """Write a zip archive; the same members give the same bytes with the same zlib.

    Parameters
    ----------
    out : Path
        The archive, which must not exist.
    members : mapping of str to bytes or Path
        Contents, or the files that contain them, by name.

    Raises
    ------
    OutputError
        If a file cannot be read, or the archive cannot be written; then nothing remains.
    """
    part = out.with_name(f".{out.name}.part")
    try:
        part.unlink(missing_ok=True)  # a link there is not followed
        with part.open("xb") as file, zipfile.ZipFile(file, "w") as archive:
            for name in sorted(members):
                info = zipfile.ZipInfo(name, _DATE)
                info.create_system, info.external_attr = _UNIX, _MODE
                content = members[name]
                data = content if isinstance(content, bytes) else content.read_bytes()
                archive.writestr(info, data, zipfile.ZIP_DEFLATED, 9)
        if os.path.lexists(out):  # it was created meanwhile
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        part.rename(out)
    except OSError as exc:
        raise OutputError(f"{out}: cannot be written ({exc.strerror}).") from exc
    finally:
        with suppress(OSError):
            part.unlink()


def unpack(archive: Path, folder: Path) -> None:
    """Unpack an archive into a new folder.

    Parameters
    ----------
    archive : Path
        Untrusted: paths out of the folder, links, bombs and damaged members are rejected, as in
        seed archives.
    folder : Path
        Must not exist.

    Raises
    ------
    OutputError
        If the archive is rejected; the message names the member.
    """
    name = ""
    try:
        folder.mkdir()
        for name, load in read_members(archive):
            path = folder / name
            with load() as member:
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as file:
                    file.write(member.read())
    except (SourceError, OSError, ValueError) as exc:
        where = f"{archive}, {name}" if name else str(archive)
        raise OutputError(
            f"{where}: cannot be unpacked ({exc}). Name the folder of a run, or an archive that"
            " `topics freeze` wrote."
        ) from exc


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a temporary folder; if a command leaves it behind, the next one removes it."""
    place = Path(tempfile.gettempdir()) / "topics-verify"
    holder = Holder(place)
    try:
        recover(place.parent)
        holder.make()
        yield holder.fresh
    except OSError as exc:
        raise OutputError(
            f"{place.parent}: cannot be written ({exc.strerror}). Name another folder for temporary"
            " files with the environment variable TMPDIR."
        ) from exc
    finally:
        with shielded():
            holder.remove()
