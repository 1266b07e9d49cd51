"""The folder of a sensitivity analysis: tables, figure and settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from topics.config import Settings
from topics.messages import Message
from topics.report.figures import sensitivity_figure
from topics.report.sensitivity_text import sensitivity_text, sentences
from topics.runs.files import make_folder, write_file, write_json
from topics.runs.manifest import build_manifest
from topics.runs.schema import Table
from topics.runs.tables import write_table

__all__ = ["ANALYSIS", "FITS", "SUMMARY", "TOPICS", "write_sensitivity"]

SETTINGS_NAME = "settings.json"
"""What was compared; the last file to be written."""
FILES = (
    "sensitivity.csv",
    "fits.csv",
    "matched_topics.csv",
    "sensitivity.txt",
    "sensitivity.svg",
)
OTHER_FIGURES = ("sensitivity.png", "sensitivity.pdf")
"""Written if the setting ``figure_formats`` includes them."""
ANALYSIS = ("a sensitivity analysis", (*FILES, *OTHER_FIGURES, SETTINGS_NAME))
"""What the folder holds, and the files that may be in it."""
SUMMARY = Table(
    "sensitivity",
    {
        "setting": "text",
        "value": "text",
        "n_fits": "integer",
        "n_units": "number",
        "n_terms": "number",
        "n_topics": "number",
        "shared_terms": "number",
        "n_matched": "number",
        "main_topic_ari": "number",
        "topic_similarity": "number",
        "topic_similarity_low": "number",
        "topic_similarity_high": "number",
        "top_word_overlap": "number",
        "top_word_overlap_low": "number",
        "top_word_overlap_high": "number",
        "same_themes": "number",
        "same_themes_low": "number",
        "same_themes_high": "number",
        "kappa": "number",
        "theme_accuracy": "number",
        "topics_move": "text",
        "words_move": "text",
        "themes_move": "text",
        "reason": "text",
        "sentence": "text",
    },
    more={"seed_words": "flag"},
)
"""``Sensitivity.summary``, and a Chinese sentence for each row."""
FITS = Table(
    "fits",
    {
        "setting": "text",
        "value": "text",
        "random_state": "integer",
        "other_random_state": "integer",
        "n_units": "integer",
        "n_terms": "integer",
        "n_topics": "integer",
        "shared_terms": "number",
        "topic_similarity": "number",
        "top_word_overlap": "number",
        "n_matched": "integer",
        "main_topic_ari": "number",
        "n_coded_both": "integer",
        "n_coded_one": "integer",
        "same_themes": "number",
        "kappa": "number",
        "theme_accuracy": "number",
    },
    more={"seed_words": "flag"},
)
"""``Sensitivity.fits``."""
TOPICS = Table(
    "matched_topics",
    {
        "setting": "text",
        "value": "text",
        "topic": "integer",
        "other_topic": "integer",
        "similarity": "number",
        "overlap": "number",
        "matched": "flag",
        "top_terms": "text",
        "other_top_terms": "text",
    },
    more={"seed_words": "flag"},
)
"""``Sensitivity.topics``."""


def write_sensitivity(
    out: str | Path,
    summary: pd.DataFrame,
    fits: pd.DataFrame,
    topics: pd.DataFrame,
    *,
    settings: Settings,
    inputs: Mapping[str, str],
    warnings: tuple[Message, ...] = (),
) -> None:
    """Write tables, figure and sentences, and ``settings.json`` with the hash of each.

    Parameters
    ----------
    out : path-like
        A folder: missing, empty, or with an earlier analysis, which is replaced.
    summary, fits, topics : pandas.DataFrame
        As in `topics.sensitivity_analysis.Sensitivity`.
    settings : Settings
        The study's own settings, with which every choice is compared.
    inputs : mapping of str to str
        Name and sha256 of every input file.
    warnings : tuple of Message
        The warnings of the analysis.

    Raises
    ------
    OutputError
        If ``out`` is a file, contains something else, or cannot be written.
    """
    folder = make_folder(out, *ANALYSIS)
    figure = sensitivity_figure(summary)
    drawn = {kind: figure.to_bytes(kind) for kind in settings.figure_formats}
    told = summary.drop(columns="seed_words").assign(
        sentence=sentences(summary), seed_words=summary["seed_words"]
    )
    write_table(folder / "sensitivity.csv", told, SUMMARY)
    write_table(folder / "fits.csv", fits, FITS)
    write_table(folder / "matched_topics.csv", topics, TOPICS)
    write_file(folder / "sensitivity.txt", sensitivity_text(summary).encode())
    for kind, data in drawn.items():
        write_file(folder / f"sensitivity.{kind}", data)
    manifest = build_manifest(settings, inputs, folder, warnings)
    written = [*FILES, *(name for name in OTHER_FIGURES if Path(name).suffix[1:] in drawn)]
    outputs = {name: manifest["outputs"][name] for name in written}
    compared = [
        {"setting": setting, "value": value, "seed_words": bool(seeded)}
        for setting, value, seeded in zip(
            summary["setting"], summary["value"], summary["seed_words"], strict=True
        )
    ]
    write_json(folder / SETTINGS_NAME, {**manifest, "outputs": outputs, "compared": compared})
