"""Three things worth knowing: real news leads, one voice and a petition do not, thanks come first."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reporting_project import MONTHS, list_history, make_note, make_project, render, write_text

from aspa_analysis.reporting import Report, digest, digest_change, open_report, three_things
from aspa_analysis.reporting.voices import mark_voices

BASE = 40


def _open(
    tmp_path: Path, notes: list[dict[str, object]], *, period: str = "2025-06", **options: str
) -> Report:
    project = make_project(tmp_path / "p", notes=notes)
    return open_report("20_digest", project=project, unit="iso", period=period, **options)


def _find(report: Report) -> tuple[pd.DataFrame, tuple[three_things.Finding, ...], pd.DataFrame]:
    running = digest.load_running_notes(report)
    unusual = three_things.compare_with_usual(report, running)
    notes = digest.select_period(report, running)
    return unusual, three_things.choose_findings(report, notes, unusual), notes


def _list_spike(size: int) -> list[dict[str, object]]:
    return [
        make_note(n, theme="maksut", kind="moite", tone=-1, text=write_text(n, "maksu")) for n in range(size)
    ]


def test_many_voices_on_one_theme_are_news(tmp_path: Path) -> None:
    report = _open(tmp_path, [*list_history(per_month=BASE), *_list_spike(14)])
    unusual, findings, notes = _find(report)
    assert [theme for theme, row in unusual.iterrows() if row["is_unusual"]] == ["maksut"]
    alarm = next(f for f in findings if f.kind == "more")
    assert (alarm.theme, alarm.count) == ("maksut", 14)
    usual = f"kun näin monesta palautteesta yleensä {alarm.low}–{alarm.high}"
    text = three_things.name_finding(report, alarm)
    assert text == f"Maksuista tuli tavallista enemmän palautetta: 14, {usual}."
    html = render(three_things.describe_findings(report, notes, findings, set()))
    assert html.count("Mistä tämä näkyy?") == html.count("Mitä voisimme tehdä?") == len(findings) == 3


def test_a_petition_does_not_lead(tmp_path: Path) -> None:
    copies = [
        make_note(
            n,
            theme="maksut",
            kind="moite",
            tone=-1,
            text=f"Perukaa heti kaikki uudet maksut lapsilta ja nuorilta {n}",
        )
        for n in range(300)
    ]
    report = _open(tmp_path, [*list_history(per_month=BASE), *copies])
    unusual, findings, notes = _find(report)
    assert not unusual["is_unusual"].any()
    assert all(finding.theme != "maksut" for finding in findings)
    assert len(set(notes.loc[notes["theme_maksut"], "voice"])) == 1


def test_one_tally_does_not_lead_but_counts(tmp_path: Path) -> None:
    report = _open(
        tmp_path,
        [*list_history(per_month=BASE), make_note(1, theme="maksut", kind="moite", tone=-1, tally=40)],
    )
    unusual, findings, notes = _find(report)
    assert not unusual.loc["maksut", "is_unusual"]
    assert all(finding.theme != "maksut" for finding in findings)
    assert three_things.count_themes(notes, ("maksut",))["maksut"] == 40


def test_thanks_come_first_and_a_quiet_month_says_so(tmp_path: Path) -> None:
    report = _open(tmp_path, list_history(per_month=BASE))
    unusual, findings, _notes = _find(report)
    assert findings[0].kind == "kiitos"
    html = render(digest.describe_quiet(report, unusual, findings))
    about = report.wording.about(findings[0].theme, "")
    assert html == f"<p>Tässä kuussa mikään ei poikennut tavallisesta. Eniten kiitettiin {about}.</p>"


def test_a_missing_month_is_no_quiet_month(tmp_path: Path) -> None:
    without = [month for month in MONTHS if month != "2025-03"]
    report = _open(tmp_path, list_history(per_month=BASE, months=without))
    earlier = three_things.list_earlier_periods(digest.load_running_notes(report), report.period)
    assert "2025-03" not in {period.id for period in earlier}
    assert len(earlier) == len(MONTHS) - 2


def test_five_times_the_recording_days_raise_no_alarm(tmp_path: Path) -> None:
    # Story: one branch has five times the recording days of before.
    extra = list_history(library="iso", per_month=BASE * 4, months=["2025-06"])
    extra = [note | {"number": 10**7 + n, "text": write_text(n, "uusi")} for n, note in enumerate(extra)]
    notes = [*list_history(per_month=BASE), *extra]
    days = {("iso", month): 20 if month == "2025-06" else 4 for month in MONTHS}
    project = make_project(tmp_path / "p", notes=notes, days=days)
    report = open_report("20_digest", project=project, unit="iso", period="2025-06")
    running = digest.load_running_notes(report)
    found = three_things.compare_with_usual(report, running)
    assert len(found) == 18
    assert not found["is_unusual"].any()


def test_a_quiet_month_is_told_as_such_and_not_as_satisfaction(tmp_path: Path) -> None:
    # Story: in July the branch sees a quiet month, not a fall of anything.
    quiet = [
        note | {"number": 10**7 + n, "text": write_text(n, "hiljaa")}
        for n, note in enumerate(list_history(per_month=12, months=["2025-06"]))
    ]
    report = _open(tmp_path, [*list_history(per_month=BASE, months=MONTHS[:-1]), *quiet])
    running = digest.load_running_notes(report)
    unusual = three_things.compare_with_usual(report, running)
    html = render(digest_change.describe_change(report, running, unusual, None))
    assert "Hiljainen kuukausi: palautteita 12, yleensä" in html
    assert not unusual["is_unusual"].any()


def test_the_public_hears_of_no_theme_with_fewer_than_five_notes(tmp_path: Path) -> None:
    few = [make_note(n, theme="maksut", kind="kiitos", text=write_text(n, "hyvä")) for n in range(4)]
    assert _find(_open(tmp_path, few, audience="public"))[1] == ()
    assert _find(_open(tmp_path, few))[1][0].theme == "maksut"


@pytest.mark.parametrize(
    ("texts", "voices"),
    [
        (["Kiitos hyvästä palvelusta"] * 5, 5),
        (["Palauttakaa meidän lähikirjaston lauantain aukiolo heti"] * 3, 1),
        (["Palauttakaa meidän lauantain aukiolo heti", "palauttakaa meidän lauantain AUKIOLO heti!!"], 1),
        (["Lasten satutunti oli ihana elämys", "Automaatti ei lukenut korttia eilen"], 2),
        ([], 0),
    ],
)
def test_long_copies_are_one_voice_and_short_thanks_are_many(texts: list[str], voices: int) -> None:
    assert mark_voices(pd.DataFrame({"text": pd.Series(texts, dtype="str")})).nunique() == voices


@given(
    st.lists(
        st.sets(st.sampled_from("abcdefghij"), min_size=5).map(lambda own: " ".join(sorted(own))), max_size=12
    )
)
def test_only_the_rarest_words_are_compared_and_no_pair_is_lost(texts: list[str]) -> None:
    voices = mark_voices(pd.DataFrame({"text": pd.Series(texts, dtype="str")})).to_list()
    words = [set(text.split()) for text in texts]
    alike = [
        (i, j)
        for i in range(len(texts))
        for j in range(i)
        if len(words[i] & words[j]) >= 0.8 * len(words[i] | words[j])
    ]
    assert all(voices[i] == voices[j] for i, j in alike)
    neighbours = {end for pair in alike for end in pair}
    assert all(voices.count(voices[i]) == 1 for i in range(len(texts)) if i not in neighbours)


def test_the_order_of_themes_agrees_with_the_numbers_shown(tmp_path: Path) -> None:
    notes = [make_note(n, theme="tilat", kind="moite", tone=-1) for n in range(3)]
    notes += [make_note(10 + n, theme="maksut", kind="moite", tone=-1, tally=6) for n in range(2)]
    report = _open(tmp_path, notes)
    findings = _find(report)[1]
    assert [(f.theme, f.count) for f in findings] == [("maksut", 12)]


def test_the_three_things_are_of_different_themes_where_there_are(tmp_path: Path) -> None:
    kinds = [("kiitos", 1), ("moite", -1), ("toive", 0)]
    notes = [
        make_note(100 * k + 10 * t + n, theme=theme, kind=kind, tone=tone)
        for k, (kind, tone) in enumerate(kinds)
        for t, (theme, count) in enumerate((("tilat", 6), ("maksut", 4), ("aukiolo", 2)))
        for n in range(count)
    ]
    findings = _find(_open(tmp_path, notes))[1]
    assert [(f.kind, f.theme) for f in findings] == [
        ("kiitos", "tilat"),
        ("moite", "maksut"),
        ("toive", "aukiolo"),
    ]


def test_less_feedback_is_told_without_a_quote(tmp_path: Path) -> None:
    notes = [
        note
        for note in list_history(per_month=240)
        if not (note["month"] == "2025-06" and note["theme"] == "tilat" and int(str(note["number"])) % 9)
    ]
    report = _open(tmp_path, notes)
    _, findings, own = _find(report)
    less = tuple(f for f in findings if f.kind == "less")
    assert [f.theme for f in less] == ["tilat"]
    assert "<blockquote" not in render(three_things.describe_findings(report, own, less, set()))
