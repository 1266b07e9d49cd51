"""Plain data with its own hash."""

from __future__ import annotations

import json

from topics.seals import is_intact, sealed


def test_any_change_breaks_a_seal_and_layout_does_not() -> None:
    """Values, keys and types count; order and white space do not."""
    data = sealed({"b": [1, 2.5, None], "a": "文\udc80"}, "hash")
    assert is_intact(data, "hash")
    assert is_intact(json.loads(json.dumps(dict(reversed(data.items())), indent=3)), "hash")
    assert sealed(data, "hash") == data
    for changed in (
        {**data, "a": "字"},
        {**data, "b": [True, 2.5, None]},
        {**data, "c": 1},
        {**data, "hash": data["hash"].upper()},
        {k: v for k, v in data.items() if k != "hash"},
    ):
        assert not is_intact(changed, "hash")
