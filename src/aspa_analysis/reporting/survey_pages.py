"""The survey's report (*Asiakaskyselyn tulokset*): goals, channels, missing answers, background, words."""

from __future__ import annotations

import pandas as pd

from aspa_analysis.reporting.blocks import Block, BulletList, Heading, Paragraph, Quotes, Table
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.publishing import (
    describe_counts,
    describe_option_shares,
    is_shown,
    publish_group,
    publish_person_shares,
)
from aspa_analysis.reporting.quotes import hide_conduct, pick_quotes
from aspa_analysis.reporting.survey_ages import choose_age_groups
from aspa_analysis.reporting.survey_conduct import find_shared, hides_conduct, lacks_staff_count
from aspa_analysis.reporting.survey_data import Wave, has_enough, is_survey_text, name_items
from aspa_analysis.reporting.survey_ends import merge_same_goals, tell_ends
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
    """Tell which goal sentences come true best and worst, and show them all.

    They rate how the staff serve: where few work, those of the consortium or region are shown instead.
    """
    least = report.settings.disclosure.min_staff_count
    if hides_conduct(report):
        shared = find_shared(report, wave)
        if shared is None:
            return [Paragraph(report.say("survey.conduct_hidden", least=least))]
        name = shared[0].unit.name
        caption = report.say("survey.shared_caption", wave=wave.name, name=name)
        told = Paragraph(report.say("survey.conduct_shared", least=least, name=name))
        return [told, *_tabulate_goals(*shared, caption)]
    blocks = _tabulate_goals(report, wave, report.say("survey.goals_caption", wave=wave.name))
    if blocks and lacks_staff_count(report):
        blocks.append(Paragraph(report.say("survey.staff_unknown", least=least), "note"))
    return blocks


def _tabulate_goals(report: Report, wave: Wave, caption: str) -> list[Block]:
    goals = merge_same_goals(report, wave, estimate_goal_table(report, wave))
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
    ends = BulletList(tuple(tell_ends(report, wave, goals)))
    return [ends, Table(frame, caption, note=report.say("survey.goals_note"))]


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
    if not codes:
        return []
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
    """Show the respondents' age groups: the same groups in every unit of the region."""
    ages = next((i for i in wave.questionnaire.item if i.background == "age_group"), None)
    if ages is None:
        return []
    groups = choose_age_groups(report, wave.name, [option.code for option in ages.option])
    if groups is None:
        return [Paragraph(report.say("survey.background_hidden"), "note")]
    labels = {option.code: option.label.get(report.language) for option in ages.option}
    names = name_groups(labels, groups)
    known = wave.respondents["age_group"].map({code: names[group] for code, group in groups.items()})
    published = publish_group(report, known.value_counts().reindex(list(names.values()), fill_value=0))
    caption, heading = report.say("survey.background_caption"), ages.label.get(report.language)
    keys = ["background_told", *(["background_same"] if len(names) < len(groups) else []), "background_note"]
    told = " ".join(report.say(f"survey.{key}") for key in keys)
    return [*describe_counts(published, heading=heading, caption=caption), Paragraph(told, "note")]


def name_groups(labels: dict[str, str], groups: dict[str, int]) -> dict[int, str]:
    """Name groups of neighbouring options: a wider one by its ends."""
    members: dict[int, list[str]] = {}
    for code, group in groups.items():
        members.setdefault(group, []).append(labels[code])
    return {g: own[0] if len(own) == 1 else f"{own[0]} … {own[-1]}" for g, own in members.items()}


def describe_words(report: Report, wave: Wave) -> list[Block]:
    """Show what respondents said in their own words: thanks first, then wishes and criticism."""
    notes = report.all_notes()
    own = notes[(notes["wave"] == wave.name) & ~notes["is_nonanswer"]]
    own = own[own["text"].map(is_survey_text).astype(bool)].reset_index(drop=True)
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
    goals = merge_same_goals(report, wave, estimate_goal_table(report, wave))
    is_told = not goals.empty and not hides_conduct(report)
    best = tell_ends(report, wave, goals)[0] if is_told else ""
    return report.say("survey.headline", wave=wave.name, count=wave.respondents_count, best=best).strip()
