"""Which customers' words lead a section, and whose criticism is not repeated."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from aspa_analysis.disclosure import load_lexicon, select_quotes
from aspa_analysis.reporting.blocks import Quote
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.evidence import find_evidence, measure_coding_doubt

# Criticism of this theme may be of a person's conduct.
CONDUCT_THEME = "palvelu"
# Behind this theme there is often one driver.
DRIVER_THEME = "kirjastoauto"
KINDS = ("kiitos", "toive", "moite", "kysymys")
_MIN_WORDS_COUNT = 4
_CLOSING = re.compile(
    r"\s+(?:(?:ystävällisin |parhain |hyvin |kesäisin )?(?:terve(?:isin|hdyksin)|terkuin|terkut)\b"
    r"|t\.|tv\.|-+ ?\[nimi\]|yst\. ?terv\."
    r"|lähetetty\s+\w+|hankitt?u outlook|(?:med )?vänlig(?:a)? hälsning|mvh\b|skickat från|sent from|"
    r"(?:best|kind) regards).*\Z",
    re.IGNORECASE | re.DOTALL,
)


def is_small_staff(report: Report, staff_count: int) -> bool:
    """Tell whether so few work somewhere that a team means a person; an unknown number counts as few."""
    return report.audience != "analyst" and staff_count < report.settings.disclosure.min_staff_count


def hide_conduct(report: Report, notes: pd.DataFrame) -> pd.DataFrame:
    """Take what may be criticism of a person out of the theme's numbers and out of the quotes.

    In a small staff a note about service counts and is quoted only when it is clearly thanks: coding errs,
    and criticism taken for a wish would still be of one person. It is taken out of every unit's numbers
    alike, so that no difference between a region and its other libraries tells it. At a service point with
    few members of staff, and of the mobile library with its one driver, such notes count but are not quoted.

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
    is_thanks = find_evidence(notes, "kiitos")
    in_small = notes["library"].isin(small)
    is_conduct = notes[theme] & ~is_thanks & in_small
    others = [c for c in notes.columns if c.startswith("theme_") and c != theme]
    # A note about nothing else would still show itself in the sum of the criticism.
    is_lone = is_conduct & ~notes[others].any(axis=1)
    is_of_driver = _is_of_driver(report, notes)
    is_near = in_small | notes["service_point"].isin(desks) | is_of_driver
    names_person = notes[theme] | notes["text"].map(load_lexicon("conduct").is_in).astype(bool)
    names_person |= is_of_driver & (notes["kind_moite"] | notes["tone"].lt(0))
    return notes.assign(
        **{theme: notes[theme] & ~is_conduct, "kind_moite": notes["kind_moite"] & ~is_lone},
        is_conduct=is_conduct,
        is_quotable=~(is_near & names_person & ~is_thanks) & ~_is_rare_language(report, notes),
    )


def _is_of_driver(report: Report, notes: pd.DataFrame) -> pd.Series:
    """Tell which notes are of the mobile library: one driver stands behind it."""
    if report.audience == "analyst" or f"theme_{DRIVER_THEME}" not in notes.columns:
        return pd.Series(data=False, index=notes.index)
    return notes[f"theme_{DRIVER_THEME}"]


def _is_rare_language(report: Report, notes: pd.DataFrame) -> pd.Series:
    """Tell which notes are in a language that fewer use than may be told: their writer would be known."""
    if report.audience == "analyst" or notes.empty:
        return pd.Series(data=False, index=notes.index)
    counts = notes["lang"].value_counts()
    rare = counts[counts < report.settings.disclosure.threshold_count].index.difference([counts.idxmax()])
    return notes["lang"].isin(rare)


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
        The kind that they are to show: only clear examples of it are left.

    Returns
    -------
    pandas.DataFrame
        The quotable notes, each voice once; a text with a redaction mark only where there is no other.
    """
    fit = notes[~notes["is_nonanswer"] & notes["is_quotable"]]
    if kind in KINDS:
        fit = fit[find_evidence(fit, str(kind))]
    is_whole = fit["redacted_count"].fillna(0).eq(0)
    fit = fit[is_whole] if is_whole.any() else fit
    if fit.empty:
        return fit
    words = fit["text"].str.count(r"\S+")
    typical = max(float(words.median()), float(_MIN_WORDS_COUNT))
    distance = np.abs(np.log(words / typical)) + words.lt(_MIN_WORDS_COUNT) * 10.0
    themes = fit[[c for c in fit.columns if c.startswith("theme_")]].sum(axis=1)
    distance += themes.gt(1) * 0.5 + measure_coding_doubt(fit)
    ordered = fit.assign(_distance=distance).sort_values(["_distance", "feedback_id"], kind="stable")
    return ordered.drop_duplicates("voice").drop(columns="_distance")


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
    fresh = _drop_special(report, fresh)
    if fresh.empty:
        return []
    chosen = fresh.loc[select_quotes(fresh, audience=report.audience, n=max_count).index]
    used.update(chosen["text"].map(_fold))
    rows = zip(chosen["text"], chosen["lang"], chosen["similar_count"], strict=True)
    return [
        Quote(strip_closing(str(text)), str(lang), _tell_tally(report, int(tally)))
        for text, lang, tally in rows
    ]


def _drop_special(report: Report, notes: pd.DataFrame) -> pd.DataFrame:
    """Drop special categories of personal data where the readers are few and know their customers."""
    if report.audience == "analyst" or notes.empty:
        return notes
    in_small = notes["library"].isin(_list_small_places(report)[0])
    return notes[~(in_small & notes["text"].map(load_lexicon().is_in).astype(bool))]


def strip_closing(text: str) -> str:
    """Strip the closing of an e-mail and the line that a telephone adds."""
    return _CLOSING.sub("", text).rstrip() or text


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def _tell_tally(report: Report, tally: int) -> str:
    if tally < 2 or (report.audience == "public" and tally < report.settings.disclosure.threshold_count):
        return ""
    return report.say("digest.times", count=tally)
