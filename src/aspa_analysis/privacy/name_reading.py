"""A text while its names are being found: its words, and what is decided of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from aspa_analysis.privacy.name_lexicon import CAPITAL, FIRST, LAST, PROPER, WORD, NameLexicon
from aspa_analysis.privacy.name_tokens import Token

STRICT = CAPITAL | WORD | PROPER
NAME = FIRST | LAST


@dataclass(slots=True)
class Reading:
    """What is known of a text while its names are being found."""

    text: str
    tokens: list[Token]
    lexicon: NameLexicon
    kept: set[int]
    introduced: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)

    def follows(self, place: int) -> bool:
        """Whether the word stands right after the one before it, with a space between."""
        return 0 < place < len(self.tokens) and self.tokens[place].gap == " "

    def is_name(self, place: int, bits: int = NAME) -> bool:
        """Whether the lists know the word as a name of that sort, and nothing keeps it."""
        return (
            0 <= place < len(self.tokens) and self.tokens[place].bits & bits != 0 and place not in self.kept
        )
