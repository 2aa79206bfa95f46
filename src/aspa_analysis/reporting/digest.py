"""The digest (*Palautekooste*): what customers said in a period, thanks first, words before charts."""

from __future__ import annotations

import pandas as pd

from aspa_analysis.disclosure import choose_period
from aspa_analysis.reporting.blocks import Block, BulletList, Heading, Paragraph, Quote, Quotes
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.numbers import is_hidden_count, show_count, tell_share
from aspa_analysis.reporting.quotes import hide_conduct, is_small_staff, pick_quotes
from aspa_analysis.reporting.three_things import Finding, count_themes, name_finding
from aspa_analysis.reporting.voices import count_notes, mark_voices, weigh_voices

THEMES_PER_KIND_COUNT = 3
QUOTES_PER_THEME_COUNT = 2


def load_running_notes(report: Report) -> pd.DataFrame:
    """Load the unit's running feedback of all time, with the number of each note's voice.

    The open answers of surveys belong to the survey's own report; they are taken only when there is no
    other feedback at all.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    pandas.DataFrame
        Coded notes with ``voice`` and ``is_quotable``.
    """
    notes = report.all_notes()
    running = notes[notes["collected_via"] != "kysely"]
    chosen = (notes if running.empty else running).reset_index(drop=True)
    return hide_conduct(report, chosen.assign(voice=mark_voices(chosen)))


def select_period(report: Report, notes: pd.DataFrame) -> pd.DataFrame:
    """Select the notes of the report's period."""
    return notes[notes["month"].isin(report.period.months)].reset_index(drop=True)


def lengthen_period(report: Report, notes: pd.DataFrame) -> tuple[Report, str]:
    """Lengthen the report's period until it has enough notes.

    Parameters
    ----------
    report : Report
        The report over the period that was asked for.
    notes : pandas.DataFrame
        The unit's running feedback of all time.

    Returns
    -------
    tuple of (Report, str)
        The report over the shortest period that has enough, and why it is longer than asked, or "".
    """
    chosen = choose_period(
        notes.groupby("month")["similar_count"].sum(),
        report.period,
        min_count=report.settings.reports.min_notes_count,
        language=report.language,
        threshold=report.settings.disclosure.threshold_count if report.audience == "public" else None,
    )
    return report.replace_period(chosen.period), chosen.reason or ""


def describe_opening(report: Report, notes: pd.DataFrame, reason: str) -> list[Block]:
    """Tell how many notes there are, and why the period is longer than asked when it is.

    Parameters
    ----------
    report : Report
        The report over the period that is shown.
    notes : pandas.DataFrame
        The notes of that period.
    reason : str
        What :func:`lengthen_period` gave.

    Returns
    -------
    list of Block
        Paragraphs.
    """
    if notes.empty:
        period = report.wording.period(report.period)
        return [
            Paragraph(report.say("digest.empty", period=period), "lead"),
            Paragraph(report.say("digest.empty_help")),
        ]
    count = count_notes(notes)
    period = report.wording.period(report.period)
    named = period[:1].upper() + period[1:]
    opening = report.say("digest.opening", count=count, number=show_count(report, count), Period=named)
    blocks: list[Block] = [Paragraph(opening, "lead")]
    if reason:
        blocks.append(Paragraph(reason, "note"))
    return [*blocks, *_tell_small_staff(report)]


def _tell_small_staff(report: Report) -> list[Block]:
    """Say whose criticism of service is left out, whether there is any or not: the note tells nothing."""
    staff = {m.id: m.staff_count for m in report.registry.library}
    if not any(is_small_staff(report, staff.get(library, 0)) for library in report.unit.library_ids):
        return []
    key = "digest.small_staff" if report.unit.level == "library" else "digest.small_members"
    return [Paragraph(report.say(key, least=report.settings.disclosure.min_staff_count), "note")]


