"""All engines side by side: held-out likelihood against time, memory, coherence.

``python benchmarks/engines.py [--quick | --targets] [--cases NAME ...] [--libraries DIR]``.
Each engine runs in a process of its own, one after the other, on the same
matrix. Writes ``engines.json``, ``engines.md`` and ``engines.svg``, and prints
the tables.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from importlib import metadata
from pathlib import Path
from time import perf_counter
from typing import Any

import data
import engines_report

ROOT = Path(__file__).parent.parent
HERE = Path(__file__).parent
LIBRARIES = ("numba", "numpy", "scikit-learn", "gensim", "tomotopy")

PASSES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 70, 100, 200, 500)
LARGE = (2, 5, 8, 10, 12, 15, 20, 25, 30, 40, 50, 70, 100)
SWEEPS = (5, 10, 15, 20, 30, 50, 100, 200, 300, 400, 500)
ANEW = (10, 20, 50, 100, 200, 300, 400, 500)
AVERAGED = (150, 200, 300, 500)
FEW = (1, 2, 5, 10, 20)
CHUNKED = (6, 12, 18, 24, 30, 48, 96)
ANEW_LARGE = (100, 500)


@dataclass(frozen=True, slots=True)
class Job:
    """One engine to measure.

    Attributes
    ----------
    case, data : str
        Name of the case, and of its documents in `data.load`.
    k, threads, n_seeds : int
        Number of topics, of threads, and of fits that are averaged.
    engine : str
        Name in `adapters.ENGINES`, or ``traffic``.
    points : tuple of int
        Passes after which topics are scored.
    limit : float
        Seconds of one curve: a point that would take it beyond is not begun.
    """

    case: str
    data: str
    k: int
    engine: str
    threads: int
    points: tuple[int, ...]
    n_seeds: int = 1
    limit: float = 300.0


def main() -> None:
    """Measure, print and write."""
    asked = _arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    plan = list(quick() if asked.quick else targets() if asked.targets else full())
    if asked.cases:
        plan = [job for job in plan if job.case in asked.cases]
    for name in sorted({job.data.replace("tenfold", "people") for job in plan}):
        data.prepare(asked.out, name, asked.libraries)
    found: dict[str, Any] = {
        "plan": "quick" if asked.quick else "targets" if asked.targets else "full"
    }
    found |= {"machine": _machine(asked.libraries), "results": []}
    for i, job in enumerate(plan):
        start = perf_counter()
        result = _run(job, asked.out, asked.libraries)
        found["results"].append(asdict(job) | result)
        (asked.out / "engines.json").write_text(json.dumps(found, ensure_ascii=False), "utf-8")
        what = f"{job.case}: {job.engine}, threads {job.threads}"
        seconds = perf_counter() - start
        print(f"{i + 1}/{len(plan)} {what}, {seconds:.0f} s", file=sys.stderr, flush=True)
    engines_report.main(asked.out)


def quick() -> Iterator[Job]:
    """Yield a plan of a few minutes: People's Daily with 20 topics, few passes."""
    case = Job("people-20", "people", 20, "", 2, (), limit=30.0)
    for threads in (1, 2):
        yield replace(case, engine="topics", points=(2, 5, 10, 20, 50), threads=threads)
    yield replace(case, engine="topics, learned priors", points=(10, 20, 50))
    for engine in ("tomotopy", "topica"):
        yield replace(case, engine=engine, points=(10, 50, 100))
    yield replace(case, engine="topica, mean of 5 samples", points=(150,))
    yield replace(case, engine="topica, CVB0", points=(10,), threads=1)
    for engine in ("gensim LdaMulticore", "gensim LdaModel", "scikit-learn, online"):
        yield replace(case, engine=engine, points=(1, 2))
    yield replace(case, engine="traffic")


def targets() -> Iterator[Job]:
    """Yield what the project's own targets name, one fit each: about three quarters of an hour."""
    ours = (3, 5, 10, 12, 15, 20, 25, 30, 40, 50, 70, 100, 200)
    for k in (20, 100):
        case = Job(f"people-{k}", "people", k, "", 2, (), limit=600.0)
        for threads in (1, 2):
            yield replace(case, engine="topics", points=ours, threads=threads)
            yield replace(case, engine="tomotopy", points=(500,), threads=threads)
        yield replace(case, engine="topics, learned priors", points=ours[2:])
        for engine in ("topica", "topica, mean of 5 samples"):
            yield replace(case, engine=engine, points=(500,))
        if k == 20:
            yield replace(case, engine="gensim LdaMulticore", points=(20,))
        yield replace(case, engine="traffic")
    for k, engine in ((100, "topics"), (400, "topics, batch")):
        case = Job(f"tenfold-{k}", "tenfold", k, "", 2, (), limit=900.0)
        yield replace(case, engine=engine, points=(2, 5, 8, 10, 12, 15, 20, 30, 50))
        for sampler in ("tomotopy", "topica", "topica, mean of 5 samples")[: 3 if k == 100 else 2]:
            yield replace(case, engine=sampler, points=(500,))
    yield replace(case, engine="topics, online", points=CHUNKED[:5])
    yield Job("tenfold-100", "tenfold", 100, "traffic", 2, ())


