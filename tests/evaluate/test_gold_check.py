"""Gold lines checked against texts and codebook before any fit."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from topics.cli import main
from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.errors import GoldError
from topics.evaluate.gold_check import check_gold
from topics.pipeline import run
from topics.themes.codebook import load_codebook

LINES = [
    "在创卫会上的讲话",
    "同志们：",
    "今天开会，主要任务是动员全市上下",
    "行动起来。",
    "",
    "谢谢大家！",
]
GOOD: dict[str, Any] = {"source": "甲.txt", "line": 3, "role": "body", "themes": ["ritual"]}


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    folder = tmp_path / "pile"
    folder.mkdir()
    (folder / "甲.txt").write_text("\n".join(LINES), "utf-8")
    (folder / "坏.docx").write_bytes(b"")
    return folder


@pytest.fixture
def corpus(pile: Path) -> Corpus:
    return read(pile)


def written(folder: Path, *rows: dict[str, Any] | str) -> Path:
    """Write a gold file; a text is a line as it is."""
    path = folder / "gold.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines), "utf-8")
    return path


def faults(path: Path, corpus: Corpus) -> list[str]:
    """Return the problems of a gold file, without its name."""
    with pytest.raises(GoldError) as error:
        check_gold(path, corpus, load_codebook())
    first, *others = str(error.value).split("\n")
    assert first.startswith(f"{path}: ")
    return [other.removeprefix(f"{path}, ") for other in others]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": "甲.tx"}, "source '甲.tx' is not among the texts. Did you mean '甲.txt'?"),
        ({"source": "坏.docx"}, "坏.docx was not read: is empty."),
        ({"line": 7}, "甲.txt has 6 lines, not 7."),
        ({"line": 5}, "line 5 of 甲.txt is blank."),
        ({"line": 0}, "line must be an integer >= 1, not 0."),
        ({"line": "3"}, "line must be an integer >= 1, not '3'."),
        ({"line": True}, "line must be an integer >= 1, not True."),
        ({"source": 3}, "source must be a string, not 3."),
        ({"id": ["x"]}, "id must be a string, not ['x']."),
        ({"themes": "ritual"}, "themes must be a list of strings, not 'ritual'."),
        ({"themes": [1]}, "themes must be a list of strings, not [1]."),
        ({"role": "bdy"}, "role 'bdy' is none of "),
        ({"role": ["body"]}, "role ['body'] is none of "),
        ({"role": "boddy"}, "Did you mean 'body'?"),
        ({"themes": ["rituals"]}, "'rituals' is not in the codebook themes.toml. Did you mean"),
        ({"themes": ["xyz"]}, "theme 'xyz' is not in the codebook themes.toml. Its themes are: "),
        ({"id": "00000000-1-0"}, "No block has the id 00000000-1-0"),
    ],
)  # fmt: skip
def test_each_problem_is_named(
    tmp_path: Path, corpus: Corpus, change: dict[str, Any], message: str
) -> None:
    """A wrong source, line, type, role, theme or block is one problem, with what is allowed."""
    (said,) = faults(written(tmp_path, {**GOOD, "line": 1}, {**GOOD, **change}), corpus)
    assert said.startswith("line 2: ")
    assert message in said


def test_all_problems_are_reported_at_once(tmp_path: Path, corpus: Corpus) -> None:
    """Every problem of every line, in order; the lines are those of the file."""
    path = written(
        tmp_path,
        "{",
        "",
        {**GOOD, "role": "bdy", "themes": "x"},
        {**GOOD, "line": 99, "themes": ["x", "y"]},
        GOOD,
        "[]",
        GOOD,
    )
    said = faults(path, corpus)
    assert [line.partition(":")[0] for line in said] == [
        f"line {n}" for n in (1, 3, 3, 4, 4, 4, 6, 7)
    ]
    assert said[-1] == "line 7: line 3 of 甲.txt is annotated in line 5 already."


def test_hostile_json_is_a_problem_of_its_line(tmp_path: Path, corpus: Corpus) -> None:
    """Deep nesting and endless numbers do not end the check."""
    path = written(tmp_path, "[" * 100_000, '{"line": ' + "9" * 10_000 + "}", GOOD)
    assert [said.partition(":")[0] for said in faults(path, corpus)] == ["line 1", "line 2"]


def test_one_problem_of_many_lines_is_said_once(tmp_path: Path, corpus: Corpus) -> None:
    """A wrong name of a file is not repeated for each of its lines."""
    rows = [{**GOOD, "source": "x", "line": n} for n in range(1, 41)]
    (said,) = faults(written(tmp_path, *rows), corpus)
    assert said == "lines 1, 2, 3, 4, 5 and 35 more: source 'x' is not among the texts."


def test_the_gold_of_the_seeds_has_no_problem(seeds: Path, gold: Path) -> None:
    """Both gold files of the seeds fit; the summary counts lines, sources, roles and themes."""
    texts = read(seeds)
    found = check_gold(gold / "structure.jsonl", texts, load_codebook())
    assert (found.n_lines, found.n_sources, found.roles.total()) == (428, 4, 428)
    themes = check_gold(gold / "themes.jsonl", texts, load_codebook())
    assert themes.n_lines == 198 <= themes.themes.total()
    assert str(themes).startswith(
        "198 gold lines of 4 sources; no problem was found.\nroles: body "
    )


def test_a_block_may_be_named(tmp_path: Path, corpus: Corpus) -> None:
    """A line with the id of a block needs no source; naming it twice is a problem."""
    row = {"id": corpus.running_text()[0].id, "role": "body"}
    assert check_gold(written(tmp_path, row), corpus, load_codebook()).n_sources == 0
    (said,) = faults(written(tmp_path, row, row), corpus)
    assert said.endswith("is annotated in line 1 already.")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_the_command_prints_all_problems(tmp_path: Path, pile: Path) -> None:
    """Problems are on stderr with exit code 2, each with the file's name and its line."""
    path = written(tmp_path, {**GOOD, "themes": ["rituals"]}, {**GOOD, "source": "乙.txt"})
    result = call("gold", "check", str(path), str(pile))
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.findall(rf"^{re.escape(str(path))}, line (\d):", result.stderr, re.MULTILINE) == [
        "1",
        "2",
    ]


def test_the_command_says_that_all_is_well(tmp_path: Path, pile: Path) -> None:
    """Without problems there is a summary; a codebook may be named; skipped files are listed."""
    book = tmp_path / "book.toml"
    book.write_text('[[theme]]\nid = "mine"\nzh = "我"\nseed_words = ["卫生"]\n', "utf-8")
    path = written(tmp_path, {**GOOD, "themes": ["mine"]})
    result = call("gold", "check", str(path), str(pile), "--codebook", str(book))
    assert result.exit_code == 1  # 坏.docx
    (pile / "坏.docx").unlink()
    result = call("gold", "check", str(path), str(pile), "--codebook", str(book))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("1 gold line")
    assert call("gold", "check", str(path), str(pile)).exit_code == 2


def test_a_run_is_refused_before_the_fit(tmp_path: Path, pile: Path) -> None:
    """Gold of a source that was not read ends a run after reading; nothing is written."""
    path = written(tmp_path, GOOD, {**GOOD, "source": "乙.txt"})
    with pytest.raises(GoldError, match=r"line 2: source '乙.txt' is not among the texts"):
        run(pile, tmp_path / "out", gold=path)
    assert not (tmp_path / "out").exists()
