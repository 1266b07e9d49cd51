from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.corpus.identity import Copies, block_id, text_hash
from topics.corpus.references import Reference, resolve
from topics.corpus.types import Corpus

LONG = "全市上下要进一步统一思想、提高认识，以更加扎实的作风把各项任务落到实处。"
TEXT = f"同志们：\n{LONG}\n谢谢大家！\n同志们，下面请张书记讲话。\n谢谢大家！"


@pytest.fixture
def small(tmp_path: Path) -> Corpus:
    (tmp_path / "x.txt").write_text(TEXT, "utf-8")
    return read(tmp_path)


def test_an_id_is_the_start_of_a_block(corpus: Corpus) -> None:
    """Ids differ, begin with the sha256 of their source, and give line and column."""
    sha = {source.name: source.sha256 for source in corpus.sources}
    assert len({block.id for block in corpus.paragraphs}) == len(corpus.paragraphs)
    for block in corpus.paragraphs:
        assert block.id == f"{sha[block.source][:8]}-{block.first_line}-{block.column}"
        assert block.text_hash == text_hash(block.text)
    assert any(block.column for block in corpus.paragraphs)


def test_files_with_the_same_bytes_have_ids_of_their_own(tmp_path: Path) -> None:
    """The second file with the same bytes adds ~2, the third ~3, in order of name."""
    for name in ("b.txt", "a.txt", "c.txt"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    blocks = read(tmp_path).paragraphs
    first = [block.id for block in blocks if block.source == "a.txt"]
    assert [b.id for b in blocks if b.source == "b.txt"] == [f"{name}~2" for name in first]
    assert [b.id for b in blocks if b.source == "c.txt"] == [f"{name}~3" for name in first]
    assert block_id("e9919b73" + "0" * 56, 45, 0) == "e9919b73-45-0"
    copies = Copies()
    assert [copies.add(sha) for sha in ("a" * 64, "b" * 64, "a" * 64)] == [1, 1, 2]


def test_ids_do_not_depend_on_the_rules_that_apply(tmp_path: Path) -> None:
    """A rule that changes how a block begins changes its text_hash and not its id."""
    from topics.corpus.reading.content import ReadOptions

    (tmp_path / "x.txt").write_text("\n".join(f"　　{line}" for line in TEXT.split("\n")), "utf-8")
    with_rule, without = (
        read(tmp_path, ReadOptions(skip_repairs=s)) for s in ((), ("outer_space",))
    )
    assert [b.id for b in with_rule.paragraphs] == [b.id for b in without.paragraphs]
    assert with_rule.paragraphs[1].text_hash != without.paragraphs[1].text_hash
    assert with_rule.fingerprint != without.fingerprint


def test_the_fingerprint_knows_texts_and_files(small: Corpus, tmp_path: Path) -> None:
    """Equal files give equal fingerprints; one character makes another."""
    assert read(tmp_path).fingerprint == small.fingerprint
    (tmp_path / "x.txt").write_text(TEXT.replace("张", "李"), "utf-8")
    assert read(tmp_path).fingerprint != small.fingerprint


def test_a_reference_is_resolved_by_id_then_by_the_only_text(small: Corpus) -> None:
    """An id that is not there falls back on the hash of the text, if only one block has it."""
    blocks = small.paragraphs
    found = resolve(
        small,
        [
            Reference(blocks[1].id),
            Reference(blocks[1].id, blocks[3].text_hash),
            Reference("00000000-1-0", blocks[1].text_hash),
            Reference(text_hash=blocks[1].text_hash),
            Reference(text_hash=blocks[2].text_hash),
            Reference("00000000-1-0"),
            Reference(),
        ],
    )
    assert found.rows == (1, 1, 1, 1, None, None, None)
    assert [problem.code for problem in found.problems] == [
        "ambiguous_reference", "unknown_reference", "unknown_reference",
    ]  # fmt: skip
    assert "2 blocks" in str(found.problems[0])
    assert "00000000-1-0" in str(found.problems[1])


def test_references_hold_when_a_file_is_edited_elsewhere(small: Corpus, tmp_path: Path) -> None:
    """Another sha256 changes every id; a text that did not change is found all the same."""
    reference = Reference(small.paragraphs[1].id, small.paragraphs[1].text_hash)
    (tmp_path / "x.txt").write_text("在动员会上的讲话\n" + TEXT, "utf-8")
    edited = read(tmp_path)
    (row,) = resolve(edited, [reference]).rows
    assert row is not None
    assert edited.paragraphs[row].text == LONG
