"""The engine of CONTRIBUTING.md, registered as its recipe says; a plugin of pytest."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import topics.models
from topics import engines

ROOT = Path(__file__).parents[2]
FOLDER = TemporaryDirectory(prefix="recipe-")


def code() -> tuple[str, str, str]:
    """Return the name of the engine's module, its text, and its entry in the registry."""
    section = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## An engine")[2]
    name = re.search(r"`topics/models/(\w+)\.py`", section)
    assert name is not None
    module, entry = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    return name[1], module, entry


def pytest_configure() -> None:
    """Put the engine's file and entry in place before tests are collected."""
    name, module, entry = code()
    folder = Path(FOLDER.name)
    (folder / f"{name}.py").write_text(module, "utf-8")
    (folder / "entry.py").write_text(
        f"from topics.engines import Engine\nENTRY = {{\n{entry}}}\n", "utf-8"
    )
    topics.models.__path__.append(str(folder))
    spec = spec_from_file_location("entry", folder / "entry.py")
    assert spec is not None
    assert spec.loader is not None
    entry_module: Any = module_from_spec(spec)
    spec.loader.exec_module(entry_module)
    engines._REGISTRY.update(entry_module.ENTRY)
