"""Good arguments of every public function, from a corpus of a few made-up paragraphs."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import topics
from topics.corpus.types import Corpus
from topics.themes.coded import CodedParagraphs
from topics.themes.types import Codebook, Theme, Themes

__all__ = ["Given"]

PARAGRAPHS = (
    "创卫工作要落实，垃圾清运和保洁要到位，公厕要清洁，垃圾要分类。",
    "企业投资增长，项目建设加快，企业效益提高，投资环境改善。",
    "垃圾分类和保洁工作要坚持，创卫要全民参与，公厕要改造。",
    "项目投资和企业增长，经济效益提高，项目落地，投资到位。",
    "保洁队伍清运垃圾，公厕改造完成，创卫达标。",
    "企业项目投资，经济增长加快，效益明显。",
)


class Given:
    """Good arguments, each made when it is first used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def seeds(self) -> Path:
        """A folder of one source."""
        seeds = self.folder / "seeds"
        seeds.mkdir(exist_ok=True)
        (seeds / "a.txt").write_text("\n".join(["在大会上的讲话", *PARAGRAPHS]), "utf-8")
        return seeds

    @cached_property
    def out(self) -> Path:
        """A folder that does not exist."""
        return self.folder / "out"

    @cached_property
    def corpus(self) -> Corpus:
        """What `read` returns."""
        return topics.read(self.seeds)

    @cached_property
    def other(self) -> Corpus:
        """The same file name with other text."""
        folder = self.folder / "other"
        folder.mkdir(exist_ok=True)
        (folder / "a.txt").write_text("\n".join(["讲话", *reversed(PARAGRAPHS)]), "utf-8")
        return topics.read(folder)

    @cached_property
    def tokens(self) -> topics.Tokens:
        """What `segment` returns."""
        return topics.segment(self.corpus)

    @cached_property
    def matrix(self) -> topics.DocTermMatrix:
        """What `count` returns."""
        return topics.count(self.tokens, min_df=1, max_df=1.0)

    @cached_property
    def model(self) -> topics.TopicModel:
        """What `fit` returns."""
        return topics.fit(self.matrix, n_components=2, n_init=1, max_iter=5, tol=0)

    @cached_property
    def clusters(self) -> topics.TopicModel:
        """A model that cannot infer, of three topics."""
        return topics.fit(self.matrix, "kmeans", n_components=3)

    @cached_property
    def of_other(self) -> topics.TopicModel:
        """A model of the other corpus."""
        matrix = topics.count(topics.segment(self.other), min_df=1, max_df=1.0)
        return topics.fit(matrix, n_components=2, n_init=1, max_iter=5, tol=0)

    @cached_property
    def codebook(self) -> Codebook:
        """Two themes."""
        themes = (
            Theme("sanitation", "卫生", "", ("创卫", "垃圾", "保洁")),
            Theme("economy", "经济", "", ("企业", "投资", "增长")),
        )
        return Codebook(themes, "book.toml", "0" * 64)

    @cached_property
    def themes(self) -> Themes:
        """What `label` returns."""
        return topics.label(self.model, self.codebook)

    @cached_property
    def coded(self) -> CodedParagraphs:
        """What `code` returns."""
        return topics.code(self.corpus, self.model, self.themes)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """A table of texts."""
        return pd.DataFrame({"text": PARAGRAPHS})

    @cached_property
    def nan(self) -> Any:
        """An array of NaN as large as the counts."""
        return np.full(self.matrix.counts.shape, np.nan)

    def vectors(self, value: float) -> Any:
        """Return a vector of equal numbers for each unit."""
        return np.full((self.matrix.counts.shape[0], 4), value, np.float32)
