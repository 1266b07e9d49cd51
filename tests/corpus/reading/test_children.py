"""Documents are read in child processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import topics
from topics.corpus.corpus import read
from topics.corpus.reading import children
from topics.corpus.reading import read as reading
from topics.corpus.reading.child import read_message, write_message
from topics.corpus.reading.children import ahead, read_in_child
from topics.corpus.reading.content import LINE_ROLES, Content, Given, ReadOptions
from topics.corpus.reading.formats import READERS
from topics.corpus.reading.read import read_sources
from topics.corpus.reading.transfer import content_from, content_to
from topics.errors import SourceError, TopicsWarning
from topics.messages import Message

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=12)
PAGE = (
    "<html><title>会</title><body><p>同志们：</p><p>今年要把垃圾分类推到每个村。</p></body></html>"
).encode()
GIVEN = st.builds(Given, st.just(1), TEXT, TEXT, TEXT, st.lists(st.tuples(TEXT, TEXT)).map(tuple))


def read_page() -> Content:
    return read_in_child(".html", BytesIO(PAGE), len(PAGE), ReadOptions())


@st.composite
def contents(draw: st.DrawFn) -> Content:
    lines = draw(st.lists(TEXT, min_size=1, max_size=6))
    n = len(lines)
    labels = draw(st.just(()) | st.lists(TEXT, min_size=n, max_size=n).map(tuple))
    blocks = draw(st.just(()) | st.lists(st.integers(0, 9), min_size=n, max_size=n))
    numbers = st.integers(1, n)
    return Content(
        lines=tuple(lines),
        encoding=draw(TEXT),
        confidence=draw(st.floats(0, 1)),
        labels=labels,
        blocks=tuple(sorted(blocks)),
        roles=draw(st.dictionaries(numbers, st.sampled_from(LINE_ROLES))),
        levels=draw(st.dictionaries(numbers, st.integers(1, 9))),
        given=tuple(draw(st.lists(GIVEN, max_size=3))),
        is_table=draw(st.booleans()),
        warnings=tuple(draw(st.lists(st.builds(Message, TEXT, st.dictionaries(TEXT, TEXT))))),
    )


@given(contents())
def test_a_content_is_handed_over_whole(content: Content) -> None:
    """Sent as Arrow and received, a content is equal to itself."""
    assert content_from(b"".join(content_to(content))) == content


@given(st.dictionaries(TEXT, TEXT), st.binary(max_size=50))
def test_messages_are_read_as_written(message: dict[str, str], data: bytes) -> None:
    """A message and its bytes come back; a stream that ends in between gives none."""
    stream = BytesIO()
    write_message(stream, message, len(data), [data[:7], data[7:]])
    whole = stream.getvalue()
    assert read_message(BytesIO(whole)) == ({**message, "size": len(data)}, data)
    assert read_message(BytesIO(whole[:-1])) is None


def test_a_child_reads_as_this_process_does() -> None:
    """The content is equal, and a refusal has the same words."""
    assert read_page() == READERS[".html"](BytesIO(PAGE), ReadOptions())
    with pytest.raises(SourceError, match=r"is damaged or not a \.pdf file"):
        read_in_child(".pdf", BytesIO(b"%PDF-1.4 nothing"), 16, ReadOptions())


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no signals here")
def test_a_child_that_is_killed_is_replaced_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is not lost by what ends its reader; if that happens twice, the reason says so."""
    waiting = [children._Child(), children._Child()]
    kept = children._Child()

    def taken() -> children._Child:
        child = waiting.pop() if waiting else kept
        if child is not kept:
            os.kill(child._process.pid, signal.SIGKILL)
        return child

    monkeypatch.setattr(children, "_taken", taken)
    with pytest.raises(SourceError, match="killed twice"):
        read_page()
    waiting.append(children._Child())
    assert read_page().lines


def test_nothing_in_the_current_folder_is_run(tmp_path: Path) -> None:
    """A child imports this package and libraries, whatever files lie around."""
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "json.py").write_text("raise SystemExit(9)", "utf-8")
    code = (
        "import topics, os, sys; os.chdir(sys.argv[1]); print(len(topics.read('a.html').speeches))"
    )
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code, str(tmp_path)],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(topics.__file__).parents[1])},
    )
    assert ran.stdout.strip() == "1"


