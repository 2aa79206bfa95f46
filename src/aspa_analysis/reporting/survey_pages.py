"""The survey's report (*Asiakaskyselyn tulokset*): goals, channels, missing answers, background, words."""

from __future__ import annotations

import pandas as pd

from aspa_analysis.reporting.blocks import Block, BulletList, Heading, Paragraph, Quotes, Table
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.publishing import (
    describe_group,
    describe_option_shares,
    is_shown,
    publish_person_shares,
)
from aspa_analysis.reporting.quotes import hide_conduct, pick_quotes
from aspa_analysis.reporting.survey_data import Wave, has_enough, name_items
from aspa_analysis.reporting.voices import mark_voices
from aspa_analysis.survey import estimate_goals, estimate_options, find_effective_n, find_wilson_interval

# A goal's score is a mean of answers from 0 to 100; 75 is "agree somewhat".
SATISFIED_FROM = 75.0
_BY = ("wave",)


def describe_opening(report: Report, waves: list[Wave]) -> list[Block]:
    """Tell how many answered, and what the answers are about; or why nothing can be shown."""
    if not waves:
        return [Paragraph(report.say("survey.none"), "lead")]
    wave = waves[-1]
    if not has_enough(report, wave):
        return [Paragraph(_tell_too_few(report, wave), "lead")]
    opening = report.say("survey.opening", wave=wave.name, count=wave.respondents_count)
    return [Paragraph(opening, "lead"), Paragraph(report.say("survey.whole_library"), "warning")]


def _tell_too_few(report: Report, wave: Wave) -> str:
    least = report.settings.reports.min_respondents_count
    if not is_shown(report, wave.respondents_count):
        return report.say("survey.too_few_hidden", least=least)
    return report.say("survey.too_few", count=wave.respondents_count, least=least)


def estimate_goal_table(report: Report, wave: Wave) -> pd.DataFrame:
    """Estimate each goal sentence: mean score, and the share of the satisfied, with intervals.

    Parameters
    ----------
    report : Report
        The report.
    wave : Wave
        The wave.

    Returns
    -------
    pandas.DataFrame
        Columns ``goal, label, n, mean, mean_low, mean_high, count, share, low, high``, in the questionnaire's
        order; goals with fewer answers than the threshold are left out.
    """
    means = estimate_goals(wave.scores, by=_BY)
    shares = pd.DataFrame(
        [{"goal": goal, **_estimate_satisfied(own)} for goal, own in wave.scores.groupby("goal", sort=True)],
        columns=["goal", "count", "share", "low", "high"],
    )
    labels = pd.DataFrame(
        [(goal.id, goal.label.get(report.language)) for goal in wave.questionnaire.goal],
        columns=["goal", "label"],
    )
    joined = labels.merge(means, on="goal").merge(shares, on="goal")
    return joined[[is_shown(report, n) for n in joined["n"]]].reset_index(drop=True)


def _estimate_satisfied(scores: pd.DataFrame) -> dict[str, float]:
    weights = scores["weight"].to_numpy(dtype=float)
    size = find_effective_n(weights)
    is_satisfied = scores["score"].to_numpy(dtype=float) >= SATISFIED_FROM
    share = float(weights[is_satisfied].sum() / weights.sum()) if weights.sum() > 0 else float("nan")
    low, high = find_wilson_interval(share * size, size)
    return {"count": int(is_satisfied.sum()), "share": share, "low": low, "high": high}


def describe_goals(report: Report, wave: Wave) -> list[Block]:
    """Tell which goal sentences come true best and worst, and show them all."""
    goals = estimate_goal_table(report, wave)
    if goals.empty:
        return []
    words = report.wording
    frame = pd.DataFrame(
        {
            report.say("column.goal"): goals["label"],
            report.say("column.mean"): [words.number(m, 0) for m in goals["mean"]],
            report.say("column.mean_interval"): [
                words.number_interval(a, b, 0)
                for a, b in zip(goals["mean_low"], goals["mean_high"], strict=True)
            ],
            **_word_satisfied(report, goals),
        }
    )
    caption = report.say("survey.goals_caption", wave=wave.name)
    blocks: list[Block] = [BulletList(tuple(_tell_ends(report, goals)))]
    return [*blocks, Table(frame, caption, note=report.say("survey.goals_note"))]


def _word_satisfied(report: Report, goals: pd.DataFrame) -> dict[str, list[str]]:
    """Word the shares of the satisfied; no column of them where too many would be hidden."""
    published = publish_person_shares(report, goals)
    is_open = published.mask["share"].eq("shown")
    if 1 - float(is_open.mean()) > report.settings.disclosure.max_hidden_share:
        return {}
    words = report.wording
    intervals = [
        words.interval(a, b) if shown else report.say("cell.hidden")
        for a, b, shown in zip(goals["low"], goals["high"], is_open, strict=True)
    ]
    return {
        report.say("column.satisfied"): list(published.frame["share"]),
        report.say("column.interval"): intervals,
    }


def _tell_ends(report: Report, goals: pd.DataFrame) -> list[str]:
    """Tell the best and the worst goal, or that their intervals overlap so that none is."""
    best, worst = goals.nlargest(1, "mean").iloc[0], goals.nsmallest(1, "mean").iloc[0]
    told = [_tell_end(report, "survey.best", best)]
    if worst["mean_high"] < best["mean_low"]:
        return [*told, _tell_end(report, "survey.worst", worst)]
    return [*told, report.say("survey.ceiling")]


