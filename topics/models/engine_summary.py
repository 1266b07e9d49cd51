"""The text of ``topics engines``: what each engine promises, cannot promise and needs."""

from __future__ import annotations

from importlib import metadata

from topics.console import wrap
from topics.display.view import say
from topics.engines import ENGINES, EXCEPTIONS, Engine
from topics.text_tables import grid

__all__ = ["engine_summary"]

_WIDTH = 80


def engine_summary() -> str:
    """Return the text of ``topics engines``: each engine with its library, promise and limits.

    Returns
    -------
    str
        One paragraph per engine, in the order of ``ENGINES``; ends with a newline.
    """
    width = _WIDTH - max(map(len, ENGINES)) - 2
    rows = []
    for name, engine in ENGINES.items():
        first, *others = (line for text in _sentences(engine) for line in wrap(text, width))
        rows += [(name, first), *(("", line) for line in others), ("", "")]
    return "\n".join(grid(rows[:-1])) + "\n"


def _sentences(engine: Engine) -> list[str]:
    library = _library(engine)
    found = [
        say(engine.promise_zh or engine.promise, engine.promise),
        say(f"程序库：{library}。", f"Library: {library}."),
        *_takes(engine),
        *(
            say(f"不能保证：{zh}。", f"Cannot promise {en}.")
            for what, (zh, en) in EXCEPTIONS.items()
            if what in engine.cannot
        ),
    ]
    if (n := engine.sure_starts) < 10:
        found.append(
            say(
                f"三个话题各有专用的词时，十个起点中至少 {n} 个能找全，其余可能合并两个话题。",
                f"Finds three topics with private words from at least {n} starts of ten; from the"
                " others two topics may merge.",
            )
        )
    if engine.bits_depend_on_processor:
        found.append(
            say(
                "数值的末几位取决于处理器的指令集，见 run.json。",
                "The last digits depend on the processor's instruction set; see run.json.",
            )
        )
    return [*found, _starts(engine)]


def _takes(engine: Engine) -> list[str]:
    takes = [say("种子词", "seed words")] * engine.takes_seeds
    takes += [say("嵌入向量", "embeddings")] * engine.takes_embeddings
    return [say("可使用", "Takes ") + say("和", " and ").join(takes) + say("。", ".")] * bool(takes)


def _starts(engine: Engine) -> str:
    if not engine.objective:
        return say(
            "只有一个起点，因为随机种子对它几乎没有影响。",
            "Makes one start, since a random seed hardly changes it.",
        )
    return say(
        f"有多个起点时，取目标值（{engine.objective_zh or engine.objective}）最高的一个。",
        f"Of several starts the one with the highest {engine.objective} is kept.",
    )


def _library(engine: Engine) -> str:
    if not engine.library:
        return say("本软件自带", "our own")
    try:
        return f"{engine.library} {metadata.version(engine.library)}"
    except metadata.PackageNotFoundError:
        install = f"pip install 'topics-zh[{engine.extra}]'"
        return say(
            f"{engine.library}（未安装：{install}）", f"{engine.library}, not installed: {install}"
        )
