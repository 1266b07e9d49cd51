"""Tables: what was written is what is read, and a spreadsheet runs none of it."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from topics.errors import OutputError
from topics.runs.schema import TABLES
from topics.runs.tables import read_table, write_table

FORMULAS = "=+-@＝＋－＠"


def skipped(*reasons: str) -> pd.DataFrame:
    """Return a table of two text columns."""
    return pd.DataFrame({"source": ["a.txt"] * len(reasons), "reason": list(reasons)}, dtype="str")


def cells(path: Path) -> list[list[str]]:
    """Return the records of a CSV file as they stand in it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]))
        | st.text("=＝'\"\r\n\t\0 ,;\ufeff\u2028\x85好"),
        max_size=6,
    )
)
@example(["\r", "\n", "\r\n", "\0", '"', "'", "''=", "", " ", "\ufeff", "NA", "nan", "\x1a"])
@example(["长" * 200_000])
def test_any_text_reads_back_exactly(tmp_path: Path, texts: list[str]) -> None:
    """Every text comes back as it was: quotes, line ends, NUL, apostrophes, formulas."""
    path = tmp_path / "skipped.csv"
    write_table(path, skipped(*texts))
    pd.testing.assert_frame_equal(read_table(path), skipped(*texts))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lead=st.text(" \t\n\r\0\u3000\ufeff", max_size=3), sign=st.sampled_from(FORMULAS))
def test_no_cell_begins_a_formula(tmp_path: Path, lead: str, sign: str) -> None:
    """A sign that begins a formula never comes first, nor first after white space."""
    path = tmp_path / "skipped.csv"
    write_table(path, skipped(f"{lead}{sign}cmd|' /C calc'!A0"))
    assert cells(path)[1][1].startswith("'")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'x", "''x"),
        ("\n", "\n"),
        ("a=1", "a=1"),
        ("一=二", "一=二"),
        ("—2—", "—2—"),
    ],
)
def test_only_what_must_be_is_marked(tmp_path: Path, text: str, cell: str) -> None:
    """Tab, CR and apostrophe in front are marked as well; signs further on are left alone."""
    path = tmp_path / "skipped.csv"
    write_table(path, skipped(text))
    assert cells(path)[1][1] == cell


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(-(2**63), 2**63 - 1),
            st.floats(allow_nan=True, allow_infinity=True),
        ),
        max_size=6,
    )
)
def test_any_number_reads_back_exactly(tmp_path: Path, rows: list[tuple[int, float]]) -> None:
    """Integers come back whole, floats to the last bit, missing ones missing."""
    path = tmp_path / "duplicates.csv"
    frame = pd.DataFrame(
        {
            "source": pd.Series(["a"] * len(rows), dtype="str"),
            "paragraph": pd.Series([i for i, _ in rows], dtype="int64"),
            "of_source": pd.Series([""] * len(rows), dtype="str"),
            "of_paragraph": pd.Series([i for i, _ in rows], dtype="int64"),
            "similarity": pd.Series([x for _, x in rows], dtype="float64"),
        }
    )
    write_table(path, frame)
    pd.testing.assert_frame_equal(read_table(path), frame, check_exact=True)


def test_the_bytes_are_those_of_the_standard(tmp_path: Path) -> None:
    """Byte-order mark, CRLF, quotes doubled, floats shortest, what is missing empty."""
    path = tmp_path / "scores.csv"
    frame = pd.DataFrame(
        {
            "engine": ["lda", "kmeans", "lda"],
            "name": ["c_v", 'a "b", c', "-x"],
            "value": [0.1, 1e-7, np.nan],
            "higher_is_better": [True, False, True],
            "reference": ["罗达\n2015", "'s", None],
        }
    )
    write_table(path, frame)
    assert path.read_bytes().decode("utf-8") == (
        "\ufeffengine,name,value,higher_is_better,reference\r\n"
        'lda,c_v,0.1,true,"罗达\n2015"\r\n'
        'kmeans,"a ""b"", c",1e-07,false,\'\'s\r\n'
        "lda,'-x,,true,\r\n"
    )
    assert read_table(path)["reference"].tolist() == ["罗达\n2015", "'s", ""]