def _tell_end(report: Report, key: str, row: pd.Series) -> str:
    interval = report.wording.number_interval(row["mean_low"], row["mean_high"], 0)
    return report.say(key, label=row["label"], interval=interval)


def describe_options(report: Report, wave: Wave) -> list[Block]:
    """Show which channels are used and what is sought: the check boxes, most chosen first."""
    estimates = estimate_options(wave.responses, wave.respondents, wave.questionnaire, by=_BY)
    blocks: list[Block] = []
    for item in wave.questionnaire.list_items("multi"):
        own = estimates[estimates["item"] == item.code].sort_values("share", ascending=False, kind="stable")
        named = own.assign(
            label=own["option"].map({o.code: o.label.get(report.language) for o in item.option})
        )
        caption = report.say("survey.options_caption", item=item.label.get(report.language), wave=wave.name)
        blocks += describe_option_shares(report, named, caption=caption, heading=report.say("column.option"))
    return blocks


def describe_missing(report: Report, wave: Wave) -> list[Block]:
    """Show the items that many could not or did not answer; for the rest, that nearly all answered."""
    labels, words = name_items(report, wave), report.wording
    codes = [item.code for item in wave.questionnaire.list_items("scale")]
    asked = wave.responses[wave.responses["item"].isin(codes)].merge(
        wave.respondents[["respondent_id", "weight"]], on="respondent_id"
    )
    columns: dict[str, pd.Series] = {}
    for reason, key in (("dont_know", "column.dont_know"), ("not_answered", "column.missing")):
        shares = pd.DataFrame(
            [_share_missing(code, asked[asked["item"] == code], reason) for code in codes]
        ).set_index("item")
        is_open = publish_person_shares(report, shares).mask["share"].eq("shown")
        columns[report.say(key)] = shares["share"].where(is_open)
    frame = pd.DataFrame(columns).dropna(how="all")
    if frame.empty:
        return [Paragraph(report.say("survey.nearly_all"))]
    told = frame.map(lambda share: report.say("cell.few") if pd.isna(share) else words.share(share))
    named = told.rename(index=labels).rename_axis(index=report.say("column.item")).reset_index()
    return [Table(named, report.say("survey.missing_caption"), note=report.say("survey.missing_note"))]


def _share_missing(code: str, asked: pd.DataFrame, reason: str) -> dict[str, object]:
    is_missing = asked["missing_reason"].eq(reason).fillna(value=False)
    weights = asked["weight"].astype(float)
    share = float(weights[is_missing].sum() / weights.sum()) if len(asked) else 0.0
    return {
        "item": code,
        "n": len(asked),
        "count": int(is_missing.sum()),
        "share": share,
        "low": 0.0,
        "high": 1.0,
    }


def describe_background(report: Report, wave: Wave) -> list[Block]:
    """Show the respondents' age groups, as disclosure control lets them be shown."""
    ages = next((i for i in wave.questionnaire.item if i.background == "age_group"), None)
    if ages is None:
        return []
    known = wave.respondents["age_group"].value_counts()
    names = [option.label.get(report.language) for option in ages.option]
    counts = pd.Series([int(known.get(o.code, 0)) for o in ages.option], index=names, dtype="int64")
    blocks = describe_group(
        report,
        counts,
        ladder=[merge_neighbours(names, 2), merge_neighbours(names, 3)],
        caption=report.say("survey.background_caption"),
        heading=ages.label.get(report.language),
    )
    return [*blocks, Paragraph(report.say("survey.background_note"), "note")]


def merge_neighbours(names: list[str], size: int) -> dict[str, str]:
    """Merge ordered groups with their neighbours, so many at a time: a wider group is named by its ends."""
    parts = [names[start : start + size] for start in range(0, len(names), size)]
    return {name: part[0] if len(part) == 1 else f"{part[0]} … {part[-1]}" for part in parts for name in part}


def describe_words(report: Report, wave: Wave) -> list[Block]:
    """Show what respondents said in their own words: thanks first, then wishes and criticism."""
    notes = report.all_notes()
    own = notes[(notes["wave"] == wave.name) & ~notes["is_nonanswer"]].reset_index(drop=True)
    if own.empty:
        return [Paragraph(report.say("survey.no_words"))]
    marked = hide_conduct(report, own.assign(voice=mark_voices(own)))
    used: set[str] = set()
    blocks: list[Block] = []
    for kind, key in (("kiitos", "digest.thanks"), ("toive", "digest.wishes"), ("moite", "digest.criticism")):
        quotes = pick_quotes(report, marked[marked[f"kind_{kind}"]], max_count=3, used=used, kind=kind)
        blocks += [Heading(report.say(key), 3), Quotes(tuple(quotes))] if quotes else []
    return blocks


def name_headline(report: Report, waves: list[Wave]) -> str:
    """Tell the survey in one sentence, for the index."""
    if not waves:
        return report.say("survey.headline_none")
    wave = waves[-1]
    if not has_enough(report, wave):
        return report.say("survey.headline_few")
    goals = estimate_goal_table(report, wave)
    best = _tell_ends(report, goals)[0] if not goals.empty else ""
    return report.say("survey.headline", wave=wave.name, count=wave.respondents_count, best=best).strip()
