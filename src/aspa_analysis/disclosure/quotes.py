"""Which of the customers' words may be quoted to whom."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Self

import pandas as pd

from aspa_analysis.settings import Audience

_LEAST_WORDS, _MOST_CHARACTERS = 3, 280
_MARK = re.compile(r"\[[^\W\d_]+\]")
_PUBLIC_COLUMNS = ("feedback_id", "library", "theme", "text")


@dataclass(frozen=True)
class Lexicon:
    """Words by which a text is known to touch something, such as a special category of personal data.

    Attributes
    ----------
    pattern : re.Pattern
        Finds one in a case-folded text.
    """

    pattern: re.Pattern[str]

    @classmethod
    def from_words(cls, *, starts: list[str], parts: list[str], words: list[str]) -> Self:
        """Make a lexicon.

        Parameters
        ----------
        starts : list of str
            Beginnings of words.
        parts : list of str
            Found anywhere in a word, for the last part of a compound.
        words : list of str
            Whole words.

        Returns
        -------
        Lexicon
            The lexicon.
        """
        shapes = (
            *(rf"\b{re.escape(start)}" for start in starts),
            *(re.escape(part) for part in parts),
            *(rf"\b{re.escape(word)}\b" for word in words),
        )
        return cls(re.compile("|".join(shapes)) if shapes else re.compile(r"(?!)"))

    def is_in(self, text: str) -> bool:
        """Tell whether a text has one of the words."""
        return self.pattern.search(text.casefold()) is not None


@cache
def load_lexicon(name: str = "special_categories") -> Lexicon:
    """Read a lexicon that ships with the project, in Finnish, Swedish and English.

    Parameters
    ----------
    name : {"special_categories", "never_quoted", "conduct"}
        Special categories of personal data; fear, violence and the like, which nobody is quoted; a member
        of staff and how one behaved.

    Returns
    -------
    Lexicon
        The words of every category and language.
    """
    source = files("aspa_analysis.disclosure") / f"{name}.toml"
    categories = tomllib.loads(source.read_text(encoding="utf-8")).values()
    return Lexicon.from_words(
        **{
            kind: [word for category in categories for word in category.get(kind, ())]
            for kind in ("starts", "parts", "words")
        }
    )


def is_public_quote(text: str, lexicon: Lexicon | None = None) -> bool:
    """Tell whether a text may be quoted to the public.

    Parameters
    ----------
    text : str
        A redacted text.
    lexicon : Lexicon, optional
        Special categories; left out, those that ship.

    Returns
    -------
    bool
        Whether it is of a length to quote, nothing was redacted in it, and it touches no special
        category and nothing that is never quoted.
    """
    return (
        len(text.split()) >= _LEAST_WORDS
        and len(text) <= _MOST_CHARACTERS
        and _MARK.search(text) is None
        and not (lexicon or load_lexicon()).is_in(text)
        and not load_lexicon("never_quoted").is_in(text)
    )


def select_quotes(
    frame: pd.DataFrame, *, audience: Audience, n: int, lexicon: Lexicon | None = None
) -> pd.DataFrame:
    """Select the notes to quote, in the order given.

    Parameters
    ----------
    frame : pandas.DataFrame
        Notes with ``text``, the best first, and what there is of ``feedback_id, library, theme,
        respondent_id``.
    audience : {"analyst", "staff", "public"}
        Who reads the quotes.
    n : int
        How many at most.
    lexicon : Lexicon, optional
        Special categories; left out, those that ship.

    Returns
    -------
    pandas.DataFrame
        At most `n` rows, each text once and each respondent once. The public sees only what
        `is_public_quote` lets through, with no column but ``feedback_id, library, theme, text``; staff
        see a special category only where nothing else is left. Fear, violence and secret recordings are
        quoted to nobody.
    """
    words = lexicon or load_lexicon()
    texts = frame["text"].astype("str")
    is_never = texts.map(load_lexicon("never_quoted").is_in).astype(bool)
    kept = frame.loc[~texts.map(_fold).duplicated() & ~is_never]
    if "respondent_id" in kept.columns:
        kept = kept.loc[kept["respondent_id"].isna() | ~kept["respondent_id"].duplicated()]
    if audience == "public":
        kept = kept.loc[kept["text"].map(lambda text: is_public_quote(text, words)).astype(bool)]
        kept = kept[[name for name in _PUBLIC_COLUMNS if name in kept.columns]]
    elif audience == "staff":
        is_special = kept["text"].map(words.is_in).astype(bool)
        kept = pd.concat([kept.loc[~is_special], kept.loc[is_special]])
    return kept.head(n)


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())
