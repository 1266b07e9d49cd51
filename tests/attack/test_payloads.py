"""Payloads in the cells of a run: nothing runs, nothing is asked of the network."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.attack import payloads
from tests.attack.payloads import FORMULAS, PAYLOADS, open_payloads, write_formulas


@pytest.mark.parametrize(
    "n", [4, pytest.param(len(FORMULAS), marks=pytest.mark.slow)], ids=["few", "all"]
)
def test_formulas_are_text_in_every_table(n: int) -> None:
    """No cell of a file begins with what a spreadsheet runs; all read back exactly."""
    outcomes = write_formulas(n)
    assert set(outcomes) == {"same"}
    assert outcomes["same"] > 10 * n


def opened_apart(n: int) -> dict[str, int]:
    """Open payloads in a thread of their own: this one may have the browser of other tests open."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(open_payloads, n).result()


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium on the PATH")
@pytest.mark.parametrize(
    "n", [1, pytest.param(len(PAYLOADS), marks=pytest.mark.slow)], ids=["one", "all"]
)
@pytest.mark.browser
def test_payloads_run_nothing_in_the_browser(n: int) -> None:
    """Report and page of pyLDAvis, every link and button clicked."""
    outcomes = opened_apart(n)
    assert outcomes.pop("clicks") > 20 * n
    assert outcomes == {"same": 2 * n}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium on the PATH")
@pytest.mark.browser
def test_a_page_that_runs_a_payload_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack would notice a script and a request."""
    monkeypatch.setattr(payloads, "_report", lambda payload: f"<a>{payload}</a>")
    monkeypatch.setattr(payloads, "PAYLOADS", (PAYLOADS[0], PAYLOADS[8]))
    seen = opened_apart(2)
    assert seen.keys() >= {"wrong: report 0 script", f"wrong: report 1 {payloads.AWAY}a.png"}
