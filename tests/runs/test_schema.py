"""The schema: the tables are those the design promises."""

import pytest

from topics.runs.schema import TABLES

PROMISED = {
    "sources": "source, sha256, encoding, encoding_confidence, n_bytes, n_lines, n_speeches",
    "speeches": "source, speech, head, title, date, speaker, first_line, last_line, complete,"
    " n_paragraphs, n_chars, main_theme",
    "paragraphs": "source, speech, paragraph, section, role, heading, first_line, last_line, text,"
    " theme, theme_share, duplicate_of",
    "repairs": "source, line, column, rule, before, after",
    "duplicates": "source, paragraph, of_source, of_paragraph, similarity",
    "similar_speeches": "source, speech, of_source, of_speech, share",
    "masks": "source, line, column, kind, text",
    "bounds": "source, speech, line, words, event, kind, date",
    "skipped": "source, reason",
    "topics": "engine, topic, theme, label, share, top_terms, frex_terms, npmi, c_v, exclusivity",
    "themes": "theme, zh, en, share, top_terms, n_paragraphs",
    "scores": "engine, name, value, higher_is_better, reference",
    "topic_terms": "engine, topic, rank, term, weight",
    "agreement": "engine_a, topic_a, engine_b, topic_b, n_units, jaccard, shared_words, matched",
    "terms": "term, count, n_speeches, n_sources, n_paragraphs, dp, dp_norm, dp_expected,"
    " burstiness, formula",
    "bundles": "bundle, count, n_speeches, n_sources",
    "stability": "engine, start, topic, matched_topic, similarity, share",
    "speech_tree": "step, left, right, distance, n_speeches",
    "missing_seed_words": "theme, word, kind",
    "lineage": "engine, parent, child, state, similarity, reseed_low, beyond_reseeding,"
    " share_before, share_after, came, went",
    "coding": "source, paragraph",
    "evidence": "source, paragraph, theme, kind, word, weight",
    "codebook_fit": "codebook, n_themes, prior_none, none_share, evidence_per_100, unsupported,"
    " fits, n_lines, coder",
    "confusion": "gold, coded, n",
    "themes_by": "column, group, theme, share, low, high, n_speeches, n_paragraphs, few,"
    " carried_by, n_chars, n_expected",
    "topics_by": "column, group, engine, topic, share, low, high, n_speeches, n_paragraphs, few,"
    " carried_by, n_chars, n_expected",
}


@pytest.mark.parametrize("name", sorted(PROMISED.keys() | TABLES.keys()))
def test_each_table_has_the_columns_promised_in_their_order(name: str) -> None:
    """Readers' scripts count on these names and this order."""
    assert ", ".join(TABLES[name].columns) == PROMISED[name]


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        ("paragraphs", "theme_share", "number"),
        ("paragraphs", "lda_topic", "topic"),
        ("paragraphs", "kmeans_share", "number"),
        ("paragraphs", "note", "text"),
        ("speeches", "city_creation", "number"),
        ("speeches", "complete", "flag"),
        ("speeches", "date_clash", "flag"),
        ("speeches", "meta_year", "text"),
        ("speeches", "date_iso", "text"),
        ("speeches", "number", "integer"),
        ("speeches", "formula_share", "number"),
        ("paragraphs", "bundle_share", "number"),
        ("paragraphs", "certain", "flag"),
        ("coding", "city_creation", "number"),
        ("coding", "none", "number"),
        ("duplicates", "matched", "text"),
        ("topics", "rank", "integer"),
        ("topics", "stability", "text"),
    ],
)
def test_further_columns_have_a_kind(table: str, column: str, kind: str) -> None:
    """Columns that differ from run to run are known by their table and ending."""
    assert TABLES[table].kind(column) == kind