def full() -> Iterator[Job]:
    """Yield the whole plan."""
    yield from _all_engines(Job("seeds-10", "seeds", 10, "", 2, (), n_seeds=3))
    for k in (20, 100):
        yield from _all_engines(Job(f"people-{k}", "people", k, "", 2, (), n_seeds=3))
    yield from _all_engines(Job("tenfold-100", "tenfold", 100, "", 2, (), limit=900.0))
    yield from _all_engines(Job("tenfold-400", "tenfold", 400, "", 2, (), limit=1800.0))
    for case, k in (("people", 20), ("people", 100), ("tenfold", 100)):
        for threads in (1, 2):
            yield Job(f"{case}-{k}", case, k, "traffic", threads, ())


def _all_engines(case: Job) -> Iterator[Job]:
    """Yield every engine of a case; those that need minutes a pass make few, on few threads."""
    large = case.data == "tenfold"
    # What does not fit the memory budget is fitted online unless asked for; here both are.
    names = ("topics, batch", "topics, online") if case.k == 400 else ("topics",)
    for name in names:
        points = CHUNKED if "online" in name else LARGE if large else PASSES
        for threads in (1, 2):
            yield replace(case, engine=name, points=points, threads=threads)
    if not large:
        # From the pass on that first learns, which takes memory of its own.
        yield replace(case, engine="topics, learned priors", points=PASSES[4:])
    samplers = {
        "tomotopy": SWEEPS,
        "topica": ANEW_LARGE if large else ANEW,
        "topica, mean of 5 samples": (500,) if large else AVERAGED,
    }
    for name, points in samplers.items():
        for threads in (2,) if case.k == 400 else (1, 2):
            yield replace(case, engine=name, points=points, threads=threads)
    once = replace(case, n_seeds=1, limit=200.0)
    if large:
        yield replace(once, engine="topica, CVB0", points=(10, 50), threads=1)
        yield replace(once, engine="gensim LdaMulticore", points=(1, 2, 5))
        return
    yield replace(once, engine="topica, CVB0", points=(5, 10, 20, 50, 100, 500), threads=1)
    yield replace(once, engine="gensim LdaMulticore", points=FEW)
    yield replace(once, engine="gensim LdaModel", points=FEW, threads=1)
    yield replace(once, engine="scikit-learn, online", points=FEW, threads=1)
    yield replace(once, engine="scikit-learn, batch", points=FEW, threads=1)


def _run(job: Job, folder: Path, libraries: Path) -> dict[str, Any]:
    """Measure one engine in a new process; what it says if it fails is the result then."""
    script = HERE / ("traffic.py" if job.engine == "traffic" else "measure.py")
    threads = str(job.threads)
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
    environment = os.environ | dict.fromkeys(names, threads) | {"PYTHONPATH": str(libraries)}
    argument = json.dumps(asdict(job) | {"folder": str(folder)})
    # Scoring and a last fit that takes longer than foreseen stand beside the limit.
    at_most = (3 * job.limit + 300) * job.n_seeds
    try:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", str(script), argument],
            env=environment,
            capture_output=True,
            text=True,
            timeout=at_most,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"not done after {at_most:.0f} s"}
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _machine(libraries: Path) -> dict[str, Any]:
    """Return what the figures hang on: processor, processors, versions."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    versions = {name: metadata.version(name) for name in LIBRARIES}
    for found in metadata.distributions(path=[str(libraries)]):
        versions[found.metadata["Name"]] = found.version
    return {
        "date": date.today().isoformat(),
        "processor": models[0] if models else platform.processor(),
        "n_processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "versions": dict(sorted(versions.items())),
    }


def _arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few minutes: one case, few passes")
    parser.add_argument("--targets", action="store_true", help="what the project's targets name")
    parser.add_argument("--cases", nargs="*", metavar="NAME", help="such as people-20 tenfold-100")
    parser.add_argument("--libraries", type=Path, default=ROOT / ".venv" / "bench")
    parser.add_argument("--out", type=Path, default=ROOT / "reports" / "benchmarks")
    asked = parser.parse_args(given)
    asked.libraries, asked.out = asked.libraries.resolve(), asked.out.resolve()
    return asked


if __name__ == "__main__":
    main()
