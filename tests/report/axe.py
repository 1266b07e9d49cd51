"""What axe-core finds amiss in an open page.

``python -m tests.report.axe`` (``make axe``) brings it from npm; the tests fetch nothing.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

VERSION = "4.14.1"
SHA512 = (
    "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b73"
    "4f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5"
)
SCRIPT = Path(sys.prefix) / "axe" / f"axe-{VERSION}.min.js"

GRAVE = ("moderate", "serious", "critical")


def findings(page: Any) -> list[str]:
    """Return the findings of moderate or more impact: rule, impact, the first elements, why."""
    # The page's policy forbids scripts that are not its own, but not what the test evaluates.
    page.evaluate(SCRIPT.read_text("utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{rule['id']} ({rule['impact']}, {len(rule['nodes'])} elements): "
        + "; ".join(f"{node['target'][0]} {node['failureSummary']}" for node in rule["nodes"][:3])
        for rule in found["violations"]
        if rule["impact"] in GRAVE
    ]


def fetch() -> str:
    """Bring the script from npm if it is missing; return what there is to say.

    Raises
    ------
    ValueError
        If the package is not the one that we know.
    """
    if SCRIPT.exists():
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not on the PATH: the test with axe-core is skipped."
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            [npm, "pack", "--silent", f"axe-core@{VERSION}"], cwd=folder, check=False, timeout=120
        )
        archive = Path(folder, f"axe-core-{VERSION}.tgz")
        if packed.returncode or not archive.exists():
            return "npm could not bring axe-core: its test is skipped."
        if hashlib.sha512(archive.read_bytes()).hexdigest() != SHA512:
            raise ValueError(f"{archive.name}: its SHA-512 is not the one in {__file__}.")
        with tarfile.open(archive) as package:
            script = package.extractfile("package/axe.min.js")
            assert script is not None
            SCRIPT.parent.mkdir(exist_ok=True)
            SCRIPT.write_bytes(script.read())
    return ""


if __name__ == "__main__":
    print(fetch(), file=sys.stderr, end="")
