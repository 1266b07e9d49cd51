"""JSON that contains its own hash, so that any change to its content is noticed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

__all__ = ["is_intact", "sealed"]


def sealed(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return plain data with the sha256 of its content.

    Parameters
    ----------
    data : mapping of str to plain data
        A hash that it has already is replaced.
    key : str
        Where the hash is put.
    """
    return {**data, key: _content_hash(data, key)}


def is_intact(data: Mapping[str, Any], key: str) -> bool:
    """Return whether plain data is what `sealed` returned, however it is laid out."""
    return data.get(key) == _content_hash(data, key)


def _content_hash(data: Mapping[str, Any], key: str) -> str:
    rest = {name: value for name, value in data.items() if name != key}
    return sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
