"""Figures drawn here, or in a process of their own while this one goes on.

The command line starts that process at once: it loads matplotlib while seeds are read and models
fitted, and draws while tables and topic maps are written. Figures go there, and files come back,
as Arrow tables; whatever goes wrong there, the figures are drawn here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from topics.messages import collected, message_from, warn

if TYPE_CHECKING:
    from topics.report.figures import Figure

__all__ = ["Draw", "Files", "draw_here", "drawing_process"]

Files = Mapping[str, Mapping[str, bytes]]
"""The files of each figure by name and format."""
Draw = Callable[["Sequence[Figure]", Sequence[str]], Callable[[], Files]]
"""Takes figures and formats; what it returns gives the files when called."""


def draw_here(figures: Sequence[Figure], formats: Sequence[str]) -> Callable[[], Files]:
    """Draw figures in this process, when the files are asked for."""
    from topics.report.figures import render

    return lambda: {figure.name: render(figure, formats) for figure in figures}


@contextmanager
def drawing_process() -> Iterator[Draw]:
    """Start a process that draws figures, and end it on leaving.

    Yields
    ------
    Draw
        To be called once; its files, and the warnings, are those of `draw_here`.
    """
    package = str(Path(__file__).parents[2])
    paths = filter(None, (package, os.environ.get("PYTHONPATH")))
    try:
        process = subprocess.Popen(
            # Without the working directory on the path, which may hold other modules.
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
    except OSError:
        yield draw_here
        return
    try:
        yield lambda figures, formats: _draw_there(process, figures, formats)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()


def _draw_there(
    process: subprocess.Popen[bytes], figures: Sequence[Figure], formats: Sequence[str]
) -> Callable[[], Files]:
    """Hand figures to the process; give their files when called."""
    assert process.stdin is not None
    assert process.stdout is not None
    answer = process.stdout
    # A process that has ended, or a column of mixed types, shows when the answer is empty.
    with suppress(OSError, ValueError, TypeError):
        _write_figures(process.stdin, figures, formats)
    with suppress(OSError):
        process.stdin.close()

    def files() -> Files:
        data = answer.read()
        if process.wait() != 0 or not data:
            return draw_here(figures, formats)()
        return _read_files(data)

    return files


def _write_figures(pipe: IO[bytes], figures: Sequence[Figure], formats: Sequence[str]) -> None:
    import pyarrow as pa

    tables = []
    for figure in figures:
        head = {"name": figure.name, "title": figure.title, "kind": figure.kind}
        table = pa.Table.from_pandas(figure.table)
        more = {"figure": json.dumps(head), "formats": json.dumps(list(formats))}
        tables.append(table.replace_schema_metadata({**table.schema.metadata, **more}))
    for table in tables:  # all or none
        with pa.ipc.new_stream(pipe, table.schema) as writer:
            writer.write_table(table)


def _read_files(data: bytes) -> Files:
    import pyarrow as pa

    table = pa.ipc.open_stream(data).read_all()
    for message in json.loads(table.schema.metadata[b"messages"]):
        warn(message_from(message))
    files: dict[str, dict[str, bytes]] = {}
    for row in table.to_pylist():
        files.setdefault(row["figure"], {})[row["format"]] = row["data"]
    return files


def _serve(source: IO[bytes], target: IO[bytes]) -> None:
    """Draw the figures that come in, and write their files."""
    import warnings

    import pyarrow as pa

    from topics.report.figures import Figure, render

    data = pa.BufferReader(source.read())
    rows: list[dict[str, Any]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with collected() as messages:
            while data.tell() < data.size():
                table = pa.ipc.open_stream(data).read_all()
                head = json.loads(table.schema.metadata[b"figure"])
                formats = json.loads(table.schema.metadata[b"formats"])
                files = render(Figure(table=table.to_pandas(), **head), formats)
                rows += [
                    {"figure": head["name"], "format": name, "data": file}
                    for name, file in files.items()
                ]
    if rows:
        found = json.dumps([message.to_dict() for message in messages])
        answer = pa.Table.from_pylist(rows).replace_schema_metadata({"messages": found})
        with pa.ipc.new_stream(target, answer.schema) as writer:
            writer.write_table(answer)


if __name__ == "__main__":
    import topics.report.figures.rendering  # noqa: F401  what takes longest, before figures come

    _serve(sys.stdin.buffer, sys.stdout.buffer)
