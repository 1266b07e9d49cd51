"""Payloads in every cell of a run: no script, no request in Chromium; no formula in a table."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from tests.report.conftest import build_manifest, build_tables, make_model, poison
from topics.report.ldavis import ldavis_page
from topics.report.page import report_page
from topics.runs.tables import read_table, write_table

__all__ = ["FORMULAS", "PAYLOADS", "open_payloads", "write_formulas"]

HIT = "window.hit=1"
AWAY = "http://hit.invalid/"
PAYLOADS = (
    f"<script>{HIT}</script>",
    f"</script><script>{HIT}</script>",
    f"</style><script>{HIT}</script>",
    f"</title><script>{HIT}</script>",
    f"</textarea></noscript><script>{HIT}</script>",
    f"--><script>{HIT}</script><!--",
    f"]]><script>{HIT}</script>",
    f"<img src=x onerror={HIT}>",
    f"<img src={AWAY}a.png>",
    f"\"'><svg onload={HIT}>",
    f'" onmouseover="{HIT}" autofocus onfocus="{HIT}',
    f"' onclick='{HIT}' x='",
    f"<a href='javascript:{HIT}'>一</a>",
    f"javascript:{HIT}//",
    f"data:text/html,<script>{HIT}</script>",
    f"<iframe srcdoc='<script>top.hit=1</script>' src={AWAY}></iframe>",
    f"<object data={AWAY}></object><embed src={AWAY}>",
    f"<link rel=stylesheet href={AWAY}a.css><style>@import '{AWAY}b.css';</style>",
    f"<meta http-equiv=refresh content='0;url={AWAY}'><base href={AWAY}>",
    f"<form action={AWAY}><button autofocus>一</button></form>",
    f"<details open ontoggle={HIT}><summary>一</summary></details>",
    f"<video><source onerror={HIT}></video><audio src={AWAY}>",
    f"<math><mtext></p><script>{HIT}</script></mtext></math>",
    f"<svg><script>{HIT}</script><animate onbegin={HIT} attributeName=x></svg>",
    f"<svg><a xlink:href='javascript:{HIT}'><text>一</text></a></svg>",
    "{{7*7}}{% raw %}{{ self.__class__ }}${7*7}",
    f"\\u003cscript>{HIT}\\u003c/script>",
    f"&lt;script&gt;{HIT}&lt;/script&gt;",
    f"\u2028{HIT}\u2029",
    f"\\';{HIT};//",
    f'";{HIT};//',
    f"`;{HIT};`${{{HIT}}}",
    f"url({AWAY}a.png);background:url('{AWAY}b.png')",
    f"\u202e<script>{HIT}</script>\u2066",
    f"＜script＞{HIT}＜/script＞",
    f"<scr\0ipt>{HIT}</scr\0ipt>",
    f"<ſcript>{HIT}</ſcript><IMG SRC=x ONERROR={HIT}>",
    f"<noscript><p title='</noscript><img src=x onerror={HIT}>'>",
)
FORMULAS = (
    "=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", " =1", "\n=1", "＝1+1", "＋1", "－1", "＠a",
    "=HYPERLINK(\"http://hit.invalid\",\"一\")", "=cmd|' /C calc'!A0", "'=1", "\ufeff=1", "\0=1",
    '"=1', ',=1', "\r\n=1", "%0A=1", "|=1", ";=1", "一\n=1",
)  # fmt: skip
CLICKED = "a, button, summary, input, [tabindex], [onclick], circle, .terms"


def open_payloads(n: int) -> dict[str, int]:
    """Open a report and a page of pyLDAvis for each of ``n`` payloads, and click in them.

    Returns
    -------
    dict of str to int
        ``same``: nothing ran, nothing was asked of the network; ``clicks``; ``wrong: ...``
        otherwise; empty where there is no Chromium.
    """
    outcomes: Counter[str] = Counter()
    if shutil.which("chromium") is None:
        return {}
    with tempfile.TemporaryDirectory() as temporary, _chromium() as browser:
        for number, payload in enumerate(PAYLOADS[:n]):
            for name, html in (("report", _report(payload)), ("ldavis", _ldavis(payload))):
                path = Path(temporary) / "page.html"
                path.write_text(html, "utf-8")
                clicks, found = _look(browser, path)
                outcomes["clicks"] += clicks
                outcomes[f"wrong: {name} {number} {found}" if found else "same"] += 1
    return dict(outcomes)


@contextmanager
def _chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def _report(payload: str) -> str:
    tables = build_tables(1, 2, 5)
    manifest = build_manifest(tables)
    poison(tables, manifest, payload)
    return report_page(tables, manifest, {"lda": f"{payload}.html"})


def _ldavis(payload: str) -> str:
    words = (payload, f"词{payload}", payload[::-1] + "一")
    rows = np.eye(3) * 0.9 + 0.1 / 3
    model = make_model(rows / rows.sum(axis=1, keepdims=True), np.eye(3), words)
    return ldavis_page(model, payload)


def _look(browser: Any, path: Path) -> tuple[int, str]:
    """Open a page and click all it has; return the number of clicks, and what is wrong."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (asked.append("dialog"), dialog.dismiss()))
    page.goto(path.as_uri())
    clicks = page.evaluate(
        """css => {
            const all = [...document.querySelectorAll(css)];
            for (const one of all) {
                if (one.protocol == "file:" && !one.hash) one.removeAttribute("target");
                for (const kind of ["mouseover", "focus", "click"]) {
                    const event = new MouseEvent(kind, {bubbles: true, cancelable: true});
                    // Another page of the run may be opened, but not here.
                    if (one.protocol == "file:")
                        one.addEventListener("click", e => e.preventDefault(), {once: true});
                    one.dispatchEvent(event);
                }
            }
            return all.length;
        }""",
        CLICKED,
    )
    page.wait_for_timeout(50)
    hit = page.evaluate("window.hit")
    # Besides the page itself only what it contains: figures and fonts as data.
    away = {url for url in asked if not url.startswith(("data:", path.as_uri()))}
    page.close()
    found = ["script"] * (hit is not None) + sorted(away)
    return clicks, ", ".join(found)[:120]


def write_formulas(n: int) -> dict[str, int]:
    """Write every text cell of a run's tables with each of ``n`` formulas, and read it back.

    Returns
    -------
    dict of str to int
        Cells that are ``same``: no formula in the file, and read back exactly; others ``wrong``.
    """
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        for formula in FORMULAS[:n]:
            tables = build_tables(1, 1, 4)
            poison(tables, build_manifest(tables), formula)
            for name in ("paragraphs", "skipped", "speeches", "repairs"):
                path = Path(temporary) / f"{name}.csv"
                outcomes.update(_written(path, tables[name], formula))
    return dict(outcomes)


def _written(path: Path, table: Any, formula: str) -> Iterator[str]:
    """Write a table; yield the outcome of each cell that has the formula."""
    write_table(path, table)
    back = read_table(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = list(csv.reader(file))
    for column in table.columns[table.eq(formula).all()]:
        place = cells[0].index(column)
        for row, cell in zip(cells[1:], back[column], strict=True):
            runs = row[place].lstrip(" \r\n\0\ufeff").startswith(STARTS)
            yield f"wrong: {formula!r}" if runs or cell != formula else "same"


STARTS = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")
