"""Three things worth knowing: found by rules, the first of them positive when the data has one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from aspa_analysis.periods import Period
from aspa_analysis.reporting.blocks import Block, Card, Paragraph, Quote
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.evidence import find_evidence
from aspa_analysis.reporting.numbers import show_count, tell_share
from aspa_analysis.reporting.quotes import pick_quotes
from aspa_analysis.reporting.usual_range import FALSE_ALARM_SHARE, find_unusual, reject_false_alarms
from aspa_analysis.reporting.voices import count_notes, count_voices, weigh_voices

FindingKind = Literal["more", "less", "kiitos", "toive", "moite", "kysymys"]
THINGS_COUNT = 3
# Fewer copies of a text are not worth a sentence.
MIN_COPIES_COUNT = 3
# Of the notes of a theme that leads, at least so many are clear examples.
MIN_EVIDENT_SHARE = 0.5
# What one customer said is a quote, not a thing worth everybody's knowing.
MIN_VOICES_COUNT = 2


@dataclass(frozen=True)
class Finding:
    """One thing worth knowing.

    Attributes
    ----------
    kind : str
        More or less feedback than usual, or the theme with most thanks, wishes, criticism or questions.
    theme : str
        Code of the theme.
    count : int
        Notes behind it, tallies counted.
    low, high : int or None
        The usual range, for ``more`` and ``less``.
    """

    kind: FindingKind
    theme: str
    count: int
    low: int | None = None
    high: int | None = None

    @property
    def is_positive(self) -> bool:
        """Whether customers were pleased."""
        return self.kind == "kiitos"


def count_themes(
    notes: pd.DataFrame, themes: tuple[str, ...], *, count: Callable[[pd.DataFrame], int] = count_notes
) -> pd.Series:
    """Count the notes (or the different voices) of each theme.

    Parameters
    ----------
    notes : pandas.DataFrame
        Coded notes with ``voice``.
    themes : tuple of str
        Codes of the themes.
    count : callable
        What is counted of a theme's notes; left out, notes with their tallies.

    Returns
    -------
    pandas.Series
        Count by theme.
    """
    return pd.Series({theme: count(notes[notes[f"theme_{theme}"]]) for theme in themes}, dtype="int64")


def list_earlier_periods(notes: pd.DataFrame, period: Period) -> list[Period]:
    """List the earlier periods of the same length whose every month has notes, newest first.

    A month without a note is one that did not come: it may not make the usual look smaller than it is.
    """
    months = set(notes["month"])
    first = min(months, default=period.months[0])
    periods: list[Period] = []
    earlier = period.previous()
    while earlier.months[0] >= first:
        if months.issuperset(earlier.months):
            periods.append(earlier)
        earlier = earlier.previous()
    return periods


def compare_with_usual(report: Report, notes: pd.DataFrame) -> pd.DataFrame:
    """Compare each theme's share of the notes with its usual share.

    A theme is unusual when its share of all notes is so, by notes and by different voices. More of everything
    is zeal and less of everything a quiet month, which alarm nothing; nor do one customer's many notes or a
    petition.

    Parameters
    ----------
    report : Report
        The report; its period is the one that is judged.
    notes : pandas.DataFrame
        The unit's running feedback of all time, with ``voice``.

    Returns
    -------
    pandas.DataFrame
        As :func:`~aspa_analysis.reporting.usual_range.find_unusual`, by theme; the range is of this many
        notes as the period has.
    """
    periods = [report.period, *list_earlier_periods(notes, report.period)]
    parts = [notes[notes["month"].isin(period.months)] for period in periods]
    return _join_tests([_test_shares(report, parts, count) for count in (count_notes, count_voices)])


def _test_shares(
    report: Report, parts: list[pd.DataFrame], count: Callable[[pd.DataFrame], int]
) -> pd.DataFrame:
    """Test each theme's share of the notes of the first part against the other parts."""
    totals = pd.Series([float(count(part)) for part in parts])
    themes = report.codebook.theme_codes
    counts = pd.DataFrame([count_themes(part, themes, count=count) for part in parts])
    return find_unusual(
        counts.iloc[1:], counts.iloc[0], exposure=totals.iloc[1:], current_exposure=float(totals.iloc[0])
    )


def _join_tests(shares: list[pd.DataFrame]) -> pd.DataFrame:
    """Join the tests of shares: both must point the same way; the first gives the usual range."""
    usual = shares[0]
    if any(test.empty for test in shares):
        return usual.iloc[:0]
    p_values = pd.concat([test["p_value"] for test in shares], axis=1).max(axis=1)
    is_more = pd.concat([test["count"] > test["expected"] for test in shares], axis=1)
    is_higher = is_more.all(axis=1) & (usual["count"] > usual["high"])
    is_lower = ~is_more.any(axis=1) & (usual["count"] < usual["low"])
    stands = reject_false_alarms(p_values.to_numpy(), FALSE_ALARM_SHARE)
    return usual.assign(p_value=p_values, is_unusual=stands & (is_higher | is_lower))


