import pandas as pd
import pytest

from aspa_analysis.disclosure import (
    Rules,
    format_count,
    format_range,
    format_share,
    make_rules,
    publish_counts,
    publish_means,
)
from aspa_analysis.disclosure.words import _DIGESTS, _SHOWN, _WORDS
from aspa_analysis.settings import DisclosureSettings

COUNTS = pd.DataFrame([[3, 1200], [50, 60]], index=["18-29", "65+"], columns=["kyllä", "ei"])


def publish(language):
    return publish_counts(COUNTS, table_class="person", rules=Rules(), language=language)


@pytest.mark.parametrize(
    ("language", "small", "hidden", "total"),
    [
        ("fi", "alle 5", "ei näytetä", "Yhteensä"),
        ("sv", "under 5", "visas inte", "Totalt"),
        ("en", "under 5", "not shown", "Total"),
    ],
)
def test_the_words_of_each_language(language, small, hidden, total):
    published = publish(language)
    assert published.frame.loc["18-29", "kyllä"] == small
    assert published.frame.loc["65+", "kyllä"] == hidden
    assert published.frame.index[-1] == published.frame.columns[-1] == total


def test_the_finnish_note_is_the_one_agreed_with_the_users():
    note = (
        "Pieniä lukuja ei näytetä, jottei ketään voi tunnistaa. "
        "Joskus myös toinen luku jätetään pois, jottei piilotettua voi laskea."
    )
    assert publish("fi").notes == (note,)


def test_every_language_has_every_phrase():
    for phrases in (_WORDS, _DIGESTS, _SHOWN):
        assert phrases["fi"].keys() == phrases["sv"].keys() == phrases["en"].keys()
        assert all(text.strip() for table in phrases.values() for text in table.values())


def test_the_download_holds_what_the_page_holds():
    tidy = publish("fi").tidy().set_index(["row", "column"])
    assert tidy.loc[("18-29", "kyllä"), "status"] == "<5"
    assert tidy.loc[("65+", "kyllä"), "status"] == "hidden"
    assert tidy.loc[("Yhteensä", "kyllä"), "value"] == 53
    assert tidy["value"].isna().equals(tidy["status"] != "shown")


def test_the_register_keeps_each_cell_as_it_was_shown():
    cells = publish("fi").to_cells("30_survey", "ages", table_class="person")
    assert len(cells) == 9
    assert set(cells["shown"]) >= {"alle 5", "ei näytetä"}


def test_the_input_is_left_as_it_was():
    before = COUNTS.copy()
    publish("fi")
    pd.testing.assert_frame_equal(COUNTS, before)


def test_rules_come_from_the_settings():
    rules = make_rules(
        DisclosureSettings(threshold_count=10, min_staff_count=6, max_hidden_share=0.1), "public"
    )
    assert rules == Rules(threshold=10, min_staff=6, max_hidden_share=0.1, audience="public")


@pytest.mark.parametrize(("n", "is_shown"), [(4, False), (5, True), (6, True)])
def test_means_need_the_threshold_of_answers(n, is_shown):
    frame = pd.DataFrame({"n": [n], "mean": [4.2], "mean_low": [3.9], "mean_high": [4.5]})
    staff = publish_means(frame, table_class="person", rules=Rules())
    analyst = publish_means(frame, table_class="person", rules=Rules(audience="analyst"))
    assert staff.notna().all(axis=None) == is_shown
    assert staff.isna().all(axis=None) != is_shown
    assert analyst.notna().all(axis=None)


def test_numbers_are_written_the_languages_way():
    assert format_count(12345, "fi") == "12\u00a0345"
    assert format_count(12345, "en") == "12,345"
    assert format_share(0.125, "fi") == "13\u00a0%"
    assert format_share(0.29, "en") == "29%"
    assert format_range(0.18, 0.29, "fi") == "arviolta 18–29\u00a0%"
