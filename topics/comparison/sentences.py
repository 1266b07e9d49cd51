"""The findings of a comparison in sentences: Chinese and English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from topics.comparison.lineages import PairOfModels
from topics.report.labels import engine_name

__all__ = ["KINDS", "Sentence", "findings_of"]

Sentence = tuple[str, str]
"""In Chinese and in English."""

N_NAMED = 12
"""Maximum number of topics, themes or files that a sentence names."""
GROWTH = 0.01
"""Minimum change of the share of a theme that is mentioned."""
TOPIC_GROWTH = 0.02
"""Minimum change of the share of a topic that is mentioned."""
SAME = 1e-6
"""Maximum change of a share by rounding."""
KINDS = {
    "source": ("文件", "files"),
    "input": ("标注、元数据等", "other inputs"),
    "setting": ("设置", "settings"),
    "codebook": ("编码本", "codebook"),
    "dictionary": ("用户词典", "dictionary"),
    "stop_words": ("停用词", "stop words"),
    "coder": ("编码器", "coder"),
    "package": ("程序自带的词表与默认设置", "lists and defaults of the package"),
    "version": ("软件版本", "versions"),
}
"""Kinds of differences, in order."""


def findings_of(
    pairs: Sequence[PairOfModels],
    shares: pd.DataFrame,
    n_changed: int,
    n_coded: int,
    only: tuple[int, int],
    differences: pd.DataFrame,
) -> tuple[tuple[Sentence, ...], ...]:
    """Return the main facts of a comparison: of models, topics, shares, paragraphs and causes.

    Parameters
    ----------
    pairs : sequence of PairOfModels
    shares, differences : DataFrame
        The tables.
    n_changed, n_coded : int
        Paragraphs with another theme, of those that were coded in both runs.
    only : (int, int)
        Paragraphs that only A and only B has.
    """
    groups = (
        _reseeding(pairs),
        topic_sentences(pairs[0]) if pairs and not pairs[0].is_same else (),
        share_sentences(shares),
        _paragraphs(n_changed, n_coded, only),
        [_causes(differences)],
    )
    return tuple(group for group in map(tuple, groups) if group)


def _reseeding(pairs: Sequence[PairOfModels]) -> Iterator[Sentence]:
    """Yield whether models are the same, and whether they differ by more than reseeding."""
    if not pairs:
        yield "两次运行没有可以比较的模型。", "The runs have no models that can be compared."
    for pair in pairs:
        zh, en = (engine_name(pair.engine.replace("/", "+"), lang) for lang in ("zh", "en"))
        zh, en = (f"{zh}：", f"{en}: ") if len(pairs) > 1 else ("", "")
        no_more, p = pair.lineage.no_more_than_reseeding, f"p = {pair.lineage.p:.3f}"
        if pair.is_same:
            yield f"{zh}两个模型相同。", f"{en}The two models are the same."
        elif no_more is None:
            yield (
                f"{zh}两个模型的起点太少，无法判断其差别是否超出更换随机种子的影响。",
                f"{en}The two models have too few starts to say whether their difference is more"
                " than reseeding.",
            )
        elif no_more:
            yield (
                f"{zh}两个模型的差别不超出更换随机种子的影响（{p}）。",
                f"{en}The difference between the two models is no more than reseeding ({p}).",
            )
        else:
            yield (
                f"{zh}两个模型的差别超出更换随机种子的影响（{p}）。",
                f"{en}The difference between the two models is more than reseeding ({p}).",
            )


def topic_sentences(pair: PairOfModels) -> Iterator[Sentence]:
    """Yield which topics go on, grow, shrink, are born, dead, split and merged, by name."""
    table = pair.lineage.table
    on = table[table["state"].isin(["kept", "moved"])]
    n = len(pair.names_a)
    keep_ids = len(on) > 0 and (on["parent"] == on["child"]).all()
    yield _named(
        pair, on, "b",
        f"{n} 个话题中有 {len(on)} 个延续{'，编号不变' if keep_ids else ''}",
        f"{len(on)} of {n} topics go on{' under the same ids' if keep_ids else ''}",
    )  # fmt: skip
    for state, side, zh, en in (
        ("born", "b", "新出现", "Born"),
        ("split", "b", "从别的话题分出", "Split off"),
        ("merged", "a", "并入别的话题", "Merged into another"),
        ("dead", "a", "消失", "Dead"),
    ):
        rows = table[table["state"] == state]
        if len(rows):
            yield _named(
                pair, rows, side, f"{zh} {len(rows)} 个", f"{en} ({len(rows)})", state=state
            )
    change = on["share_after"] - on["share_before"]
    if pair.lineage.no_more_than_reseeding:
        change *= 0.0  # shares also change with the seed
    for rows, zh, en in (
        (on[change >= TOPIC_GROWTH], "份额增加的", "Growing"),
        (on[change <= -TOPIC_GROWTH], "份额减少的", "Shrinking"),
    ):
        if len(rows):
            yield _named(pair, rows, "b", zh, en, with_shares=True)


def _named(
    pair: PairOfModels,
    rows: pd.DataFrame,
    side: str,
    zh: str,
    en: str,
    *,
    with_shares: bool = False,
    state: str = "",
) -> Sentence:
    """Return a sentence that ends with names of topics."""
    column, names = ("child", pair.names_b) if side == "b" else ("parent", pair.names_a)
    if not len(rows):
        return f"{zh}。", f"{en}."
    found: tuple[list[str], list[str]] = ([], [])
    for row in rows.to_dict("records"):
        for language in (0, 1):
            found[language].append(
                f"{int(row[column])} {names[int(row[column])][language]}"
                f"{_about(pair, row, state, language, with_shares=with_shares)}"
            )
    return f"{zh}：{_list(found[0], '、', ' 等')}。", f"{en}: {_list(found[1], ', ', ' and more')}."


def _list(names: Sequence[str], comma: str, more: str) -> str:
    return comma.join(names[:N_NAMED]) + (more if len(names) > N_NAMED else "")


def _about(
    pair: PairOfModels, row: dict[Any, Any], state: str, language: int, *, with_shares: bool
) -> str:
    """Return the text in brackets after a topic's name: shares, origin, whether by chance."""
    parts: list[str] = []
    if with_shares:
        parts.append(f"{row['share_before']:.1%} → {row['share_after']:.1%}")
    if state in ("born", "dead"):
        parts.append(f"{row['share_after' if state == 'born' else 'share_before']:.1%}")
    if state == "split":
        origin = int(row["parent"])
        name = pair.names_a[origin][language]
        parts.append((f"出自 {origin} {name}", f"from {origin} {name}")[language])
    if state == "merged":
        into = int(row["child"])
        name = pair.names_b[into][language]
        parts.append((f"并入 {into} {name}", f"into {into} {name}")[language])
    if state and not pd.isna(row["beyond_reseeding"]) and not row["beyond_reseeding"]:
        parts.append(("更换随机种子也会如此", "no more than reseeding")[language])
    if not parts:
        return ""
    return f"（{'；'.join(parts)}）" if language == 0 else f" ({'; '.join(parts)})"


