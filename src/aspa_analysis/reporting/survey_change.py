"""What changed from one survey wave to the next, and what may not be compared."""

from __future__ import annotations

import pandas as pd

from aspa_analysis.reporting.blocks import Block, BulletList, Paragraph, Table
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.publishing import is_shown
from aspa_analysis.reporting.survey_conduct import hides_conduct, list_conduct_items
from aspa_analysis.reporting.survey_data import Wave, has_enough, name_items
from aspa_analysis.survey import compare_waves, estimate_items


def describe_change(report: Report, waves: list[Wave]) -> list[Block]:
    """Tell what changed from the wave before, beyond chance, and what may not be compared and why."""
    if len(waves) < 2 or not has_enough(report, waves[-2]):
        return [Paragraph(report.say("survey.no_previous"))]
    old, new = waves[-2:]
    estimates = [
        estimate_items(w.responses, w.respondents, w.questionnaire, by=("wave",)) for w in (old, new)
    ]
    change = compare_waves(
        estimates[0].drop(columns="wave"),
        estimates[1].drop(columns="wave"),
        questionnaires=(old.questionnaire, new.questionnaire),
        by=(),
    )
    if hides_conduct(report):
        hidden = list_conduct_items(old.questionnaire) | list_conduct_items(new.questionnaire)
        change = change[~change["item"].isin(hidden)]
    labels = {**name_items(report, old), **name_items(report, new)}
    asked = {code: place for place, code in enumerate(dict.fromkeys([*new.questionnaire.items, *labels]))}
    change = change.sort_values("item", key=lambda codes: codes.map(asked), kind="stable")
    answered = change[["n_old", "n_new"]].min(axis=1).fillna(0)
    is_open = answered.map(lambda count: is_shown(report, count)).astype(bool)
    compared = change[change["refused_reason"].isna() & is_open]
    frame = _word_changes(report, compared, labels, (old.name, new.name))
    caption = report.say("survey.change_caption", before=old.name, after=new.name)
    table = Table(frame, caption, note=report.say("survey.change_note"))
    return [table, *_tell_refused(report, change[change["refused_reason"].notna()], labels)]


def _word_changes(
    report: Report, change: pd.DataFrame, labels: dict[str, str], names: tuple[str, str]
) -> pd.DataFrame:
    words = report.wording
    return pd.DataFrame(
        {
            report.say("column.item"): change["item"].map(labels),
            names[0]: [words.number(m, 2) for m in change["mean_old"]],
            names[1]: [words.number(m, 2) for m in change["mean_new"]],
            report.say("column.change"): [
                words.change_interval(a, b)
                for a, b in zip(change["mean_change_low"], change["mean_change_high"], strict=True)
            ],
            report.say("column.verdict"): [
                report.say(_judge_change(a, b))
                for a, b in zip(change["mean_change_low"], change["mean_change_high"], strict=True)
            ],
        }
    )


def _judge_change(low: float, high: float) -> str:
    if low > 0:
        return "survey.up"
    return "survey.down" if high < 0 else "survey.same"


def _tell_refused(report: Report, refused: pd.DataFrame, labels: dict[str, str]) -> list[Block]:
    if refused.empty:
        return []
    told = tuple(
        report.say("survey.refused_item", item=labels[item], reason=report.say(f"refused.{reason}"))
        for item, reason in zip(refused["item"], refused["refused_reason"], strict=True)
    )
    return [Paragraph(report.say("survey.refused")), BulletList(told)]
