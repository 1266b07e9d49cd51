"""Build the documentation without a network: `make docs`.

Sphinx reads a copy of the pages and notebooks, so that what notebooks write and what is generated
from the code never gets into the project.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("ARCHITECTURE.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md")
FOLDERS = ("docs", "notebooks", "seeds")


def stage(target: Path) -> None:
    """Copy to a folder all that the site is made of, and add the generated pages."""
    import reference

    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in FOLDERS:
        ignored = shutil.ignore_patterns("site", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, target / name, ignore=ignored)
    for name in PAGES:
        shutil.copy2(ROOT / name, target / name)
    for name, text in reference.pages(target / "notebooks").items():
        (target / "docs" / name).write_text(text, "utf-8")


def code_hash() -> str:
    """Return a hash of the package: what notebooks showed with other code is not shown again."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "topics").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def add_font(html: Path) -> None:
    """Write the glyphs that the pages use: a reader's machine may have no Chinese font."""
    from topics.report.font_subset import subset_font
    from topics.report.fonts import font_path

    used = {c for page in html.rglob("*.html") for c in page.read_text("utf-8") if not c.isascii()}
    (html / "_static" / "chinese.woff2").write_bytes(subset_font(font_path(), frozenset(used)))


def build(out: Path) -> int:
    """Build the site in ``out/html``; return Sphinx's exit code, 1 for any warning."""
    import jieba  # of the search
    from sphinx.cmd.build import main

    jieba.setLogLevel(logging.WARNING)
    os.environ["PYTHONPATH"] = str(ROOT)  # of the notebooks' kernels
    os.environ["TOPICS_DOCS_CACHE"] = str(out / f"executed-{code_hash()}")
    for old in out.glob("executed-*"):
        if str(old) != os.environ["TOPICS_DOCS_CACHE"]:
            shutil.rmtree(old)
    stage(out / "source")
    shutil.rmtree(out / "html", ignore_errors=True)
    options = ["-b", "html", "-W", "--keep-going", "-n", "-E", "-q"]
    options += ["-c", str(ROOT / "docs" / "site"), "-d", str(out / "doctrees")]
    code = main([*options, str(out / "source"), str(out / "html")])
    add_font(out / "html")
    if not code:
        print(f"Open {out / 'html' / 'index.html'}")
    return code


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "docs")
    sys.exit(build(parser.parse_args().out.resolve()))
