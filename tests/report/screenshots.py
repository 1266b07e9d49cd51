"""Take the pictures of the report: ``python -m tests.report.screenshots FOLDER``.

``FOLDER`` is that of a run, such as ``reports/seeds``; they go to ``docs/``.
"""

from __future__ import annotations

import argparse
import io
import shutil
from pathlib import Path
from typing import Any

from PIL import Image

DOCS = Path(__file__).parents[2] / "docs"

COLOURS = 160
"""Of a picture: few, since each is to be under 200 kB."""

PICTURES: dict[str, dict[str, Any]] = {
    "report": {"color_scheme": "light", "width": 1280, "height": 1250, "state": ""},
    "report-reading": {
        "color_scheme": "dark",
        "width": 1280,
        "height": 1000,
        "state": "theme=sanitation",
        "section": "reading",
    },
    "report-topics": {
        "color_scheme": "light",
        "width": 1280,
        "height": 1000,
        "state": "lang=en",
        "section": "topics",
    },
    "report-phone": {
        "color_scheme": "light",
        "width": 390,
        "height": 900,
        "state": "q=创建文明城市",
        "section": "reading",
    },
}


def taken(page: Any, section: str | None) -> bytes:
    """Return a picture of the window as PNG of few colours."""
    if section:
        page.evaluate("(id) => document.getElementById(id).scrollIntoView()", section)
        page.wait_for_timeout(300)
    buffer = io.BytesIO()
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def main() -> None:
    """Write the pictures and print their sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    address = (parser.parse_args().run / "report.html").resolve().as_uri()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, how in PICTURES.items():
            page = chromium.new_page(
                viewport={"width": how["width"], "height": how["height"]},
                color_scheme=how["color_scheme"],
                reduced_motion="reduce",
            )
            page.goto(f"{address}#{how['state']}" if how["state"] else address)
            page.wait_for_selector("html[data-ready]")
            picture = taken(page, how.get("section"))
            (DOCS / f"{name}.png").write_bytes(picture)
            print(f"docs/{name}.png: {len(picture):,} bytes")
        chromium.close()


if __name__ == "__main__":
    main()
