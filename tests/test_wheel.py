"""The package as another study gets it: a wheel without extras among its dependencies alone."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from tests.house import ROOT

TEXT = """\
在第{n}次工作会议上的讲话
同志们：
今天召开创建文明城市动员大会，主要任务是统一思想，安排部署{place}的创建工作。
{place}的创卫工作要抓好，垃圾清运要及时，环卫保洁要到位，市容市貌要有新的变化。
要大力发展{place}的经济，招商引资要有新突破，企业要做强做大，投资项目要加快建设。
谢谢大家！
"""


def without_extras() -> set[str]:
    """Return the distributions that the package needs, and they in turn; extras are left out."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [re.split(r"[^\w.-]", line)[0] for line in project["dependencies"]]
    found: set[str] = set()
    while wanted:
        dist = metadata.distribution(wanted.pop())
        if dist.name in found:
            continue
        found.add(dist.name)
        for line in dist.requires or []:
            requirement, _, marker = line.partition(";")
            if "extra" not in marker and not re.search("sys_platform|python_version", marker):
                wanted.append(re.split(r"[^\w.-]", requirement)[0])
    return found


def bare_environment(folder: Path, wheel: Path) -> Path:
    """Make an environment of the wheel and links to what it needs; return its Python."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    library = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    for name in sorted(without_extras()):
        files = metadata.distribution(name).files or []
        for top in {file.parts[0] for file in files} - {"..", "__pycache__"}:
            if not (library / top).exists():
                (library / top).symlink_to(metadata.distribution(name).locate_file(top))
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(library)
    return Path(sysconfig.get_path("scripts", vars={"base": str(folder)})) / "python"


@pytest.mark.slow
def test_a_wheel_without_extras_makes_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain text becomes a report where no reader, engine or embedding of an extra is there."""
    monkeypatch.delenv("PYTHONPATH")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    python = bare_environment(tmp_path / "bare", wheel)
    (tmp_path / "pile").mkdir()
    for n, place in enumerate(["街道", "社区", "学校", "医院"], 1):
        (tmp_path / "pile" / f"{n}.txt").write_text(TEXT.format(n=n, place=place), "utf-8")
    changed = ("n_components=2", "min_df=1", "max_df=1.0")
    options = [part for text in changed for part in ("--set", text)]
    done = subprocess.run(
        [str(python), "-m", "topics", "run", "pile", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / done.stdout.strip()).name == "report.html"
    assert (tmp_path / done.stdout.strip()).is_file()
    program = "import importlib.util as u; print(u.find_spec('lxml'), u.find_spec('tomotopy'))"
    bare = subprocess.run([str(python), "-c", program], capture_output=True, text=True, check=True)
    assert bare.stdout.split() == ["None", "None"]
