"""Taking personal data out of text: names and direct identifiers become typed marks."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aspa_analysis.privacy.accounts import find_birth_dates, find_ibans
from aspa_analysis.privacy.addresses import find_addresses, find_home_streets
from aspa_analysis.privacy.cards import find_cards
from aspa_analysis.privacy.credentials import find_credentials
from aspa_analysis.privacy.emails import find_emails
from aspa_analysis.privacy.hetu import find_hetus
from aspa_analysis.privacy.name_forms import inflect_name
from aspa_analysis.privacy.names import find_names
from aspa_analysis.privacy.phones import find_phones, find_spoken_phones
from aspa_analysis.privacy.plates import find_plates
from aspa_analysis.privacy.spans import MARKS, Span, merge_spans, replace_spans
from aspa_analysis.settings import FrozenModel, read_toml, validate_model
from aspa_analysis.text.normalise import normalise

_Detector = Callable[[str], Iterator[Span]]
_WITH_DIGITS: tuple[_Detector, ...] = (
    find_hetus,
    find_ibans,
    find_cards,
    find_phones,
    find_plates,
    find_birth_dates,
    find_addresses,
)
_ANY: tuple[_Detector, ...] = (find_emails, find_credentials, find_spoken_phones, find_home_streets)
_DIGIT = re.compile(r"\d")
_MARK = re.compile("|".join(re.escape(mark) for mark in MARKS.values()))
# Replacing may bring out what was hidden before; two or three rounds are enough in practice.
_MAX_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without personal data.

    Attributes
    ----------
    text : str
        The text as given, each span replaced by the mark of its kind.
    spans : tuple of Span
        Where the spans stood in the text as given.
    """

    text: str
    spans: tuple[Span, ...]


class RedactionWords(FrozenModel):
    """What ``redaction.toml`` may hold: words that are always hidden or always kept."""

    always_hide: tuple[str, ...] = ()
    always_keep: tuple[str, ...] = ()


class Redactor:
    """Takes personal data out of texts.

    Parameters
    ----------
    always_hide : iterable of str
        Names or phrases that are always hidden, in every case form (a library's staff).
    always_keep : iterable of str
        Names or phrases that are never hidden (its own rooms, places and phone number).
        What is in both is hidden.
    places : iterable of str
        One-word names of its branches and towns ("Harjula"), kept in every case form unless the words
        around prove that a person is meant.
    """

    def __init__(
        self, always_hide: Iterable[str] = (), always_keep: Iterable[str] = (), places: Iterable[str] = ()
    ) -> None:
        self._hidden = _compile_phrases(always_hide)
        keep = tuple(always_keep)
        self._kept = _compile_phrases(keep)
        self._kept_words = _list_forms(phrase for phrase in keep if len(phrase.split()) == 1)
        self._places = _list_forms(places)

    def redact(self, texts: Iterable[object]) -> list[Redacted]:
        """Take personal data out of texts.

        Parameters
        ----------
        texts : iterable of str
            The texts; None, NaN and NA count as empty.

        Returns
        -------
        list of Redacted
            One for each text, in order.
        """
        return [self.redact_one(text) for text in texts]

    def redact_one(self, text: object) -> Redacted:
        """Take personal data out of one text.

        Parameters
        ----------
        text : str
            The text; None, NaN and NA count as empty.

        Returns
        -------
        Redacted
            The text without personal data, and what was taken out.
        """
        given = _read_text(text)
        if not given or given.isspace():
            return Redacted(given, ())
        spans: list[Span] = []
        redacted = given
        for _round in range(_MAX_ROUNDS):
            found = self._find(redacted)
            if not found:
                break
            spans = merge_spans([*spans, *_move_back(found, spans)])
            redacted = replace_spans(given, spans)
        return Redacted(redacted, tuple(spans))

    def _find(self, text: str) -> list[Span]:
        """Find spans outside the marks already written."""
        plain = normalise(text)
        found = [span for detect in _ANY for span in detect(plain.text)]
        if _DIGIT.search(plain.text):
            found += [span for detect in _WITH_DIGITS for span in detect(plain.text)]
        found += find_names(plain.text, keep=self._kept_words, places=self._places)
        if self._kept is not None and found:
            found = [span for span in found if not _lies_in(span, self._kept, plain.text)]
        if self._hidden is not None:
            found += [Span(match.start(), match.end(), "name") for match in self._hidden.finditer(plain.text)]
        if not found:
            return []
        moved = [Span(*plain.find_source(span.start, span.end), span.kind) for span in found]
        return list(_outside_marks(merge_spans(moved), text))


