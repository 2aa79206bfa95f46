"""The codebook: themes, kinds, tone words and non-answers, read from ``config/codebook.toml``.

Staff edit the file; these models refuse what they do not know, so that a misspelt key is found when the
file is read and not when a report looks odd.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from aspa_analysis.resources import shipped
from aspa_analysis.settings import FrozenModel, Language, read_toml, validate_model

CODE_PATTERN = r"^[a-z][a-z0-9_]*$"


class Names(FrozenModel):
    """What a code is called in each report language."""

    fi: str = Field(min_length=1)
    sv: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def of_language(self, language: Language) -> str:
        """Return the name in one language."""
        return {"fi": self.fi, "sv": self.sv, "en": self.en}[language]


class Words(FrozenModel):
    """Word patterns (or example sentences) by language.

    A pattern is one or more words; ``*`` at a word's start or end stands for any letters, ``…`` between
    words for up to four other words, ``^`` before the first for a sentence's start. A word without ``*``
    is found in every inflected form.
    """

    fi: tuple[str, ...] = ()
    sv: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _refuse_bare_stars(self) -> Self:
        for word in (*self.fi, *self.sv, *self.en):
            if not word.strip("^* …"):
                raise ValueError("a pattern is empty or holds only stars; write at least one letter")
        return self

    def of_language(self, language: str) -> tuple[str, ...]:
        """Return the patterns of one language; none for a language the codebook does not know."""
        return {"fi": self.fi, "sv": self.sv, "en": self.en}.get(language, ())


class Subtheme(FrozenModel):
    """A part of a theme that is shown on its own."""

    code: str = Field(pattern=CODE_PATTERN)
    names: Names
    seeds: Words


class Theme(FrozenModel):
    """One theme: what it means, which words speak for it, and the group it coarsens to.

    ``usual_kind`` is what a text on it mostly is when no word tells. Beside a word of ``vetoes`` the theme
    needs a seed of its own.
    """

    code: str = Field(pattern=CODE_PATTERN)
    group: str = Field(pattern=CODE_PATTERN)
    usual_kind: str | None = None
    names: Names
    definition: str = Field(min_length=1)
    include: str = Field(min_length=1)
    exclude: str = Field(min_length=1)
    seeds: Words
    hints: Words = Words()
    blocks: Words = Words()
    vetoes: Words = Words()
    subthemes: tuple[Subtheme, ...] = ()
    examples: Words = Words()


class ThemeGroup(FrozenModel):
    """Themes that are added together when counts are too small to show apart."""

    code: str = Field(pattern=CODE_PATTERN)
    names: Names


class Kind(FrozenModel):
    """What a text does: thanks, criticises, wishes or asks."""

    code: str = Field(pattern=CODE_PATTERN)
    names: Names
    definition: str = Field(min_length=1)
    seeds: Words


class Emoji(FrozenModel):
    """Smileys and picture characters, as they stand in the text."""

    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()


class ToneWords(FrozenModel):
    """Words that carry the tone, and words that turn it."""

    positive: Words
    negative: Words
    negators: Words
    contrast: Words
    irony: Words
    emoji: Emoji = Emoji()


class NonanswerWords(FrozenModel):
    """Phrases that answer a survey question without saying anything about its matter."""

    nothing: Words
    unsure: Words
    good: Words
    bad: Words
    everything: Words
    fillers: Words


def _find_repeated(codes: Iterable[str]) -> list[str]:
    return sorted(code for code, count in Counter(codes).items() if count > 1)


class Codebook(FrozenModel):
    """The whole codebook.

    Attributes
    ----------
    version : str
        Version the codes of a run are stamped with.
    themes, kinds, groups : tuple
        In the order of the file, which is the order of columns and charts.
    """

    version: str = Field(min_length=1)
    groups: tuple[ThemeGroup, ...] = Field(min_length=1)
    themes: tuple[Theme, ...] = Field(min_length=1)
    kinds: tuple[Kind, ...] = Field(min_length=1)
    tone: ToneWords
    nonanswers: NonanswerWords
    fault: Words

    @model_validator(mode="after")
    def _check_codes(self) -> Self:
        for what, codes in (
            ("theme", self.theme_codes),
            ("kind", self.kind_codes),
            ("group", self.group_codes),
        ):
            if repeated := _find_repeated(codes):
                raise ValueError(f"{what} codes given twice: {repeated}; a code is used once")
        if unknown := sorted({theme.group for theme in self.themes} - set(self.group_codes)):
            raise ValueError(f"groups that are not listed: {unknown}; add them under [[groups]]")
        kinds = {theme.usual_kind for theme in self.themes} - {None, *self.kind_codes}
        if kinds:
            raise ValueError(f"usual kinds that are not listed: {len(kinds)}; use a code of [[kinds]]")
        return self

    @property
    def theme_codes(self) -> tuple[str, ...]:
        """Codes of the themes, in order."""
        return tuple(theme.code for theme in self.themes)

    @property
    def kind_codes(self) -> tuple[str, ...]:
        """Codes of the kinds, in order."""
        return tuple(kind.code for kind in self.kinds)

    @property
    def group_codes(self) -> tuple[str, ...]:
        """Codes of the theme groups, in order."""
        return tuple(group.code for group in self.groups)

    @property
    def group_of_theme(self) -> dict[str, str]:
        """Theme code to the code of the group it coarsens to."""
        return {theme.code: theme.group for theme in self.themes}

    def name_code(self, code: str, language: Language = "fi") -> str:
        """Return the display name of a theme, kind, group or subtheme (``theme.subtheme``).

        Parameters
        ----------
        code : str
            Code of a theme, a kind, a group or, with its theme and a dot, a subtheme.
        language : {"fi", "sv", "en"}
            Language of the report.

        Returns
        -------
        str
            The name.

        Raises
        ------
        KeyError
            If the codebook has no such code.
        """
        named = {group.code: group.names for group in self.groups}
        named |= {kind.code: kind.names for kind in self.kinds}
        named |= {theme.code: theme.names for theme in self.themes}
        named |= {f"{theme.code}.{sub.code}": sub.names for theme in self.themes for sub in theme.subthemes}
        return named[code].of_language(language)


def load_codebook(path: Path | str | None = None) -> Codebook:
    """Read a codebook.

    Parameters
    ----------
    path : Path or str, optional
        A TOML file; left out, the codebook that ships.

    Returns
    -------
    Codebook
        The codebook, frozen.

    Raises
    ------
    SettingsError
        If the file is missing, is not TOML, or has unknown keys, repeated codes or unknown groups.
    """
    file = shipped("config/codebook.toml") if path is None else Path(path)
    return validate_model(Codebook, read_toml(file), source=file.name)