def share_sentences(shares: pd.DataFrame) -> Iterator[Sentence]:
    """Yield the shares of themes that changed beyond their interval, and those within it."""
    known = shares[shares["difference"].notna()]
    if known.empty:
        if len(shares):
            yield "两次运行没有共同的主题。", "The runs have no theme in common."
        return
    if not (known["difference"].abs() > SAME).any():
        yield "各主题的份额相同。", "The shares of the themes are the same."
        return
    outside = known[known["outside"]]
    if outside.empty:
        yield "各主题份额的变化都没有超出区间。", "No theme's share changes beyond its interval."
    else:
        yield _moved(outside, "份额变化超出区间的", "Shares that change beyond their interval")
    within = known[~known["outside"]]
    for which, zh, en in (
        (
            within["difference"] >= GROWTH,
            "增加、但仍在区间之内的",
            "Larger, within the interval",
        ),
        (
            within["difference"] <= -GROWTH,
            "减少、但仍在区间之内的",
            "Smaller, within the interval",
        ),
    ):
        if which.any():
            yield _moved(within[which], zh, en)


def _moved(rows: pd.DataFrame, zh: str, en: str) -> Sentence:
    """Return a sentence that ends with themes and their shares, the largest change first."""
    order = rows["difference"].abs().sort_values(ascending=False, kind="stable").index
    found: list[Sentence] = []
    for row in rows.loc[order].to_dict("records"):
        numbers = f"{row['share_a']:.1%} → {row['share_b']:.1%}"
        found.append((f"{row['zh']}（{numbers}）", f"{row['en']} ({numbers})"))
    names = [name for name, _ in found], [name for _, name in found]
    return f"{zh}：{_list(names[0], '、', ' 等')}。", f"{en}: {_list(names[1], ', ', ' and more')}."


def _paragraphs(n_changed: int, n_coded: int, only: tuple[int, int]) -> Iterator[Sentence]:
    if n_coded and not n_changed:
        yield (
            f"两次都编码的 {n_coded:,} 段，主题都没有变。",
            f"None of {n_coded:,} paragraphs coded in both runs has another theme.",
        )
    elif n_coded:
        share = n_changed / n_coded
        yield (
            f"两次都编码的 {n_coded:,} 段中，{n_changed:,} 段换了主题（{share:.1%}）。",
            f"Of {n_coded:,} paragraphs coded in both runs {n_changed:,} have another theme"
            f" ({share:.1%}).",
        )
    for n, zh, en in zip(only, ("前者", "后者"), ("first", "second"), strict=True):
        if n:
            yield f"只在{zh}的有 {n:,} 段。", f"Paragraphs only in the {en} run: {n:,}."


def _causes(differences: pd.DataFrame) -> Sentence:
    """Return the differences besides the results, with the number of each kind."""
    n = Counter(differences["kind"])
    if not n:
        return (
            "文件、设置、编码本、词表与软件版本都相同。",
            "Files, settings, codebook, word lists and versions are the same.",
        )
    zh = "、".join(f"{KINDS[kind][0]} {n[kind]} 处" for kind in KINDS if n[kind])
    en = ", ".join(f"{KINDS[kind][1]} ({n[kind]})" for kind in KINDS if n[kind])
    return f"此外不同的有：{zh}。", f"Other differences: {en}."
