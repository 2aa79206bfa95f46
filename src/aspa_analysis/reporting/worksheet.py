"""The E worksheet, *Minkälaisia ovat sinun kirjastosi asiakkaat?*: three columns from data, one for staff."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from aspa_analysis.reporting.blocks import Block, Paragraph, Table, render_list
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.profile_data import (
    ProfileData,
    estimate_unit_shares,
)
from aspa_analysis.reporting.profile_features import MIN_EFFECT
from aspa_analysis.reporting.profile_names import suggest_names
from aspa_analysis.reporting.profile_pages import has_profiles, is_unit_open, publish_options
from aspa_analysis.reporting.worksheet_words import pick_words

BLANK_ROWS_COUNT = 3
NEEDS_ITEM, CHANNELS_ITEM = "tarpeet", "kanavat"
_COLUMNS = ("profile", "ways", "channels", "assurance")
_TOP_COUNT = 3
_GOOD_MEAN = 4.5


def describe_worksheet(report: Report, data: ProfileData | None) -> list[Block]:
    """Show the E table: a row per profile, or blank rows for the group's own observations.

    Parameters
    ----------
    report : Report
        The report.
    data : ProfileData or None
        The profiles.

    Returns
    -------
    list of Block
        The helper lines and the table.
    """
    headings = [report.say(f"profiles.e_{column}") for column in _COLUMNS]
    rows = _fill_rows(report, data) if data is not None and has_profiles(data) else _list_blank_rows(report)
    helpers = [report.say(f"profiles.help_{column}") for column in _COLUMNS]
    # Cells of markup must stay what they are: a column of strings would forget that they are escaped.
    frame = pd.DataFrame([helpers, *rows], columns=headings, dtype=object)
    intro = report.say("profiles.worksheet_help" if has_profiles(data) else "profiles.worksheet_blank")
    caption = (
        report.say("profiles.worksheet_caption", wave=data.wave)
        if data is not None and has_profiles(data)
        else report.say("profiles.worksheet_caption_blank")
    )
    table = Table(frame, caption, tuple(headings))
    return [Paragraph(intro), table]


def _list_blank_rows(report: Report) -> list[list[object]]:
    lines = report.say("profiles.own_lines")
    return [[report.say("profiles.name_other", number=n + 1), "", "", lines] for n in range(BLANK_ROWS_COUNT)]


def _fill_rows(report: Report, data: ProfileData) -> list[list[object]]:
    shares = estimate_unit_shares(data)
    shares = shares.assign(is_open=is_unit_open(data, shares))
    quoted: set[str] = set()
    return [
        [
            _fill_profile(data, number, name, shares, quoted),
            render_list(_list_ways(data, number)),
            render_list(_list_channels(data, number)),
            render_list([*_suggest_measures(data, number), report.say("profiles.own_lines")]),
        ]
        for number, name in suggest_names(data).items()
    ]


def _fill_profile(
    data: ProfileData, number: int, name: str, shares: pd.DataFrame, quoted: set[str]
) -> Markup:
    """Fill the first column: name, share and, where some surely show what marks it, one's words."""
    told = Markup("<strong>{}</strong><br>{}").format(
        name, _tell_share(data, shares[shares.index == number].iloc[0])
    )
    for quote in pick_words(data, number, quoted):
        told += quote.render()
    return told


def _tell_share(data: ProfileData, row: pd.Series) -> str:
    report = data.report
    regional = report.say("profiles.share_region", share=report.wording.share(float(row["reference"])))
    if report.unit.level == "region" or not row["is_open"]:
        return regional
    interval = report.wording.interval(float(row["low"]), float(row["high"]))
    here = report.say(
        "profiles.share_here", share=report.wording.share(float(row["share"])), interval=interval
    )
    return f"{here}, {regional}"


def _list_ways(data: ProfileData, number: int) -> list[str]:
    """List what the profile seeks and how it differs in what it does."""
    own = data.features[data.features["profile"] == number]
    frequency = [item.code for item in data.questionnaire.item if item.background == "frequency"]
    habits = own[own["item"].isin(frequency) & (own["effect"].abs() >= MIN_EFFECT)]
    told = [
        data.report.say("profiles.often" if effect > 0 else "profiles.seldom") for effect in habits["effect"]
    ]
    return [*_list_top(data, number, NEEDS_ITEM), *told]


def _list_channels(data: ProfileData, number: int) -> list[str]:
    return _list_top(data, number, CHANNELS_ITEM)


def _list_top(data: ProfileData, number: int, item_code: str) -> list[str]:
    item = data.questionnaire.items.get(item_code)
    shares = publish_options(data, item_code)
    if item is None or shares.empty:
        return []
    own = shares[shares["profile"] == number]
    labels = {option.code: option.label.get(data.report.language) for option in item.option}
    top = own.sort_values("share", ascending=False, kind="stable").head(_TOP_COUNT)
    return [f"{labels[option]} {told}" for option, told in zip(top["option"], top["told"], strict=True)]


def _suggest_measures(data: ProfileData, number: int) -> list[str]:
    """Suggest something measurable: the item the profile rates worst against others, with today's value."""
    report = data.report
    scales = [item.code for item in data.questionnaire.list_items("scale")]
    own = data.features[(data.features["profile"] == number) & data.features["item"].isin(scales)]
    told = []
    if not own.empty:
        worst = own.nsmallest(1, "value").iloc[0]
        label = str(worst["label"]).rstrip(".")
        key = "profiles.suggest_keep" if float(worst["value"]) >= _GOOD_MEAN else "profiles.suggest_score"
        told.append(report.say(key, item=label, value=float(worst["value"])))
    return told
