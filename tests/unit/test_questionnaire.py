from pathlib import Path

import pytest

from aspa_analysis.errors import SettingsError
from aspa_analysis.questionnaire import SCALES, load_questionnaire

GOALS = {*(f"G{i}" for i in range(1, 8)), *(f"O{i}" for i in range(1, 6))}


def test_the_shipped_questionnaire_asks_about_every_goal(root: Path) -> None:
    questionnaire = load_questionnaire(root / "config" / "questionnaires" / "asiakaskysely.toml")
    assert {goal for item in questionnaire.item for goal in item.goals} == GOALS
    for item in questionnaire.item:
        assert item.label.sv
        assert item.label.en


def test_background_stays_out_of_the_profiles_but_frequency_does_not(root: Path) -> None:
    questionnaire = load_questionnaire(root / "config" / "questionnaires" / "asiakaskysely.toml")
    makes = {item.code for item in questionnaire.item if item.makes_profiles}
    assert "kayntitiheys" in makes
    assert not makes & {"ika", "sukupuoli", "vapaa_sana", "chat_palvelu"}


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ('role = "scale"\nscale = "none"', "no scale none"),
        ('role = "multi"', "no options"),
        ('role = "open"\ngoals = ["G9"]', "no goal G9"),
    ],
)
def test_items_that_refer_to_nothing_are_refused(tmp_path: Path, item: str, fault: str) -> None:
    path = tmp_path / "q.toml"
    path.write_text(
        f'id = "q"\nname = {{ fi = "Q" }}\n[[item]]\ncode = "a"\nlabel = {{ fi = "A" }}\n{item}\n',
        encoding="utf-8",
    )
    with pytest.raises(SettingsError, match=fault):
        load_questionnaire(path)


def test_the_known_scales_run_from_low_to_high() -> None:
    assert {"likert5", "school", "nps", "smiley5"} <= set(SCALES)
    for scale in SCALES.values():
        assert scale.low < scale.high
        assert all(scale.low <= number <= scale.high for number in scale.codes.values())