def describe_quiet(report: Report, unusual: pd.DataFrame, findings: tuple[Finding, ...]) -> list[Block]:
    """Say that nothing differed from the usual, when that was tested and is so."""
    if unusual.empty or unusual["is_unusual"].any():
        return []
    thanked = [finding for finding in findings if finding.kind == "kiitos"]
    text = report.say("digest.quiet", when=report.say(f"in_period.{report.period.step}"))
    if thanked:
        about = report.wording.about(thanked[0].theme, report.name_theme(thanked[0].theme))
        text += " " + report.say("digest.most_thanked", about=about)
    return [Paragraph(text)]


def describe_kind(report: Report, notes: pd.DataFrame, kind: str, used: set[str]) -> list[Block]:
    """Show what customers thanked for, wished, criticised or asked: by theme, in their own words.

    Parameters
    ----------
    report : Report
        The report.
    notes : pandas.DataFrame
        The period's notes.
    kind : {"kiitos", "toive", "moite", "kysymys"}
        Which section.
    used : set of str
        Texts that the page has quoted already; the new ones are added.

    Returns
    -------
    list of Block
        A sentence of how many, then the leading themes with quotes.
    """
    own = notes[notes[f"kind_{kind}"]]
    if own.empty:
        return [Paragraph(report.say(f"section.{kind}.none"))]
    blocks: list[Block] = [Paragraph(_tell_kind(report, count_notes(own), count_notes(notes), kind))]
    for theme in _list_leading_themes(report, own):
        quotes = pick_quotes(
            report, own[own[f"theme_{theme}"]], max_count=QUOTES_PER_THEME_COUNT, used=used, kind=kind
        )
        blocks += _describe_theme(report, own[own[f"theme_{theme}"]], theme, quotes)
    return blocks


def _tell_kind(report: Report, count: int, total: int, kind: str) -> str:
    if is_hidden_count(report, count):
        return report.say("section.few", number=show_count(report, count))
    return report.say(
        f"section.{kind}.some", count=count, number=count, share=tell_share(report, count, total)
    )


def _list_leading_themes(report: Report, own: pd.DataFrame) -> list[str]:
    weights = count_themes(own, report.codebook.theme_codes, count=weigh_voices)
    leading = weights[weights > 0].sort_values(ascending=False, kind="stable")
    return [str(theme) for theme in leading.index[:THEMES_PER_KIND_COUNT]]


def _describe_theme(report: Report, own: pd.DataFrame, theme: str, quotes: list[Quote]) -> list[Block]:
    heading = f"{report.name_theme(theme)} ({show_count(report, count_notes(own))})"
    return [Heading(heading, 3), Quotes(tuple(quotes))] if quotes else []


def list_questions(report: Report, notes: pd.DataFrame, findings: tuple[Finding, ...]) -> list[Block]:
    """List questions to talk over together, tied to what the digest found."""
    oral = count_notes(notes[notes["collected_via"] == "suullinen"])
    total = max(1, count_notes(notes))
    questions = [report.say("talk.surprise")]
    for finding in _choose_to_talk(findings):
        about = report.wording.about(finding.theme, report.name_theme(finding.theme))
        questions.append(report.say(f"talk.{finding.kind}", about=about))
    questions.append(report.say("talk.voices", share=report.wording.share(oral / total)))
    return [BulletList(tuple(questions))]


def _choose_to_talk(findings: tuple[Finding, ...]) -> list[Finding]:
    """Choose two findings to talk over: the first, and criticism before anything else."""
    rest = sorted(findings[1:], key=lambda finding: finding.kind != "moite")
    return [*findings[:1], *rest[:1]]


def name_headline(report: Report, notes: pd.DataFrame, findings: tuple[Finding, ...]) -> str:
    """Tell the digest in one sentence, for the index."""
    count = count_notes(notes)
    head = report.say(
        "digest.headline",
        count=count,
        number=show_count(report, count),
        period=report.wording.period(report.period),
    )
    return f"{head} {name_finding(report, findings[0])}" if findings else head