def choose_findings(report: Report, notes: pd.DataFrame, unusual: pd.DataFrame) -> tuple[Finding, ...]:
    """Choose the three things of a digest.

    Parameters
    ----------
    report : Report
        The report.
    notes : pandas.DataFrame
        The period's running feedback, with ``voice``.
    unusual : pandas.DataFrame
        What :func:`compare_with_usual` found.

    Returns
    -------
    tuple of Finding
        At most three: up to two unusual themes, and the most thanked and most wished themes.
    """
    alarms = [_read_alarm(theme, row) for theme, row in _sort_alarms(report, unusual).iterrows()]
    kinds: tuple[FindingKind, ...] = ("kiitos", "moite", "toive", "kysymys")
    thanks = [found for found in (_find_leader(report, notes, "kiitos"),) if found]
    told = {finding.theme for finding in alarms[:2]}
    told |= {finding.theme for finding in thanks}
    others: list[Finding] = []
    for kind in kinds[1:]:
        # Another theme where there is one: three things about one theme would be one thing.
        found = _find_leader(report, notes, kind, passed=told) or _find_leader(report, notes, kind)
        if found:
            others.append(found)
            told.add(found.theme)
    return tuple([*thanks, *alarms[:2], *others][:THINGS_COUNT])


def _sort_alarms(report: Report, unusual: pd.DataFrame) -> pd.DataFrame:
    alarms = unusual[unusual["is_unusual"].astype(bool)]
    if report.audience == "public":
        alarms = alarms[alarms["count"] >= report.settings.disclosure.threshold_count]
    return alarms.sort_values("p_value", kind="stable")


def _read_alarm(theme: object, row: pd.Series) -> Finding:
    kind: FindingKind = "more" if row["count"] > row["high"] else "less"
    return Finding(kind, str(theme), int(row["count"]), int(row["low"]), int(row["high"]))


def _find_leader(
    report: Report, notes: pd.DataFrame, kind: FindingKind, passed: Collection[str] = ()
) -> Finding | None:
    """Find the theme with most thanks, wishes, criticism or questions, of those that have clear examples."""
    own = notes[notes[f"kind_{kind}"]]
    clear = own[find_evidence(own, kind)]
    # "Muu" is no theme that one could talk about.
    themes = tuple(theme for theme in report.codebook.theme_codes if theme not in {"muu", *passed})
    weights = count_themes(own, themes, count=weigh_voices)
    least = report.settings.disclosure.threshold_count if report.audience == "public" else MIN_VOICES_COUNT
    has_voices = count_themes(clear, themes, count=count_voices) >= least
    is_evident = count_themes(clear, themes, count=weigh_voices) >= weights * MIN_EVIDENT_SHARE
    leading = weights[has_voices & is_evident]
    if leading.empty:
        return None
    theme = str(leading.idxmax())
    return Finding(kind, theme, count_notes(own[own[f"theme_{theme}"]]))


def describe_findings(
    report: Report, notes: pd.DataFrame, findings: tuple[Finding, ...], used: set[str]
) -> list[Block]:
    """Tell the three things, each with its evidence, a customer's words and two questions.

    Parameters
    ----------
    report : Report
        The report.
    notes : pandas.DataFrame
        The period's running feedback, with ``voice``.
    findings : tuple of Finding
        What was chosen.
    used : set of str
        Texts that the page has quoted already; the new ones are added.

    Returns
    -------
    list of Block
        A card each; before them a sentence when nothing differed from the usual.
    """
    cards: list[Block] = []
    for finding in findings:
        own = select_notes(notes, finding)
        # A customer's words do not show that there were few of them.
        is_less = finding.kind == "less"
        quotes = [] if is_less else pick_quotes(report, own, max_count=1, used=used, kind=finding.kind)
        cards.append(_make_card(report, notes, finding, tuple(quotes)))
    return cards or [Paragraph(report.say("digest.nothing_stands_out"))]


def select_notes(notes: pd.DataFrame, finding: Finding) -> pd.DataFrame:
    """Select the notes behind a finding."""
    own = notes[notes[f"theme_{finding.theme}"]]
    return own if finding.kind in ("more", "less") else own[own[f"kind_{finding.kind}"]]


def name_finding(report: Report, finding: Finding) -> str:
    """Tell a finding in one sentence."""
    about = report.wording.about(finding.theme, report.name_theme(finding.theme))
    return report.say(
        f"finding.{finding.kind}",
        about=about,
        About=about[:1].upper() + about[1:],
        count=finding.count,
        low=finding.low or 0,
        high=finding.high or 0,
    )


def _make_card(report: Report, notes: pd.DataFrame, finding: Finding, quotes: tuple[Quote, ...]) -> Card:
    evidence = (report.say("digest.where_seen"), tuple(_tell_evidence(report, notes, finding)))
    questions = tuple(report.say(f"questions.{finding.kind}.{number}") for number in ("first", "second"))
    return Card(
        name_finding(report, finding), (evidence, (report.say("digest.what_to_do"), questions)), quotes
    )


def _tell_evidence(report: Report, notes: pd.DataFrame, finding: Finding) -> list[str]:
    about = notes[notes[f"theme_{finding.theme}"]]
    count, total = count_notes(about), count_notes(notes)
    told = [report.say("digest.mentioned", count=count, total=total, share=tell_share(report, count, total))]
    kinds = {kind: count_notes(about[about[f"kind_{kind}"]]) for kind in report.codebook.kind_codes}
    named = [
        report.say(f"digest.of_kind.{kind}", count=number, number=show_count(report, number))
        for kind, number in kinds.items()
        if number
    ]
    told += [report.say("digest.of_these", kinds=report.wording.join(named))] if named else []
    own = select_notes(notes, finding)
    if len(own) - count_voices(own) >= MIN_COPIES_COUNT:
        told.append(report.say("digest.same_voice", rows=len(own), voices=count_voices(own)))
    return told
