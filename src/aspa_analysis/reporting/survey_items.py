"""How the items of a survey were answered: a chart whose steps are merged until it tells of nobody."""

from __future__ import annotations

import pandas as pd

from aspa_analysis.questionnaire import Item
from aspa_analysis.reporting.blocks import Block, Paragraph
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.publishing import publish_person_shares
from aspa_analysis.reporting.share_figures import draw_likert
from aspa_analysis.reporting.survey_conduct import hides_conduct, list_conduct_items
from aspa_analysis.reporting.survey_data import Wave

# Ways to merge the five answers, the finest first; the keys name their wording.
LADDER: tuple[dict[int, str], ...] = (
    {1: "1", 2: "2", 3: "3", 4: "4", 5: "5"},
    {1: "disagree", 2: "disagree", 3: "3", 4: "4", 5: "5"},
    {1: "not_agree", 2: "not_agree", 3: "not_agree", 4: "4", 5: "5"},
    {1: "not_agree", 2: "not_agree", 3: "not_agree", 4: "agree", 5: "agree"},
)


# A chart of fewer items tells of what was left out more than of what it shows.
_MIN_ITEMS_COUNT = 3


def describe_items(report: Report, wave: Wave) -> list[Block]:
    """Show how the items on a scale of five were answered.

    Parameters
    ----------
    report : Report
        The report.
    wave : Wave
        The wave.

    Returns
    -------
    list of Block
        A chart in the finest steps of which at most the allowed share is hidden, and what is left out.
    """
    hidden = list_conduct_items(wave.questionnaire) if hides_conduct(report) else frozenset[str]()
    scales = [i for i in wave.questionnaire.list_items("scale") if _has_five_steps(wave, i)]
    items = [i for i in scales if i.code not in hidden]
    if not items:
        return [_tell_hidden_conduct(report)] if hidden else []
    answers = _join_answers(wave, items)
    for steps in LADDER:
        shares, left_out = _share_answers(report, answers, steps)
        if len(shares) and len(left_out) <= report.settings.disclosure.max_hidden_share * len(items):
            break
    told = [_tell_hidden_conduct(report)] if hidden else []
    if shares.empty or len(shares) < min(_MIN_ITEMS_COUNT, len(scales)):
        return told or [Paragraph(report.say("survey.items_hidden"), "note")]
    labels = {i.code: i.label.get(report.language) for i in items}
    title = report.say("survey.items_title")
    chart = draw_likert(shares.rename(index=labels), wording=report.wording, title=title)
    caption = [report.say("survey.items_caption")]
    if left_out:
        caption.append(
            report.say("cell.left_out", names="; ".join(labels[code].rstrip(".") for code in left_out))
        )
    return [chart, Paragraph(" ".join(caption), "note"), *told]


def _tell_hidden_conduct(report: Report) -> Block:
    least = report.settings.disclosure.min_staff_count
    return Paragraph(report.say("survey.conduct_hidden", least=least), "note")


def _has_five_steps(wave: Wave, item: Item) -> bool:
    scale = wave.questionnaire.get_scale(item)
    return (scale.low, scale.high) == (1, 5)


def _join_answers(wave: Wave, items: list[Item]) -> pd.DataFrame:
    """Join the answers to the respondents' weights: columns ``item, step, weight``, in the order asked."""
    weights = wave.respondents[["respondent_id", "weight"]]
    asked = wave.responses[wave.responses["item"].isin([i.code for i in items])]
    answered = asked[asked["value"].notna()].merge(weights, on="respondent_id")
    order = pd.Categorical(answered["item"], categories=[i.code for i in items])
    step = answered["value"].astype(float).round().astype(int).clip(1, 5)
    return pd.DataFrame({"item": order, "step": step, "weight": answered["weight"].astype(float)})


def _share_answers(
    report: Report, answers: pd.DataFrame, steps: dict[int, str]
) -> tuple[pd.DataFrame, list[str]]:
    """Share each item's answers among the steps; items with a hidden share are left out and named."""
    merged = answers.assign(step=answers["step"].map(steps))
    names = list(dict.fromkeys(steps.values()))
    groups = merged.groupby(["item", "step"], observed=True)["weight"]
    counts = groups.size().unstack(fill_value=0).reindex(columns=names, fill_value=0)
    sums = groups.sum().unstack(fill_value=0).reindex(columns=names, fill_value=0.0)
    shares = sums.div(sums.sum(axis=1), axis=0)
    long = (
        pd.DataFrame({"count": counts.stack(), "share": shares.stack()})
        .rename_axis(["item", "step"])
        .reset_index()
    )
    long = long.assign(n=long.groupby("item", observed=True)["count"].transform("sum"), low=0.0, high=1.0)
    published = publish_person_shares(report, long.astype({"item": "str"}), within=("item",))
    is_open = published.mask["share"].eq("shown").groupby(long["item"].astype("str"), sort=False).all()
    kept = [item for item in shares.index if is_open[item]]
    return shares.loc[kept], [str(item) for item in shares.index if not is_open[item]]
