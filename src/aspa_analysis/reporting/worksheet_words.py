"""Words for a profile in the worksheet: of the region, thanks or wishes, and about what marks the profile."""

from __future__ import annotations

import pandas as pd

from aspa_analysis.disclosure import is_public_quote
from aspa_analysis.reporting.blocks import Quote
from aspa_analysis.reporting.profile_data import ProfileData
from aspa_analysis.reporting.profile_features import list_marks
from aspa_analysis.reporting.publishing import is_shown
from aspa_analysis.reporting.quotes import hide_conduct, pick_quotes
from aspa_analysis.reporting.survey_data import is_survey_text
from aspa_analysis.reporting.voices import mark_voices

# A respondent's words stand for a profile only when the respondent almost certainly belongs to it.
QUOTED_FROM = 0.9
_SURE_FROM = 0.8
# Options of the survey, and the themes in which a respondent would speak of them.
_THEMES = {
    "verkkokirjasto": ("verkkokirjasto",),
    "omatoimi": ("aukiolo",),
    "tilat": ("tilat",),
    "tapahtumat": ("tapahtumat",),
    "tarinat": ("aineisto",),
}


def pick_words(data: ProfileData, number: int, quoted: set[str]) -> list[Quote]:
    """Pick a respondent's words that show what marks a profile; none where no words surely do.

    Parameters
    ----------
    data : ProfileData
        The profiles.
    number : int
        The profile.
    quoted : set of str
        Texts that the page has quoted already.

    Returns
    -------
    list of Quote
        At most one: of anybody in the region, never of one library's own few, of no special category, and
        of a text that no page of the survey quotes.
    """
    sure = data.posteriors.index[data.posteriors[number] >= QUOTED_FROM]
    if not is_shown(data.report, len(sure)):
        return []
    notes = data.region.all_notes()
    own = notes[notes["respondent_id"].isin(sure) & notes["wave"].eq(data.wave)]
    if own.empty:
        return []
    fit = own[_is_kind(own) & _is_about(own, list_marks(data, number))]
    is_fit = [is_public_quote(text) and not is_survey_text(text) for text in fit["text"].astype("str")]
    fit = fit[is_fit].reset_index(drop=True)
    if fit.empty:
        return []
    marked = hide_conduct(data.region, fit.assign(voice=mark_voices(fit)))
    return pick_quotes(data.region, marked, max_count=1, used=quoted)


def _is_kind(notes: pd.DataFrame) -> pd.Series:
    """Tell which notes are thanks or wishes, surely and without criticism."""
    is_kind = (notes["kind_kiitos"] | notes["kind_toive"]) & ~notes["kind_moite"] & notes["tone"].ge(0)
    return is_kind & _is_sure(notes, "confidence_kind")


def _is_about(notes: pd.DataFrame, marks: pd.DataFrame) -> pd.Series:
    """Tell which notes surely speak of what the profile does or seeks more than others."""
    more = marks.loc[marks["effect"] > 0, "item"].astype("str").str.split(".").str[-1]
    themes = [f"theme_{theme}" for option in more for theme in _THEMES.get(option, ())]
    known = [theme for theme in themes if theme in notes.columns]
    return notes[known].any(axis=1) & _is_sure(notes, "confidence_theme")


def _is_sure(notes: pd.DataFrame, column: str) -> pd.Series:
    """Tell where the coding was sure; everywhere when it did not say."""
    if column not in notes.columns or notes[column].isna().all():
        return pd.Series(data=True, index=notes.index)
    return notes[column].astype("float64").fillna(0.0).ge(_SURE_FROM)
