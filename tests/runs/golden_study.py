"""The made-up study of the golden runs, and how a golden run is made of it.

``python -m tests.runs.golden_study FOLDER`` writes one. Pages and figures are left out: they are
large, and nothing reads them back.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import topics
from topics.runs.manifest import write_manifest
from topics.runs.store import Run, load_run

HEAVY = ("figures", "report.html", "ldavis.html", "ldavis-kmeans.html", "timings.json")
SPEECH = """\
第{n}篇：在创建工作第{n}次会议上的讲话
（2019年3月{n}日）
同志们：
一、提高认识
（一）街道和公园要绿化，垃圾要清理，推进公园绿化第{n}期。
垃圾、公园、街道，{n}次清理垃圾，清理街道。
二、办好学校。学校的教师和学生要读书，推进课堂第{n}课。
学生读书，教师读书，课堂和学校，{n}个学校。
谢谢大家！
"""
CODEBOOK = """\
[[theme]]
id = "city"
zh = "城市"
en = "City"
seed_words = ["垃圾", "公园", "潜水艇"]
[[theme]]
id = "school"
zh = "学校"
seed_words = ["学校", "读书"]
"""
GOLD = '{"source": "甲.txt", "line": 6, "role": "body", "themes": ["city"]}\n'
SET = ("n_components=2", "min_df=1", "max_df=1.0", "n_init=2", "stability=0")


def make(folder: Path) -> Run:
    """Write the study below ``folder`` and run it to ``folder / "run"``."""
    (folder / "pile").mkdir(parents=True)
    (folder / "pile" / "甲.txt").write_bytes("".join(SPEECH.format(n=n) for n in (1, 2)).encode())
    (folder / "pile" / "乙.txt").write_bytes(SPEECH.format(n=3).replace("，", ", ").encode())
    for name, text in (("book.toml", CODEBOOK), ("gold.jsonl", GOLD), ("words.txt", "清理垃圾\n")):
        (folder / name).write_bytes(text.encode())
    settings = topics.load_settings(overrides=[*SET, f"dictionary={folder / 'words.txt'}"])
    return topics.run(
        folder / "pile",
        folder / "run",
        settings=settings,
        codebook=folder / "book.toml",
        gold=folder / "gold.jsonl",
    )


def lighten(folder: Path) -> None:
    """Take pages and figures out of a run, and out of its manifest."""
    for name in HEAVY:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    manifest = json.loads((folder / "run.json").read_text("utf-8"))
    outputs = manifest["outputs"]
    manifest["outputs"] = {name: outputs[name] for name in outputs if (folder / name).is_file()}
    write_manifest(folder, manifest)
    load_run(folder)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        shutil.move(make(Path(temporary) / "study").folder, sys.argv[1])
    lighten(Path(sys.argv[1]))
