"""Which customers' words lead a section, and whose criticism is not repeated."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aspa_analysis.disclosure import select_quotes
from aspa_analysis.reporting.blocks import Quote
from aspa_analysis.reporting.context import Report

# Criticism of this theme may be of a person's conduct.
CONDUCT_THEME = "palvelu"
_MIN_WORDS_COUNT = 4
_PLAIN_TONES = {"kiitos": 1, "moite": -1}


def is_small_staff(report: Report, staff_count: int) -> bool:
    """Tell whether so few work somewhere that a team means a person; an unknown number counts as few."""
    return report.audience != "analyst" and staff_count < report.settings.disclosure.min_staff_count


def hide_conduct(report: Report, notes: pd.DataFrame) -> pd.DataFrame:
    """Take criticism of service in small staffs out of the theme's numbers and out of the quotes.

    It is taken out of every unit's numbers alike, so that no difference between a region and its other
    libraries tells it. At a service point with few members of staff such notes count but are not quoted.

    Parameters
    ----------
    report : Report
        The report; the analyst sees everything.
    notes : pandas.DataFrame
        Coded notes.

    Returns
    -------
    pandas.DataFrame
        The notes with ``is_conduct`` and ``is_quotable``; ``theme_palvelu`` (and ``kind_moite`` of a note
        about nothing else) is False where it may not count.
    """
    theme = f"theme_{CONDUCT_THEME}"
    if theme not in notes.columns:
        return notes.assign(is_conduct=False, is_quotable=True)
    small, desks = _list_small_places(report)
    is_critical = notes[theme] & (notes["kind_moite"] | notes["tone"].lt(0))
    is_conduct = is_critical & notes["library"].isin(small)
    others = [c for c in notes.columns if c.startswith("theme_") and c != theme]
    # A note about nothing else would still show itself in the sum of the criticism.
    is_lone = is_conduct & ~notes[others].any(axis=1)
    return notes.assign(
        **{theme: notes[theme] & ~is_conduct, "kind_moite": notes["kind_moite"] & ~is_lone},
        is_conduct=is_conduct,
        is_quotable=~is_conduct & ~(is_critical & notes["service_point"].isin(desks)),
    )


def _list_small_places(report: Report) -> tuple[list[str], list[str]]:
    """List the libraries and the service points with few members of staff."""
    libraries = report.registry.library
    small = [m.id for m in libraries if is_small_staff(report, m.staff_count)]
    points = [point for m in libraries for point in m.service_point]
    return small, [p.id for p in points if is_small_staff(report, p.staff_count)]


def rank_quotes(notes: pd.DataFrame, kind: str | None = None) -> pd.DataFrame:
    """Order notes for quoting: plain examples of typical length first, a few words last.

    Parameters
    ----------
    notes : pandas.DataFrame
        Coded notes of one group with ``voice`` and ``is_quotable``.
    kind : str, optional
        The kind that they are to show: notes of the other tone, or of two themes, come later.

    Returns
    -------
    pandas.DataFrame
        The quotable notes, each voice once.
    """
    fit = notes[~notes["is_nonanswer"] & notes["is_quotable"]]
    if fit.empty:
        return fit
    words = fit["text"].str.count(r"\S+")
    typical = max(float(words.median()), float(_MIN_WORDS_COUNT))
    distance = np.abs(np.log(words / typical)) + words.lt(_MIN_WORDS_COUNT) * 10.0
    distance += _measure_doubt(fit, kind)
    ordered = fit.assign(_distance=distance).sort_values(["_distance", "feedback_id"], kind="stable")
    return ordered.drop_duplicates("voice").drop(columns="_distance")


def _measure_doubt(notes: pd.DataFrame, kind: str | None) -> pd.Series:
    """Measure how far a note is from a plain example of its kind: another tone, or several themes."""
    themes = notes[[c for c in notes.columns if c.startswith("theme_")]].sum(axis=1)
    tone = _PLAIN_TONES.get(kind or "")
    is_other = notes["tone"].ne(tone) if tone is not None else pd.Series(data=False, index=notes.index)
    return is_other * 3.0 + themes.gt(1) * 0.5


def pick_quotes(
    report: Report, notes: pd.DataFrame, *, max_count: int, used: set[str], kind: str | None = None
) -> list[Quote]:
    """Pick the quotes of a group of notes.

    Parameters
    ----------
    report : Report
        The report, for its audience.
    notes : pandas.DataFrame
        Notes of one group.
    max_count : int
        Quotes at most.
    used : set of str
        Texts that the page has quoted already; the new ones are added.
    kind : str, optional
        The kind that the quotes are to show.

    Returns
    -------
    list of Quote
        Different voices, none quoted before.
    """
    ranked = rank_quotes(notes, kind)
    fresh = ranked[~ranked["text"].map(_fold).isin(used)] if len(ranked) else ranked
    if fresh.empty:
        return []
    chosen = fresh.loc[select_quotes(fresh, audience=report.audience, n=max_count).index]
    used.update(chosen["text"].map(_fold))
    rows = zip(chosen["text"], chosen["lang"], chosen["similar_count"], strict=True)
    return [Quote(str(text), str(lang), _tell_tally(report, int(tally))) for text, lang, tally in rows]


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def _tell_tally(report: Report, tally: int) -> str:
    if tally < 2 or (report.audience == "public" and tally < report.settings.disclosure.threshold_count):
        return ""
    return report.say("digest.times", count=tally)
