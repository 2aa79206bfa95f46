"""Questionnaires: items, their scales and the goal sentences that they speak for (TOML)."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from aspa_analysis.settings import FrozenModel, read_toml, validate_model

Role = Literal["scale", "choice", "multi", "open"]
Background = Literal["age_group", "gender", "language", "frequency"]
QuestionType = Literal["open", "positive", "negative", "wish"]


class Labels(FrozenModel):
    """A wording in the languages of the reports."""

    fi: str
    sv: str | None = None
    en: str | None = None

    def get(self, language: str) -> str:
        """Return the wording in a language, in Finnish when it lacks that."""
        return getattr(self, language, None) or self.fi


class Scale(FrozenModel):
    """A numeric answer scale.

    Attributes
    ----------
    low, high : float
        The least and the most favourable answer.
    codes : dict
        Answers in words and the number each stands for; compared without case and spaces.
    dont_know : tuple of str
        Answers that mean "I cannot say".
    """

    low: float
    high: float
    codes: dict[str, float] = Field(default_factory=dict)
    dont_know: tuple[str, ...] = ()


_DONT_KNOW = (
    "en osaa sanoa", "eos", "ei kokemusta", "en tiedä", "vet ej", "kan inte säga", "i don't know",
    "don't know", "cannot say", "no experience", "n/a", "x", "-oth-",
)  # fmt: skip
_AGREE: dict[str, float] = {
    "täysin eri mieltä": 1, "jokseenkin eri mieltä": 2, "osittain eri mieltä": 2, "eri mieltä": 2,
    "ei samaa eikä eri mieltä": 3, "jokseenkin samaa mieltä": 4, "osittain samaa mieltä": 4,
    "samaa mieltä": 4,    "täysin samaa mieltä": 5, "helt av annan åsikt": 1, "delvis av annan åsikt": 2,
    "varken av samma eller annan åsikt": 3, "delvis av samma åsikt": 4, "helt av samma åsikt": 5,
    "strongly disagree": 1, "disagree": 2, "neither agree nor disagree": 3, "neutral": 3, "agree": 4,
    "strongly agree": 5,
}  # fmt: skip
_SMILEYS: dict[str, float] = {
    "😡": 1, "☹": 1, "☹️": 1, ":(": 1, "hyvin tyytymätön": 1, "😟": 2, "🙁": 2, "tyytymätön": 2, "😐": 3,
    ":|": 3, "🙂": 4, "tyytyväinen": 4, "😀": 5, "😊": 5, ":)": 5, "hyvin tyytyväinen": 5,
}  # fmt: skip

SCALES: dict[str, Scale] = {
    "likert5": Scale(low=1, high=5, codes=_AGREE, dont_know=_DONT_KNOW),
    "school": Scale(low=4, high=10, dont_know=_DONT_KNOW),
    "nps": Scale(low=0, high=10, dont_know=_DONT_KNOW),
    "smiley5": Scale(low=1, high=5, codes=_SMILEYS, dont_know=_DONT_KNOW),
}


class Goal(FrozenModel):
    """A goal sentence of the library."""

    id: str
    label: Labels


class Option(FrozenModel):
    """An answer that can be chosen; ``values`` are its spellings in exports."""

    code: str
    label: Labels
    values: tuple[str, ...] = ()


class Item(FrozenModel):
    """A question.

    Attributes
    ----------
    role : {"scale", "choice", "multi", "open"}
        A number on a scale, one of the options, several of them (check boxes), or free text.
    background : str or None
        Column of ``respondents`` that the answer fills; such items describe the profiles and do
        not make them, apart from ``frequency``.
    ordered : bool
        Whether a choice's options go from little to much.
    """

    code: str
    role: Role
    label: Labels
    goals: tuple[str, ...] = ()
    scale: str | None = None
    option: tuple[Option, ...] = ()
    ordered: bool = False
    background: Background | None = None
    question_type: QuestionType | None = None
    in_profiles: bool = True

    @property
    def makes_profiles(self) -> bool:
        """Whether the item is evidence for the customer profiles."""
        behaviour = self.background is None or self.background == "frequency"
        return self.in_profiles and self.role != "open" and behaviour


class Questionnaire(FrozenModel):
    """A questionnaire: goals, scales of its own and items in the order asked."""

    id: str
    name: Labels
    goal: tuple[Goal, ...] = ()
    scale: dict[str, Scale] = Field(default_factory=dict)
    item: tuple[Item, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_references(self) -> Self:
        """Refuse items with an unknown scale or goal, or without the options they need."""
        goals = {goal.id for goal in self.goal}
        faults = [f"item {i.code}: no scale {i.scale}" for i in self.item if not self._knows_scale(i)]
        faults += [f"item {i.code}: no goal {g}" for i in self.item for g in i.goals if g not in goals]
        faults += [
            f"item {i.code}: no options" for i in self.item if i.role in ("choice", "multi") and not i.option
        ]
        codes = [i.code for i in self.item]
        faults += [f"item {code} twice" for code in sorted({c for c in codes if codes.count(c) > 1})]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _knows_scale(self, item: Item) -> bool:
        return item.role != "scale" or item.scale in self.scale or item.scale in SCALES

    @cached_property
    def items(self) -> dict[str, Item]:
        """The items by their codes."""
        return {item.code: item for item in self.item}

    def get_scale(self, item: Item) -> Scale:
        """Return the scale of a ``scale`` item."""
        return self.scale.get(item.scale or "") or SCALES[item.scale or ""]

    def list_items(self, role: Role) -> list[Item]:
        """List the items of one role, in the order asked."""
        return [item for item in self.item if item.role == role]


def load_questionnaire(path: Path) -> Questionnaire:
    """Read a questionnaire.

    Parameters
    ----------
    path : Path
        A TOML file of ``config/questionnaires``.

    Returns
    -------
    Questionnaire
        The questionnaire.

    Raises
    ------
    SettingsError
        If the file is missing or not understood.
    """
    return validate_model(Questionnaire, read_toml(path), source=path.name)


def load_wave_questionnaires(processed: Path) -> dict[str, Questionnaire]:
    """Read the questionnaire of each survey wave, as the last run wrote them.

    Parameters
    ----------
    processed : Path
        Folder of the processed tables.

    Returns
    -------
    dict
        Questionnaire by wave; empty before the first run.
    """
    path = processed / "questionnaires.json"
    if not path.exists():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    return {wave: Questionnaire.model_validate(one) for wave, one in content.items()}
