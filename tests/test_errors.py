"""Errors: the tree in the docstring is the tree in the code."""

import re

import pytest

from topics import errors
from topics.errors import (
    CodebookError,
    ModelError,
    SettingsError,
    TopicsError,
    TopicsWarning,
    check_type,
    did_you_mean,
)


def error_classes() -> dict[str, type]:
    """Return the public error classes of the module by name."""
    return {
        name: thing
        for name in errors.__all__
        if isinstance(thing := getattr(errors, name), type) and issubclass(thing, Exception)
    }


def test_the_tree_drawn_is_the_tree_there_is() -> None:
    """The docstring draws every error, once, and nothing else."""
    drawn = re.findall(r"\b[A-Z]\w+Error\b", (errors.__doc__ or "").split("A message says")[0])
    assert sorted(drawn) == sorted(name for name in error_classes() if not name.endswith("Warning"))


def test_every_error_can_be_caught_as_one() -> None:
    """A caller catches everything raised on purpose as TopicsError, and no warning with it."""
    for name, kind in error_classes().items():
        assert issubclass(kind, TopicsError) == (not name.endswith("Warning"))
    assert issubclass(TopicsWarning, UserWarning)


def test_a_model_error_is_what_scikit_learn_expects() -> None:
    """Its checks and its searches catch ValueError."""
    assert issubclass(ModelError, ValueError)


def test_a_wrong_type_is_a_type_error() -> None:
    """The message names the argument, both types and the call that makes the right one."""
    check_type("x", 1, int, "f()")
    with pytest.raises(TypeError, match=r"x must be a str, got int. Pass what f\(\) returns"):
        check_type("x", 1, str, "f()")


def test_all_names_are_sorted_and_there() -> None:
    """``__all__`` is sorted and each of its names resolves."""
    assert errors.__all__ == sorted(errors.__all__)
    assert all(hasattr(errors, name) for name in errors.__all__)


@pytest.mark.parametrize("kind", [SettingsError, CodebookError])
def test_an_error_of_many_problems_keeps_them_all(kind: type[SettingsError]) -> None:
    """The problems stay apart for a program and stand one a line for a reader."""
    error = kind(["first.", "second."])
    assert error.problems == ("first.", "second.")
    assert str(error) == "first.\nsecond."


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("n_componets", " Did you mean 'n_components'?"),
        ("n_components", " Did you mean 'n_components'?"),
        ("zzz", ""),
        ("", ""),
    ],
)
def test_did_you_mean_names_a_near_miss_only(word: str, expected: str) -> None:
    """A word near to an allowed one gets that one; a word near to none gets nothing."""
    assert did_you_mean(word, ["unit", "n_components"]) == expected
