"""The speeches: a ribbon of themes and the text of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.report.labels import (
    LEVELS,
    ROLES,
    clip,
    engine_name,
    engines,
    rows,
    text_of,
    topic_name,
)
from topics.report.sections.base import RunData, Section
from topics.report.sections.data_quality import span
from topics.report.sections.shared import (
    OUTSIDE,
    frame_names,
    line_range,
    number_of,
    shares_are_probabilities,
    theme_positions,
)
from topics.themes.types import NONE

__all__ = ["SECTION", "speech_cards", "text_limit"]

Tables = Mapping[str, pd.DataFrame]

FULL_TEXT = 400_000
"""Maximum size of a corpus, in characters, that the report shows whole (about 1.2 MB)."""

MARGIN = 0.05
"""Below this difference of the first two shares the main theme of a speech is uncertain."""
OPENING = 60
"""Characters shown of each paragraph in a larger corpus."""


def text_limit(paragraphs: pd.DataFrame) -> int:
    """Return how many characters of a paragraph are shown, or 0 for all of them."""
    return OPENING if int(paragraphs["text"].str.len().sum()) > FULL_TEXT else 0


def speech_cards(tables: Tables) -> list[dict[str, Any]]:
    """Return every speech in order, with its ribbon and its blocks.

    Furniture is omitted; the report lists it elsewhere.
    """
    paragraphs, positions = tables["paragraphs"], theme_positions(tables["themes"])
    names = dict(zip(tables["themes"]["theme"], tables["themes"]["zh"], strict=True))
    limit = text_limit(paragraphs)
    own = paragraphs[~paragraphs["role"].isin(OUTSIDE)]
    blocks_of: dict[tuple[str, int], list[Any]] = {}
    for row in rows(own):
        blocks_of.setdefault((row.source, row.speech), []).append(row)
    topics = tables["topics"]
    names_of_topics = {
        engine: {r.topic: topic_name(r) for r in rows(topics[topics["engine"] == engine])}
        for engine in engines(topics)
    }
    cards = []
    for number, r in enumerate(rows(tables["speeches"]), 1):
        blocks = [
            _block(b, number, positions, names, names_of_topics, limit)
            for b in blocks_of.get((r.source, r.speech), [])
        ]
        theme = text_of(r.main_theme)
        cards.append(
            {
                "number": number,
                "title": text_of(r.title) or text_of(r.head) or "（无题）",
                "head": text_of(r.head),
                "date": text_of(r.date),
                "speaker": " ".join(filter(None, [text_of(r.office), text_of(r.speaker)])),
                "span": span(text_of(r.earliest), text_of(r.latest)),
                "in_doubt": bool(r.date_clash),
                "setting": " ".join(
                    filter(None, [text_of(r.place), LEVELS.get(text_of(r.level), "")])
                ),
                "source": r.source,
                "lines": line_range(r.first_line, r.last_line),
                "complete": bool(r.complete),
                "n_paragraphs": int(r.n_paragraphs),
                "n_chars": int(r.n_chars),
                "theme": names.get(theme, ""),
                "position": positions.get(theme),
                **_balance(r, names),
                "blocks": blocks,
            }
        )
    return cards


def _balance(row: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """Return whether the main theme of a speech is uncertain, and what the second is."""
    margin = number_of(getattr(row, "main_margin", None))
    return {
        "in_balance": margin is not None and margin < MARGIN,
        "margin": MARGIN,
        "theme2": names.get(text_of(getattr(row, "main_theme2", "")), ""),
    }


def _block(
    row: Any,
    number: int,
    positions: Mapping[str, int],
    names: Mapping[str, str],
    names_of_topics: Mapping[str, Mapping[int, str]],
    limit: int,
) -> dict[str, Any]:
    text, heading, theme = text_of(row.text), text_of(row.heading), text_of(row.theme)
    shown = clip(text, limit) if limit else text
    topics = [
        (
            engine_name(engine),
            int(topic),
            named.get(topic, ""),
            number_of(getattr(row, f"{engine}_share")),
        )
        for engine, named in names_of_topics.items()
        if number_of(topic := getattr(row, f"{engine}_topic")) is not None
    ]
    return {
        "anchor": f"p{number}-{row.paragraph}",
        "paragraph": row.paragraph,
        "role": row.role,
        "role_zh": ROLES[row.role],
        "heading": heading if shown.startswith(heading) else "",
        "rest": shown.removeprefix(heading),
        "opening": clip(text, 26),
        "length": len(text),
        "is_cut": shown != text,
        "source": row.source,
        "lines": line_range(row.first_line, row.last_line),
        "section": text_of(row.section),
        "theme": names.get(theme, ""),
        "position": positions.get(theme),
        "share": number_of(row.theme_share),
        "theme2": names.get(text_of(getattr(row, "theme2", "")), ""),
        "share2": number_of(getattr(row, "theme2_share", None)),
        "certain": bool(getattr(row, "certain", True)),
        "duplicate_of": text_of(row.duplicate_of),
        "topics": topics,
    }


def _view(run: RunData) -> dict[str, Any]:
    themes = [
        {"position": i, "zh": r.zh, "share": float(r.share)}
        for i, r in enumerate(rows(run.tables["themes"]))
        if r.theme != NONE
    ]
    return {
        "speeches": speech_cards(run.tables),
        "clipped": text_limit(run.tables["paragraphs"]),
        "margin": MARGIN,
        "are_probabilities": shares_are_probabilities(run.tables),
        "frames": frame_names(run.tables),
        "themes": sorted(themes, key=lambda theme: -theme["share"]),
    }


SECTION = Section(
    "speeches", "讲话", "Speeches", ("speeches", "paragraphs", "themes", "topics"), _view
)