def _list_forms(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in words for form, _case in inflect_name(word.strip()))


def redact(texts: Iterable[object]) -> list[Redacted]:
    """Take personal data out of texts with the package's own lists.

    Parameters
    ----------
    texts : iterable of str
        The texts; None, NaN and NA count as empty.

    Returns
    -------
    list of Redacted
        One for each text, in order.

    Examples
    --------
    >>> redact(["Kiitos Tuijalle, soittakaa 050 555 0123"])[0].text
    'Kiitos [nimi], soittakaa [puhelin]'
    """
    return get_default_redactor().redact(texts)


@cache
def get_default_redactor() -> Redactor:
    """Give the redactor without a library's own words.

    Returns
    -------
    Redactor
        One and the same in a process.
    """
    return Redactor()


def load_redaction_words(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read a library's always-hide and always-keep words.

    Parameters
    ----------
    path : Path
        ``config/redaction.toml``; need not be there.

    Returns
    -------
    tuple
        Words to hide and words to keep.

    Raises
    ------
    SettingsError
        If the file cannot be read or holds unknown keys.
    """
    if not path.exists():
        return (), ()
    words = validate_model(RedactionWords, read_toml(path), source=path.name)
    return words.always_hide, words.always_keep


def _read_text(text: object) -> str:
    if isinstance(text, str):
        return text
    if text is None or (isinstance(text, float) and math.isnan(text)):
        return ""
    # pandas.NA and NaT are neither None nor a float.
    return "" if type(text).__name__ in {"NAType", "NaTType"} else str(text)


def _compile_phrases(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """Make one pattern of all case forms; the last word of a phrase bends, the others may."""
    written: set[str] = set()
    for phrase in phrases:
        words = phrase.split()
        if words:
            written.add(r"\s+".join("(?:" + "|".join(_forms_for_pattern(word)) + ")" for word in words))
    if not written:
        return None
    return re.compile(
        r"(?<!\w)(?:" + "|".join(sorted(written, key=len, reverse=True)) + r")(?!\w)", re.IGNORECASE
    )


def _forms_for_pattern(word: str) -> list[str]:
    forms = {form for form, _case in inflect_name(word)} if word.isalpha() else {word}
    return sorted((re.escape(form) for form in forms), key=lambda form: (-len(form), form))


def _lies_in(span: Span, pattern: re.Pattern[str], text: str) -> bool:
    return any(match.start() <= span.start and span.end <= match.end() for match in pattern.finditer(text))


def _outside_marks(spans: list[Span], text: str) -> Iterator[Span]:
    """Cut out of the spans the marks that an earlier redaction wrote."""
    marks = [match.span() for match in _MARK.finditer(text)]
    for span in spans:
        start = span.start
        for mark_start, mark_end in marks:
            if mark_end <= start or mark_start >= span.end:
                continue
            yield from _trimmed(text, start, mark_start, span)
            start = mark_end
        yield from _trimmed(text, start, span.end, span)


def _trimmed(text: str, start: int, end: int, span: Span) -> Iterator[Span]:
    """Give what is left of a span, if it holds anything that could identify."""
    piece = text[start:end]
    if any(char.isalnum() for char in piece):
        lead = len(piece) - len(piece.lstrip())
        yield Span(start + lead, end - (len(piece) - len(piece.rstrip())), span.kind)


def _move_back(found: list[Span], earlier: list[Span]) -> Iterator[Span]:
    """Turn spans of the redacted text into spans of the given text."""
    for span in found:
        shift = 0
        for old in earlier:
            if old.start + len(MARKS[old.kind]) - shift > span.start:
                break
            shift += (old.end - old.start) - len(MARKS[old.kind])
        yield Span(span.start + shift, span.end + shift, span.kind)
