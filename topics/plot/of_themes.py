"""Plots of themes: shares, ribbons, speeches."""

from __future__ import annotations

from topics.messages import Language
from topics.plot import sources
from topics.plot.making import WIDTH, Plot, Width, sized
from topics.report.figures import catalogue
from topics.report.figures import plot_tables as tables
from topics.runs.store import Run
from topics.themes.coded import CodedParagraphs

__all__ = ["ribbons", "theme_by_speech", "theme_shares"]


def theme_shares(
    source: Run | CodedParagraphs, *, width: Width = WIDTH, language: Language | None = None
) -> Plot:
    """Plot the share of each theme with its 95% interval over speeches.

    Parameters
    ----------
    source : Run or CodedParagraphs
    width : str or float, default "170mm"
        With its unit, e.g. ``"85mm"``; a number is in millimetres.
    language : {"zh", "en"}, optional
        Language of the labels; by default that of `topics.options` in a notebook, Chinese in files.

    Returns
    -------
    Plot
        Its table has one row per theme, largest first, none of them last: theme, zh, en, share,
        low, high.

    Raises
    ------
    ModelError
        If there are no themes, or the width or language is not one of those allowed.
    WrongTypeError
        If ``source`` is of another type.

    See Also
    --------
    topics.code : Code paragraphs with the themes of a codebook.
    topics.plot.theme_by_speech : Plot the themes of each speech.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["推动企业投资，发展工业产业。"])
    >>> coded = topics.code(corpus, topics.load_codebook())
    >>> plot = topics.plot.theme_shares(coded)
    >>> plot.table["theme"].iloc[0]
    'economic_work'
    """
    return sized(catalogue.theme_shares(sources.themes_of(source)), width, language)


def ribbons(
    source: Run | CodedParagraphs, *, width: Width = WIDTH, language: Language | None = None
) -> Plot:
    """Plot each speech as a ribbon of its paragraphs, coloured by theme; at most 40 speeches.

    Parameters
    ----------
    source : Run or CodedParagraphs
    width, language : optional
        As of `theme_shares`.

    Returns
    -------
    Plot
        Its table has one row per paragraph of running text: speech, label, paragraph, begin, end
        (as shares of the speech), theme, zh, en, colour.

    See Also
    --------
    topics.code : Code paragraphs with the themes of a codebook.
    topics.plot.theme_by_speech : Plot the themes of each speech.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["推动企业投资，发展工业产业。"])
    >>> coded = topics.code(corpus, topics.load_codebook())
    >>> plot = topics.plot.ribbons(coded)
    >>> plot.table["theme"].tolist()
    ['economic_work']
    """
    themes = sources.themes_of(source)
    parts = sources.speeches_of(source), sources.paragraphs_of(source)
    titles = ("各篇讲话逐段的主题", "Themes of the paragraphs of each speech")
    plot = catalogue.plotted("ribbons", *titles, tables.ribbon_table(themes, *parts), "ribbons")
    return sized(plot, width, language)


def theme_by_speech(
    source: Run | CodedParagraphs, *, width: Width = WIDTH, language: Language | None = None
) -> Plot:
    """Plot the share of each theme in each speech as a heat map; at most 40 speeches, the longest.

    Parameters
    ----------
    source : Run or CodedParagraphs
    width, language : optional
        As of `theme_shares`.

    Returns
    -------
    Plot
        Its table has one row per speech and theme: speech, label, theme, zh, en, share.

    See Also
    --------
    topics.plot.theme_shares : Plot the share of each theme.
    topics.plot.ribbons : Plot the themes of each paragraph.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["推动企业投资，发展工业产业。"])
    >>> coded = topics.code(corpus, topics.load_codebook())
    >>> plot = topics.plot.theme_by_speech(coded)
    >>> plot.table["speech"].unique().tolist()
    [1]
    """
    themes, speeches = sources.themes_of(source), sources.speeches_of(source)
    return sized(catalogue.theme_by_speech(themes, speeches), width, language)
