"""The profile report (*Asiakasprofiilit*): the verdict, the profiles, what they need, who was not heard."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from aspa_analysis.reporting.blocks import Block, BulletList, Heading, Paragraph, Table
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.profile_data import (
    ProfileData,
    estimate_options,
    estimate_unit_shares,
    share_hard_to_place,
)
from aspa_analysis.reporting.profile_features import find_ordered_choice, find_step, list_marks
from aspa_analysis.reporting.profile_names import suggest_names
from aspa_analysis.reporting.publishing import is_shown, publish_person_shares
from aspa_analysis.reporting.share_figures import draw_intervals

Row = dict[Hashable, Any]
# Bootstrap Jaccard: Hennig (2007) calls a cluster stable from .75 and doubtful below .6.
_STRONG, _FAIR = 0.75, 0.6


def describe_verdict(report: Report, data: ProfileData | None) -> list[Block]:
    """Tell whether the answers hold profiles, a gradient of satisfaction, or neither."""
    if data is None:
        return [Paragraph(report.say("profiles.no_model"), "lead")]
    count = data.model.n_profiles_ if data.verdict == "profiles" else 0
    return [Paragraph(report.say(f"profiles.verdict_{data.verdict}", count=count), "lead")]


def has_profiles(data: ProfileData | None) -> bool:
    """Tell whether there are profiles to show."""
    return data is not None and data.verdict == "profiles"


def describe_shares(report: Report, data: ProfileData) -> list[Block]:
    """Show how common each profile is here and in the region; the region only where few answered."""
    table = estimate_unit_shares(data).rename(index=suggest_names(data))
    if not is_unit_open(data, table):
        told = " ".join(report.say(key) for key in ("profiles.of_region", "profiles.too_few"))
        return [Paragraph(told), _tabulate_reference(report, table)]
    intro = Paragraph(
        report.say("profiles.of_region" if report.unit.level == "region" else "profiles.regional")
    )
    if report.unit.level == "region":
        table = table.drop(columns="reference")
    labels = (report.say("profiles.here"), report.say("profiles.region"))
    title = report.say("profiles.shares_title")
    chart = draw_intervals(table, wording=report.wording, title=title, names=labels)
    return [intro, chart, Paragraph(report.say("profiles.shares_note"), "note")]


def is_unit_open(data: ProfileData, table: pd.DataFrame) -> bool:
    """Tell whether the unit's own shares may be shown: each profile of enough of its respondents."""
    if not data.has_enough():
        return False
    size = len(data.own_ids)
    counts = (table["share"] * size).round().astype(int).clip(0, size)
    estimates = table.assign(n=size, count=counts, unit=data.report.unit.id)
    published = publish_person_shares(data.report, estimates, within=("unit",))
    return bool(published.mask["share"].eq("shown").all())


def _tabulate_reference(report: Report, table: pd.DataFrame) -> Table:
    frame = pd.DataFrame(
        {
            report.say("column.profile"): list(table.index),
            report.say("column.region"): [report.wording.share(s) for s in table["reference"]],
        }
    )
    return Table(frame, report.say("profiles.shares_caption"))


def describe_marks(report: Report, data: ProfileData) -> list[Block]:
    """Show what tells each profile from the others: its strongest differences from all respondents."""
    blocks: list[Block] = [Paragraph(report.say("profiles.name_note"), "note")]
    for number, name in suggest_names(data).items():
        blocks += [Heading(name, 3), _tabulate_marks(data, list_marks(data, number), name)]
    return blocks


def _tabulate_marks(data: ProfileData, marked: pd.DataFrame, name: str) -> Table:
    report = data.report
    rows = marked.to_dict("records")
    frame = pd.DataFrame(
        {
            report.say("column.feature"): [str(row["label"]).rstrip(".") for row in rows],
            report.say("column.own_profile"): [_show_value(data, row, "value") for row in rows],
            report.say("column.all"): [_show_value(data, row, "overall") for row in rows],
            report.say("column.difference"): [_tell_difference(data, row) for row in rows],
        }
    )
    caption = report.say("profiles.marks_caption", name=name, wave=data.wave)
    return Table(frame, caption, (report.say("column.difference"),))


def _show_value(data: ProfileData, row: Row, column: str) -> str:
    value, place = float(row[column]), find_step(data.questionnaire, row, column)
    choice = find_ordered_choice(data.questionnaire, str(row["item"]))
    if choice is not None and place is not None:
        return choice.option[place].label.get(data.report.language)
    if row["kind"] in ("ordinal", "continuous"):
        return data.report.wording.number(value)
    size = float(row["n_profile" if column == "value" else "n_all"])
    return _show_share(data.report, value, size)


def _show_share(report: Report, share: float, size: float) -> str:
    """Show a share, or where it would tell a small count, that few or nearly all are meant."""
    if size > 0 and not is_shown(report, round(min(share, 1 - share) * size)):
        return report.say("cell.nearly_all" if share > 0.5 else "cell.few")
    return report.wording.share(share)


def _tell_difference(data: ProfileData, row: Row) -> str:
    is_more = float(row["effect"]) > 0
    choice = find_ordered_choice(data.questionnaire, str(row["item"]))
    if choice is not None and choice.background == "frequency":
        return data.report.say("profiles.often" if is_more else "profiles.seldom")
    if row["kind"] == "ordinal" and choice is None:
        return data.report.say("profiles.higher" if is_more else "profiles.lower")
    return data.report.say("profiles.more" if is_more else "profiles.less")


