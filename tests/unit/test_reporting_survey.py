"""The survey's pages: honest when few answered, no small count told, refused comparisons named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reporting_project import load_survey, make_note, make_project, make_survey, render, write_text

from aspa_analysis.questionnaire import Questionnaire
from aspa_analysis.reporting import (
    Report,
    open_report,
    quality,
    survey_change,
    survey_data,
    survey_items,
    survey_pages,
)

COUNTS = {("2024", "iso"): 60, ("2025", "iso"): 60, ("2025", "pieni"): 6, ("2025", "siirtyva"): 24}


def _reword(questionnaire: Questionnaire) -> Questionnaire:
    """Return last wave's questionnaire: one item worded otherwise, one on the school scale."""
    changes = {
        "arvostus": {"label": {"fi": "Palvelu on ystävällistä."}},
        "neuvonta": {"scale": "school"},
    }
    items = [
        item.model_validate(item.model_dump() | changes.get(item.code, {})) for item in questionnaire.item
    ]
    return questionnaire.model_copy(update={"item": tuple(items)})


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    notes = [
        make_note(n, via="kysely", month="2025-04", wave="2025", respondent_id=f"2025-iso-{n}",
                  text=write_text(n, "vastaus"))
        for n in range(12)
    ]  # fmt: skip
    questionnaires = {"2024": _reword(load_survey()), "2025": load_survey()}
    survey = make_survey(COUNTS)
    return make_project(
        tmp_path_factory.mktemp("survey") / "p", notes=notes, survey=survey, questionnaires=questionnaires
    )


def _open(project: Path, unit: str = "iso", **options: str) -> Report:
    return open_report("30_survey", project=project, unit=unit, period="2025-06", **options)


def test_a_reworded_item_and_another_scale_are_refused_by_name(project: Path) -> None:
    report = _open(project)
    html = render(survey_change.describe_change(report, survey_data.load_waves(report)))
    assert "Minua palvellaan hyväntuulisesti ja arvostaen. – kysymyksen sanamuoto on muuttunut." in html
    assert "Minua neuvotaan niin, että opin tekemään itse. – vastausasteikko on muuttunut." in html
    assert "Tunnen oloni tervetulleeksi kirjastoon.</th>" in html


def test_the_first_wave_has_nothing_to_be_compared_with(project: Path) -> None:
    report = _open(project, "siirtyva")
    html = render(survey_change.describe_change(report, survey_data.load_waves(report)))
    assert html == "<p>Aiempaa kyselyä ei ole, joten muutosta ei voi vielä laskea.</p>"


def test_too_few_respondents_make_an_honest_page(project: Path) -> None:
    report = _open(project, "pieni")
    waves = survey_data.load_waves(report)
    html = render(survey_pages.describe_opening(report, waves))
    assert not survey_data.has_enough(report, waves[-1])
    assert "Vastaajia on 6, ja tulosten näyttämiseen tarvitaan vähintään 20." in html
    assert survey_pages.name_headline(report, waves) == "Vastaajia liian vähän, tuloksia ei näytetä."


def test_a_unit_without_a_survey_says_so(tmp_path: Path) -> None:
    report = _open(make_project(tmp_path / "p", notes=[make_note(1)]))
    html = render(survey_pages.describe_opening(report, survey_data.load_waves(report)))
    assert "ei ole kyselyvastauksia" in html


def test_respondents_rated_the_whole_library(project: Path) -> None:
    report = _open(project)
    html = render(survey_pages.describe_opening(report, survey_data.load_waves(report)))
    assert "Vastaajat arvioivat koko kirjastoa" in html


def test_goals_agree_with_a_plain_calculation(project: Path) -> None:
    report = _open(project)
    wave = survey_data.load_waves(report)[-1]
    goals = survey_pages.estimate_goal_table(report, wave).set_index("goal")
    answers = wave.responses[wave.responses["item"] == "tervetullut"]["value"].astype(float)
    assert goals.loc["O1", "mean"] == pytest.approx(((answers - 1) / 4 * 100).mean())
    assert goals.loc["O1", "share"] == pytest.approx((answers >= 4).mean())
    assert len(goals) == 12
    assert (goals["low"] <= goals["share"]).all()
    assert (goals["share"] <= goals["high"]).all()


@pytest.mark.parametrize("unit", ["iso", "siirtyva"])
def test_no_cell_tells_a_share_of_fewer_than_five(project: Path, unit: str) -> None:
    report = _open(project, unit)
    wave = survey_data.load_waves(report)[-1]
    html = render(
        [*survey_pages.describe_options(report, wave), *survey_pages.describe_missing(report, wave)]
    )
    size = wave.respondents_count
    shares = [int(s) for s in re.findall(r'class="number">(\d+)\u00a0%</td>', html)]
    assert shares
    small = [s for s in shares if s < 100 * 4.5 / size or s > 100 - 100 * 4.5 / size]
    assert small == []


def test_steps_are_merged_until_none_is_small(project: Path) -> None:
    report = _open(project, "siirtyva")
    wave = survey_data.load_waves(report)[-1]
    html = render(survey_items.describe_items(report, wave))
    assert "täysin eri mieltä" not in html, "nobody answered 1: the step would tell it of all"
    analyst = _open(project, "siirtyva", audience="analyst")
    assert "täysin eri mieltä 0" in render(
        survey_items.describe_items(analyst, survey_data.load_waves(analyst)[-1])
    )


def test_age_groups_are_merged_before_they_are_hidden(project: Path) -> None:
    report = _open(project, "siirtyva")
    html = render(survey_pages.describe_background(report, survey_data.load_waves(report)[-1]))
    assert not re.search(r'class="number">[1-4]</td>', html)
    assert survey_pages.merge_neighbours(["a", "b", "c"], 2) == {"a": "a … b", "b": "a … b", "c": "c"}


def test_respondents_speak_in_their_own_words(project: Path) -> None:
    report = _open(project)
    html = render(survey_pages.describe_words(report, survey_data.load_waves(report)[-1]))
    assert html.count("<blockquote") == 3


def test_quality_tells_the_waves_and_the_exact_balance(project: Path) -> None:
    report = _open(project)
    files = quality.tabulate_files(report)
    assert "Rivejä luettiin 12: mukaan otettiin 12 ja syrjään jäi 0. Luvut täsmäävät." in render(
        quality.describe_intake(report, files)
    )
    html = render(quality.describe_survey(report))
    assert ">2024</th>" in html
    assert '<td class="number">60</td>' in html


def test_a_balance_that_fails_is_told(project: Path) -> None:
    report = _open(project)
    files = quality.tabulate_files(report).assign(kept_count=11)
    assert "luvut eivät täsmää" in render(quality.describe_intake(report, files))
