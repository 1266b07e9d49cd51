"""The package's own settings, codebook and lexicon: the only copies."""

from __future__ import annotations

from pathlib import Path

__all__ = ["default_path"]


def default_path(name: str) -> Path:
    """Return the path of a file that is part of the package, such as ``"themes.toml"``."""
    return Path(__file__).parent / name