@pytest.mark.skipif(sys.platform == "win32", reason="no limits here")
def test_limits_of_the_machine_lose_no_file(tmp_path: Path) -> None:
    """With less processor time or memory than a child asks for, documents are read all the same."""
    (tmp_path / "a.html").write_bytes(PAGE)
    code = (
        "import resource as r, sys, topics, warnings; warnings.simplefilter('ignore')\n"
        "r.setrlimit(r.RLIMIT_CPU, (40, 40)); r.setrlimit(r.RLIMIT_DATA, (2**31, 2**31))\n"
        "print(len(topics.read(sys.argv[1]).speeches))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=True, text=True
    )
    assert ran.stdout.strip() == "1"


def test_a_file_that_changes_while_it_is_read_is_refused() -> None:
    """A file that shrinks is refused at once, one that grows does not confuse the next answer."""
    with pytest.raises(SourceError, match="changed while it was being read"):
        read_in_child(".html", BytesIO(PAGE), len(PAGE) + 1, ReadOptions())
    longer = BytesIO(PAGE + b'{"size": 0}\n')
    assert read_in_child(".html", longer, len(PAGE), ReadOptions()) == read_page()


def test_only_large_markdown_is_read_in_a_child(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """To hand over a small file would cost more than to read it; the content is the same."""
    line = "今年要把垃圾分类推到每个村。\n\n"
    for name, times in (("a.md", 10), ("b.md", 2**16 // len(line.encode()) + 1)):
        (tmp_path / name).write_text(line * times, "utf-8")
    seen = []

    def spy(suffix: str, *rest: Any) -> Content:
        seen.append(suffix)
        return read_in_child(suffix, *rest)

    monkeypatch.setattr(reading, "read_in_child", spy)
    small, large = read_sources(tmp_path)[0]
    assert seen == [".md"]
    assert small.content.lines == large.content.lines[: len(small.content.lines)]


def test_where_no_process_may_start_the_file_is_read_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The text is the same, with a warning."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("no")

    (tmp_path / "a.html").write_bytes(PAGE)
    before = read(tmp_path)
    monkeypatch.setattr(children, "_taken", refuse)
    with pytest.warns(TopicsWarning, match="no child process could be started"):
        assert read(tmp_path) == before


@pytest.mark.slow
def test_children_end_with_their_parent(tmp_path: Path) -> None:
    """No process is left behind, and the pool is reused."""
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.html").write_bytes(PAGE)
    code = (
        "import topics, sys; from topics.corpus.reading import children as c\n"
        "topics.read(sys.argv[1]); topics.read(sys.argv[1])\n"
        "print(*[child._process.pid for child in list(c._idle.queue)])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=True, text=True
    )
    pids = [int(pid) for pid in ran.stdout.split()]
    assert 1 <= len(pids) <= children.n_children()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_child_that_reads_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    """It does not go on with its file; a lock that the system takes back says when it ended."""
    import fcntl

    slow = (
        "from topics.corpus.reading.formats import READERS; import fcntl, time;"
        f" f = open({str(tmp_path / 'lock')!r}, 'w'); READERS['.html'] = lambda *_: ("
        "fcntl.flock(f, fcntl.LOCK_EX), print(1, file=f, flush=True), time.sleep(600)); main("
    )
    code = (
        "import sys, topics; from topics.corpus.reading import children as c\n"
        "c.CODE = c.CODE.replace('main(', sys.argv[2]); topics.read(sys.argv[1])"
    )
    (tmp_path / "a.html").write_bytes(PAGE)
    parent = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "a.html"), slow])
    lock = tmp_path / "lock"
    assert within_a_minute(lambda: lock.exists() and lock.stat().st_size > 0)
    parent.kill()
    parent.wait()

    def is_free() -> bool:
        with lock.open() as file, suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    assert within_a_minute(is_free)


def within_a_minute(holds: Callable[[], bool]) -> bool:
    """Wait until something holds; return whether it does."""
    end = time.monotonic() + 60
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


def test_calls_come_in_order_and_keep_their_errors() -> None:
    """What is begun ahead is delivered in its place, errors where they belong."""

    def fail() -> int:
        raise SourceError(Message("refused_empty"))

    calls = [(i % 3 > 0, (lambda i=i: i) if i != 4 else fail) for i in range(12)]
    found = []
    for i, call in enumerate(ahead(iter(calls))):
        if i == 4:
            with pytest.raises(SourceError, match="is empty"):
                call()
        else:
            found.append(call())
    assert found == [i for i in range(12) if i != 4]
