"""Templates kept as modules: the same text, never out of date, and never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment

from topics.report import template_code
from topics.report.template_code import KeptLoader


def filled(folder: Path, own: bytes = b"") -> str:
    """Return a template filled by a new environment."""
    return Environment(loader=KeptLoader(folder, own)).get_template("a.j2").render(n=2)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of modules."""
    folder = tmp_path / "kept"
    monkeypatch.setattr(template_code, "_folders", lambda: iter([folder]))
    return folder


def test_a_template_is_compiled_once(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second environment needs no compiler until the template or its options change."""
    template = tmp_path / "a.j2"
    template.write_text("{{ n }} 篇", encoding="utf-8")
    assert filled(tmp_path) == "2 篇"
    with monkeypatch.context() as patch:
        patch.setattr(Environment, "compile", None)
        assert filled(tmp_path) == "2 篇"
    template.write_text("{{ n }} 段", encoding="utf-8")
    assert filled(tmp_path) == "2 段"
    assert len(list(kept.glob("*.module"))) == 2
    filled(tmp_path, b"other options")
    assert len(list(kept.glob("*.module"))) == 3


def test_templates_are_filled_where_nothing_can_be_kept(tmp_path: Path, kept: Path) -> None:
    """A file in place of the folder, or a broken module, is no error."""
    (tmp_path / "a.j2").write_text("{{ n }} 篇", encoding="utf-8")
    kept.touch()
    assert filled(tmp_path) == "2 篇"
    kept.unlink()
    filled(tmp_path)
    (module,) = kept.glob("*.module")
    module.write_text("no (module", encoding="utf-8")
    assert filled(tmp_path) == "2 篇"


def test_an_error_names_the_template(tmp_path: Path, kept: Path) -> None:
    """The traceback has the line of the template, not that of the module."""
    (tmp_path / "a.j2").write_text("\n\n{{ n + 'a' }}", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(TypeError) as error:
            filled(tmp_path)
        last = error.traceback[-1]
        assert (last.path, last.lineno + 1) == (tmp_path / "a.j2", 3)
