"""Finding the codebook's word patterns in tokenised texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

GAP = "…"
SENTENCE_START = "^"
_MAX_GAP_WORDS = 4


class Word(NamedTuple):
    """A word of a text, as patterns see it.

    Attributes
    ----------
    surface, lemma : str
        Lower-case form and base form; a pattern may fit either.
    sentence : int
        Number of its sentence; a phrase does not cross sentences.
    """

    surface: str
    lemma: str
    sentence: int


class Match(NamedTuple):
    """A pattern found: its label, the words ``[start, end)`` it covers, and how it stood in the text."""

    label: str
    start: int
    end: int
    surface: str


class _Continuation(NamedTuple):
    """What follows a phrase's first word, and whether that word has to open a sentence."""

    label: str
    rest: tuple[str, ...]
    at_start: bool


class PatternIndex:
    """Patterns of many labels, found together.

    Parameters
    ----------
    patterns : mapping of str to iterable of str
        Label to its patterns, in the codebook's notation.

    Notes
    -----
    Each different word is compared with the patterns once and remembered, so that the time grows with the
    vocabulary and not with the texts.
    """

    def __init__(self, patterns: Mapping[str, Iterable[str]]) -> None:
        self._starts: defaultdict[str, list[_Continuation]] = defaultdict(list)
        self._exact: set[str] = set()
        self._prefixes: set[str] = set()
        self._wild: set[str] = set()
        self._known: dict[tuple[str, str], frozenset[str]] = {}
        for label, phrases in patterns.items():
            for phrase in dict.fromkeys(phrases):
                self._add_phrase(label, phrase.lower())

    def _add_phrase(self, label: str, phrase: str) -> None:
        parts = phrase.removeprefix(SENTENCE_START).split()
        entry = _Continuation(label, tuple(parts[1:]), phrase.startswith(SENTENCE_START))
        self._starts[parts[0]].append(entry)
        for part in parts:
            if part == GAP:
                continue
            if "*" not in part:
                self._exact.add(part)
            elif part.endswith("*") and "*" not in part[:-1]:
                self._prefixes.add(part[:-1])
            else:
                self._wild.add(part)

    def _list_fitting(self, word: Word) -> frozenset[str]:
        """Return the single-word patterns that fit a word, from memory when it was seen before."""
        key = (word.surface, word.lemma)
        if key not in self._known:
            fitting = set()
            for form in dict.fromkeys(key):
                if form in self._exact:
                    fitting.add(form)
                fitting |= {f"{form[:n]}*" for n in range(1, len(form) + 1) if form[:n] in self._prefixes}
                fitting |= {pattern for pattern in self._wild if fnmatchcase(form, pattern)}
            self._known[key] = frozenset(fitting)
        return self._known[key]

    def _follow(self, words: Sequence[Word], at: int, rest: tuple[str, ...]) -> int | None:
        """Return where a phrase that continues at ``at`` ends, or nothing."""
        if not rest:
            return at
        reach = _MAX_GAP_WORDS if rest[0] == GAP else 0
        part, after = (rest[1], rest[2:]) if rest[0] == GAP else (rest[0], rest[1:])
        for place in range(at, min(at + reach + 1, len(words))):
            if words[place].sentence != words[at - 1].sentence:
                return None
            if part in self._list_fitting(words[place]):
                end = self._follow(words, place + 1, after)
                if end is not None:
                    return end
        return None

    def find(self, words: Sequence[Word]) -> list[Match]:
        """Find every pattern in a text.

        Parameters
        ----------
        words : sequence of Word
            The text's words in order.

        Returns
        -------
        list of Match
            By place, then by label; overlapping ones are all kept.
        """
        found = set()
        for start, word in enumerate(words):
            is_first = start == 0 or words[start - 1].sentence != word.sentence
            for pattern in self._list_fitting(word):
                for entry in self._starts.get(pattern, ()):
                    end = self._follow(words, start + 1, entry.rest)
                    if end is not None and (is_first or not entry.at_start):
                        surface = " ".join(item.surface for item in words[start:end])
                        found.add(Match(entry.label, start, end, surface))
        return sorted(found, key=lambda match: (match.start, match.end, match.label))


def drop_overlapping(matches: Iterable[Match], blocks: Iterable[Match]) -> list[Match]:
    """Leave out the matches that touch a blocked stretch of words.

    Parameters
    ----------
    matches, blocks : iterable of Match
        Matches, and the stretches that do not count.

    Returns
    -------
    list of Match
        The matches left, in order.
    """
    blocked = {place for block in blocks for place in range(block.start, block.end)}
    return [match for match in matches if not blocked.intersection(range(match.start, match.end))]
