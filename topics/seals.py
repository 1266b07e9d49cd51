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
        An existing hash is replaced.
    key : str
        Key of the hash.
    """
    return {**data, key: _content_hash(data, key)}


def is_intact(data: Mapping[str, Any], key: str) -> bool:
    """Return whether plain data is unchanged since `sealed`, whatever its layout."""
    return data.get(key) == _content_hash(data, key)


def _content_hash(data: Mapping[str, Any], key: str) -> str:
    rest = {name: value for name, value in data.items() if name != key}
    return sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