def test_what_pandas_reads_alone_is_right_too(tmp_path: Path) -> None:
    """A reader who knows nothing of us gets the numbers and flags in their types."""
    path = tmp_path / "scores.csv"
    frame = pd.DataFrame(
        {
            "engine": ["lda"],
            "name": ["c_v"],
            "value": [0.25],
            "higher_is_better": [True],
            "reference": ["多行\n文字"],
        }
    )
    write_table(path, frame)
    pd.testing.assert_frame_equal(pd.read_csv(path), frame)


def paragraphs(**more: object) -> pd.DataFrame:
    """Return two rows of ``paragraphs``, a title and a counted one, with ``more`` columns."""
    own: dict[str, object] = {
        name: {"integer": [1, 2], "number": [np.nan, 0.5]}.get(kind, ["", "文明"])
        for name, kind in TABLES["paragraphs"].columns.items()
    }
    return pd.DataFrame({**own, **more})


@pytest.mark.parametrize(
    "topic", [pd.Series([pd.NA, 3], dtype="Int64"), [np.nan, 3.0], [None, 3]], ids=str
)
def test_topics_of_engines_are_whole_or_missing(tmp_path: Path, topic: object) -> None:
    """A topic column is Int64 however it was made, an engine's share a number."""
    path = tmp_path / "paragraphs.csv"
    write_table(path, paragraphs(lda_topic=topic, lda_share=[None, 0.75]))
    back = read_table(path)
    assert back["lda_topic"].dtype == "Int64"
    assert back["lda_topic"].tolist() == [pd.NA, 3]
    assert back["lda_share"].dtype == "float64"
    assert cells(path)[1][-2:] == ["", ""]
    assert cells(path)[2][-2:] == ["3", "0.75"]


def test_a_section_is_no_number_to_a_spreadsheet(tmp_path: Path) -> None:
    """1.10 is written 1.10. and read back as it was; an empty section stays empty."""
    path = tmp_path / "paragraphs.csv"
    frame = paragraphs().assign(section=["", "1.10"])
    write_table(path, frame)
    place = list(frame.columns).index("section")
    assert [row[place] for row in cells(path)] == ["section", "", "1.10."]
    assert read_table(path)["section"].tolist() == ["", "1.10"]
    path.write_bytes(path.read_bytes().replace(b"1.10.", b"1.10"))  # as format 1 has it
    assert read_table(path)["section"].tolist() == ["", "1.10"]


def test_the_share_columns_of_speeches_are_numbers(tmp_path: Path) -> None:
    """A theme's column in ``speeches`` is a number, whatever the theme is called."""
    path = tmp_path / "speeches.csv"
    row = {"text": "", "integer": 1, "flag": False}
    own = {name: [row[kind]] for name, kind in TABLES["speeches"].columns.items()}
    write_table(path, pd.DataFrame({**own, "=theme": [1], "文明": [np.float32(0.5)]}))
    back = read_table(path)
    assert back[["=theme", "文明"]].to_numpy().tolist() == [[1.0, 0.5]]
    assert back["complete"].tolist() == [False]
    assert cells(path)[0][-2:] == ["'=theme", "文明"]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_without_rows_keeps_its_columns_and_types(tmp_path: Path, name: str) -> None:
    """An empty table is a header; reading gives the same types as a full one."""
    path = tmp_path / f"{name}.csv"
    write_table(path, pd.DataFrame(columns=list(TABLES[name].columns)))
    back = read_table(path)
    assert len(back) == 0
    dtypes = {"integer": "int64", "number": "float64", "flag": "bool", "topic": "Int64"}
    dtypes["maybe"] = "boolean"
    kinds = TABLES[name].columns.items()
    right = {c: pd.Series(dtype=dtypes.get(kind, "str")).dtype for c, kind in kinds}
    assert back.dtypes.to_dict() == right


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (
            pd.DataFrame({"reason": ["x"], "source": ["y"]}),
            "skipped: columns must begin with ['source', 'reason'], are ['reason', 'source']",
        ),
        (
            pd.DataFrame([["a", "b", "c", "d"]], columns=["source", "reason", "x", "x"]),
            "skipped: columns are named twice: x",
        ),
        (
            pd.DataFrame({"source": ["a"], "reason": [3]}),
            "skipped: column 'reason', row 1: 3 is not text",
        ),
    ],
)
def test_a_frame_that_is_not_the_table_is_refused(
    tmp_path: Path, frame: pd.DataFrame, message: str
) -> None:
    """Wrong order, a name twice and a number for a text are mistakes of the caller."""
    with pytest.raises(ValueError) as caught:
        write_table(tmp_path / "skipped.csv", frame)
    assert str(caught.value) == message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("speech", None, "None is not an integer"),
        ("speech", 1.5, "1.5 is not an integer"),
        ("speech", True, "True is not an integer"),
        ("speech", float("inf"), "inf cannot convert float infinity to integer"),
        ("theme_share", "0.5", "'0.5' is not a number"),
        ("lda_topic", "3", "'3' is not an integer"),
    ],
)
def test_a_value_of_another_kind_is_refused_by_place(
    tmp_path: Path, column: str, value: object, message: str
) -> None:
    """A cell that its column cannot hold is named with column, row and value."""
    frame = paragraphs(lda_topic=[1, 2])
    frame[column] = pd.Series([frame[column][0], value], dtype=object)
    with pytest.raises(ValueError) as caught:
        write_table(tmp_path / "paragraphs.csv", frame)
    assert str(caught.value).endswith(f"row 2: {message}")


