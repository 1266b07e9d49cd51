"""Load templates as Python modules, cached beside the compiled modules of the package.

Jinja takes longer to compile the templates of a report than to render them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from hashlib import sha256
from importlib.machinery import SourceFileLoader
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template

from topics.caches import private_folder

__all__ = ["KeptLoader"]


class KeptLoader(FileSystemLoader):
    """Loads templates of a folder from modules that Jinja compiled earlier.

    A module is found by the hash of its template and of ``own``, so none is ever outdated. If
    no folder can be written, templates are compiled in each process.

    Parameters
    ----------
    folder : Path
        The templates.
    own : bytes
        Further dependencies of compiled code: the environment's options and filters.
    """

    def __init__(self, folder: Path, own: bytes) -> None:
        super().__init__(folder)
        self._own = sha256(version("jinja2").encode() + own).digest()

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> Template:
        """Return a template, like Jinja's loaders."""
        source, filename, uptodate = self.get_source(environment, name)
        key = sha256(self._own + name.encode() + b"\0" + source.encode()).hexdigest()[:24]
        code = None
        for folder in _folders():
            path = folder / f"{key}.module"
            if not path.exists():
                module = environment.compile(source, name, filename, raw=True)
                _write(path, module)
            if (code := _code(path)) is not None:
                code = code.replace(co_filename=filename)  # shown in Jinja's errors
                break
        if code is None:
            code = environment.compile(source, name, filename)
        return environment.template_class.from_code(environment, code, globals or {}, uptodate)


def _folders() -> Iterator[Path]:
    """Yield the folders of modules: the package's own, then the private one."""
    yield Path(cache_from_source(__file__)).parent / "templates"
    if (folder := private_folder()) is not None:
        yield folder / "templates"


def _write(path: Path, text: str) -> None:
    """Write a file completely or not at all; do nothing if it cannot be written."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        made = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            made.replace(path)
        except BaseException:
            made.unlink()
            raise


def _code(path: Path) -> CodeType | None:
    """Return the code of a module, or None if there is none; Python keeps it compiled."""
    try:
        return SourceFileLoader(path.stem, str(path)).get_code(path.stem)
    except (OSError, SyntaxError, ValueError):
        return None
