"""Fingerprints: equal for equal content, different for any other."""

import numpy as np
import pytest

from topics.fingerprint import fingerprint


def test_a_fingerprint_is_the_same_everywhere() -> None:
    """Known values, as a run of another year must find them."""
    assert fingerprint() == "e3b0c44298fc1c14"
    assert fingerprint("文明") == fingerprint("文明")
    assert len(fingerprint(["文", "明"], np.arange(3))) == 16


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (("ab",), ("a", "b")),
        ((["ab"],), (["a", "b"],)),
        ((["a", "b"],), (["b", "a"],)),
        (("a",), (["a"],)),
        ((np.array([1, 2]),), (np.array([1.0, 2.0]),)),
        ((np.zeros((2, 3)),), (np.zeros((3, 2)),)),
        (([], ["a"]), (["a"], [])),
    ],
)
def test_what_differs_has_another_fingerprint(a: tuple, b: tuple) -> None:  # type: ignore[type-arg]
    """Borders, order, kind, dtype and shape count."""
    assert fingerprint(*a) != fingerprint(*b)


def test_byte_order_and_layout_do_not_count() -> None:
    """An array is its values: big-endian or transposed in memory makes no difference."""
    array = np.arange(6, dtype="<i4").reshape(2, 3)
    assert fingerprint(array) == fingerprint(array.astype(">i4"))
    assert fingerprint(array) == fingerprint(np.asfortranarray(array))