def test_half_a_surrogate_pair_is_an_error_that_says_where(tmp_path: Path) -> None:
    """UTF-8 has no way to write it, so it is never written wrong."""
    path = tmp_path / "skipped.csv"
    # As objects: where pyarrow is installed, pandas would refuse the text itself.
    frame = pd.DataFrame({"source": ["a", "b\udc80"], "reason": ["", ""]}, dtype=object)
    with pytest.raises(OutputError) as caught:
        write_table(path, frame)
    assert str(caught.value) == (
        f"{path}: column 'source', row 2: 'b\\udc80' contains half of a surrogate pair, which UTF-8"
        " cannot write. The text or its file's name was decoded wrongly."
    )


def test_an_unknown_table_is_refused(tmp_path: Path) -> None:
    """Only the tables of the schema are written."""
    with pytest.raises(ValueError) as caught:
        write_table(tmp_path / "other.csv", pd.DataFrame())
    assert str(caught.value) == f"other.csv: tables of a run are {', '.join(TABLES)}"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "its rows have [] cells"),
        (b"source,why\r\n", "skipped: columns must begin with ['source', 'reason'], are"
         " ['source', 'why']"),
        (b"source,reason\r\na,b,c\r\nd\r\n", "its rows have [1, 2, 3] cells"),
        (b'source,reason\r\na,b"c\r\n', "row 1, cell 2 is not as RFC 4180 has it"),
        (b'source,reason\r\na,"b', "row 1, cell 2 is not as RFC 4180 has it"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_the_table_is_an_error(tmp_path: Path, data: bytes, reason: str) -> None:
    """A file that somebody else wrote is told apart, with what is wrong."""
    path = tmp_path / "skipped.csv"
    path.write_bytes(data)
    with pytest.raises(OutputError) as caught:
        read_table(path)
    assert str(caught.value) == f"{path}: is not a table of a run ({reason})."


def test_bad_cells_and_bytes_of_a_file_are_reported(tmp_path: Path) -> None:
    """A flag that is none, a file that is not UTF-8 and one that is missing are errors."""
    path = tmp_path / "scores.csv"
    path.write_bytes(b"engine,name,value,higher_is_better,reference\r\na,b,1,maybe,\r\n")
    with pytest.raises(OutputError) as caught:
        read_table(path)
    assert str(caught.value) == (
        f"{path}: is not a table of a run (column 'higher_is_better', row 1: 'maybe' is not true"
        " or false)."
    )
    path.write_bytes("engine\r\n讲".encode("gb18030"))
    with pytest.raises(OutputError) as caught:
        read_table(path)
    assert str(caught.value) == f"{path}: is not a table of a run ({caught.value.__cause__})."
    path.unlink()
    with pytest.raises(OutputError) as caught:
        read_table(path)
    assert str(caught.value) == f"{path}: cannot be read (No such file or directory)."


@pytest.mark.parametrize("cell", [str(2**63), str(-(2**63) - 1), "9" * 6000])
def test_an_integer_beyond_64_bits_in_a_file_is_an_error(tmp_path: Path, cell: str) -> None:
    """The error names the file, the column and the row."""
    path = tmp_path / "bundles.csv"
    path.write_text(f"bundle,count,n_speeches,n_sources\r\na,{cell},1,1\r\n", "utf-8")
    with pytest.raises(OutputError, match=r"bundles\.csv.*'count', row 1.*beyond 64 bits"):
        read_table(path)
