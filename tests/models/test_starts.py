"""Starts: shapes that do not agree are named, and files come back as they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.models.corpora import block_counts, matrix_of
from topics.errors import ModelError, OutputError
from topics.models.fitting import fit
from topics.models.starts import Starts
from topics.models.storage import load_model, save_model
from topics.models.types import TopicModel


@pytest.fixture(scope="module")
def model() -> TopicModel:
    """Return a model of three starts."""
    return fit(matrix_of(block_counts()), "kmeans", n_components=3, n_init=3)


def starts_of(model: TopicModel) -> Starts:
    """Return the starts of a model that has some."""
    assert model.starts is not None
    return model.starts


def test_starts_come_back_bit_for_bit(model: TopicModel, tmp_path: Path) -> None:
    """Saved twice they have the same bytes; a model of one start leaves no file behind."""
    save_model(model, tmp_path / "a")
    again = load_model(tmp_path / "a")
    save_model(again, tmp_path / "b")
    name = "starts.safetensors"
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    for key, array in starts_of(model).arrays().items():
        back = starts_of(again).arrays()[key]
        assert back.dtype == array.dtype
        assert np.array_equal(back, array)
    save_model(replace(model, starts=None), tmp_path / "a")
    assert not (tmp_path / "a" / name).exists()
    assert load_model(tmp_path / "a").starts is None


def test_a_damaged_or_missing_file_is_named(model: TopicModel, tmp_path: Path) -> None:
    """One flipped bit is enough."""
    save_model(model, tmp_path)
    path = tmp_path / "starts.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(OutputError, match=r"starts\.safetensors: is damaged"):
        load_model(tmp_path)
    path.unlink()
    with pytest.raises(OutputError, match=r"starts\.safetensors: cannot be read"):
        load_model(tmp_path)


@pytest.mark.parametrize(
    "name", ["objective", "share", "topic_term", "speech_share", "main_topic_ari"]
)
def test_shapes_must_agree(model: TopicModel, name: str) -> None:
    """The array is named."""
    starts = starts_of(model)
    with pytest.raises(ModelError, match=name):
        replace(starts, **{name: starts.arrays()[name][:2]})


def test_starts_must_be_of_the_model(model: TopicModel) -> None:
    """Topics of another vocabulary are refused."""
    starts = starts_of(model)
    other = replace(starts, topic_term=starts.topic_term[:, :, :5])
    with pytest.raises(ModelError, match="topic_term"):
        replace(model, starts=other)