def describe_options(report: Report, data: ProfileData, item_code: str, caption_key: str) -> list[Block]:
    """Show the shares of an item's check boxes in each profile, over the region.

    Parameters
    ----------
    report : Report
        The report.
    data : ProfileData
        The profiles.
    item_code : str
        Code of a check-box item, as ``kanavat``.
    caption_key : str
        Key of the table's caption.

    Returns
    -------
    list of Block
        A table, options by profiles; a cell that may not be shown says so.
    """
    item = data.questionnaire.items.get(item_code)
    shares = publish_options(data, item_code)
    if item is None or shares.empty:
        return []
    labels = {option.code: option.label.get(report.language) for option in item.option}
    order = [option.code for option in item.option if option.code in set(shares["option"])]
    table = shares.pivot(index="option", columns="profile", values="told").loc[order]
    frame = table.rename(index=labels, columns=suggest_names(data)).rename_axis(columns=None)
    heading = item.label.get(report.language)
    return [Table(frame.rename_axis(index=heading).reset_index(), report.say(caption_key, wave=data.wave))]


def publish_options(data: ProfileData, item_code: str) -> pd.DataFrame:
    """Estimate the shares of check boxes by profile, and word them as they may be shown.

    Parameters
    ----------
    data : ProfileData
        The profiles.
    item_code : str
        Code of a check-box item.

    Returns
    -------
    pandas.DataFrame
        As ``estimate_options`` of :mod:`~aspa_analysis.reporting.profile_data` with ``told``, the words of a
        cell: where a share would tell a small count, only that few or nearly all chose the option.
    """
    shares = estimate_options(data, item_code)
    if shares.empty:
        return shares.assign(told="")
    sizes = shares["n_effective"].round().astype(int)
    counts = (shares["share"].fillna(0) * sizes).round().astype(int)
    published = publish_person_shares(data.report, shares.assign(n=sizes, count=counts))
    is_open = published.mask["share"].eq("shown")
    rows = zip(shares.to_dict("records"), sizes, is_open, strict=True)
    told = [_word_share(data.report, row, size=size, is_open=shown) for row, size, shown in rows]
    return shares.assign(told=told)


def _word_share(report: Report, row: Row, *, size: int, is_open: bool) -> str:
    if is_open:
        return f"{report.wording.share(row['share'])} ({report.wording.interval(row['low'], row['high'])})"
    if not is_shown(report, size):
        return report.say("cell.hidden")
    return report.say("cell.nearly_all" if row["share"] > 0.5 else "cell.few")


def describe_feelings(report: Report, data: ProfileData) -> list[Block]:
    """Show the mean answers to the items on a scale: each profile's, or everybody's where none was found."""
    scales = [i for i in data.questionnaire.list_items("scale") if i.code in set(data.features["item"])]
    if not scales:
        return []
    order = [item.code for item in scales]
    if has_profiles(data):
        table = data.features.pivot_table(index="item", columns="profile", values="value", sort=False)
        table = table.rename(columns=suggest_names(data))
    else:
        overall = data.features.groupby("item", sort=False)["overall"].first()
        table = overall.rename(report.say("column.all")).to_frame()
    labels = {item.code: item.label.get(report.language).rstrip(".") for item in scales}
    frame = table.loc[order].map(report.wording.number).rename(index=labels).rename_axis(columns=None)
    named = frame.rename_axis(index=report.say("column.item")).reset_index()
    key = "profiles.scores_caption" if has_profiles(data) else "profiles.scores_caption_all"
    return [Table(named, report.say(key, wave=data.wave))]


def describe_unheard(report: Report, data: ProfileData) -> list[Block]:
    """Tell whom the survey did not hear: non-users, missing age groups, other languages."""
    told = [report.say("profiles.unheard_nonusers")]
    ages = next((i for i in data.questionnaire.item if i.background == "age_group"), None)
    own = data.people.loc[data.own_ids] if data.has_enough() else data.people
    if ages is not None:
        seen = set(own["age_group"].dropna())
        missing = [o.label.get(report.language) for o in ages.option if o.code not in seen]
        if missing:
            told.append(report.say("profiles.unheard_missing", groups=report.wording.join(missing)))
    languages = own["language"].dropna()
    if len(languages):
        others = int((languages != "fi").sum())
        estimates = pd.DataFrame(
            {
                "n": [len(languages)],
                "count": [others],
                "share": [others / len(languages)],
                "low": 0.0,
                "high": 1.0,
            }
        )
        if publish_person_shares(report, estimates).mask["share"].eq("shown").all():
            share = report.wording.share(others / len(languages))
            told.append(report.say("profiles.unheard_languages", share=share))
    return [BulletList(tuple(told))]


def describe_certainty(report: Report, data: ProfileData) -> list[Block]:
    """Tell how surely each profile is found again, and how many are hard to place."""
    names = suggest_names(data)
    frame = pd.DataFrame(
        {
            report.say("column.profile"): list(names.values()),
            report.say("column.verdict"): [report.say(_judge_stability(s)) for s in data.model.stability_],
        }
    )
    share = report.wording.share(share_hard_to_place(data))
    numbers = "; ".join(report.wording.number(s, 2) for s in data.model.stability_)
    table = Table(frame, report.say("profiles.certainty_caption"))
    return [
        table,
        Paragraph(report.say("profiles.hard_to_place", share=share)),
        Paragraph(report.say("profiles.certainty_note", numbers=numbers), "note"),
    ]


def _judge_stability(stability: float) -> str:
    if stability >= _STRONG:
        return "profiles.strong"
    return "profiles.fair" if stability >= _FAIR else "profiles.weak"


def name_headline(report: Report, data: ProfileData | None) -> str:
    """Tell the profiles in one sentence, for the index."""
    if data is None:
        return report.say("profiles.headline_missing")
    if data.verdict != "profiles":
        return report.say(f"profiles.headline_{data.verdict}")
    return report.say("profiles.headline", count=data.model.n_profiles_, name=suggest_names(data)[1])
