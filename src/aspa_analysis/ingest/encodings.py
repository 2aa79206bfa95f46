"""Bytes to text: which encoding, judged by whether the letters beyond ASCII make sense in words."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from aspa_analysis.errors import InputError

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In order of how common they are in Finland; a tie goes to the first.
_SINGLE_BYTE: dict[str, str] = {
    "windows-1252": "cp1252",
    "iso-8859-15": "iso8859-15",
    "cp850": "cp850",
    "mac-roman": "mac-roman",
}
_HOME_LETTERS = frozenset("äöÄÖ")
_NEAR_LETTERS = frozenset("åÅéèêëüúóòôíìîïáàâãæøõñçšžßœÉÜÕŠŽØÆÁÍÓÚÑÇŒ")
_PUNCTUATION = frozenset("–—’‘“”„•…€§½°»«·®©²³µ´\u00a0")
_INSIDE_WORDS = frozenset("–’´·\u00a0")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\ufffd]")
_SAMPLE_CHARS = 200_000
_PLAUSIBLE_SCORE = 0.8
_MIXED_RATIO = 10


@dataclass(frozen=True)
class Decoded:
    """Text of a file, the encoding it was read with and what had to be inferred."""

    text: str
    encoding: str
    notes: tuple[str, ...]


def decode_text(content: bytes, *, name: str, encoding: str | None = None) -> Decoded:
    """Decode a text file.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name, for messages.
    encoding : str, optional
        Encoding to use without guessing.

    Returns
    -------
    Decoded
        The text without byte order mark and NUL characters.

    Raises
    ------
    InputError
        If the bytes are no text, or not in the encoding that was given.
    """
    decoded = _decode_as_told(content, encoding, name) if encoding else _decode_by_content(content)
    text, notes = decoded.text.removeprefix("\ufeff"), list(decoded.notes)
    _refuse_binary(text, name)
    if nuls := text.count("\x00"):
        text = text.replace("\x00", "")
        notes.append(f"{nuls} NUL characters were removed")
    return Decoded(text, decoded.encoding, tuple(notes))


def _decode_as_told(content: bytes, encoding: str, name: str) -> Decoded:
    try:
        text = content.decode(encoding)
    except LookupError:
        raise InputError(f"encoding '{encoding}' is unknown; use a name such as utf-8 or cp1252") from None
    except UnicodeError:
        raise InputError(
            f"{name} is not text in {encoding}; leave 'encoding' out of the source map to have it detected"
        ) from None
    return Decoded(text, encoding, (f"encoding: {encoding}, as the source map says",))


def _decode_by_content(content: bytes) -> Decoded:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            text = content.decode(encoding, errors="replace")
            return Decoded(text, encoding, (f"encoding: {encoding}, from the byte order mark",))
    return _decode_wide(content) or _decode_utf8(content) or _decode_single_byte(content)


def _decode_wide(content: bytes) -> Decoded | None:
    """Recognise UTF-16 without a byte order mark: every other byte of Western text is NUL."""
    sample = content[:4000]
    pairs = max(len(sample) // 2, 1)
    even, odd = sample[0::2].count(0) / pairs, sample[1::2].count(0) / pairs
    if max(even, odd) < 0.4 or min(even, odd) > 0.1:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = content.decode(encoding, errors="replace")
    return Decoded(text, encoding, (f"encoding: {encoding}, as every other byte is NUL",))


def _decode_utf8(content: bytes) -> Decoded | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_mixed(content)
    reason = "only ASCII characters" if text.isascii() else "all bytes are valid UTF-8"
    return Decoded(text, "utf-8", (f"encoding: utf-8, {reason}",))


def _decode_mixed(content: bytes) -> Decoded | None:
    """Read UTF-8 into which a few bytes of another program were pasted, or that was cut in a letter."""
    text = content.decode("utf-8", errors="surrogateescape")
    stray = [c for c in text if "\udc80" <= c <= "\udcff"]
    valid_count = sum(not c.isascii() for c in text) - len(stray)
    if valid_count < _MIXED_RATIO * len(stray):
        return None
    repairs: dict[int, str] = {
        ord(c): bytes([ord(c) - 0xDC00]).decode("cp1252", errors="replace") for c in sorted(set(stray))
    }
    repaired = text.translate(repairs)
    note = f"encoding: utf-8 with {len(stray)} stray bytes, which were read as windows-1252"
    return Decoded(repaired, "utf-8", (note,))


def _decode_single_byte(content: bytes) -> Decoded:
    sample = _sample_high_lines(content)
    scores = {
        name: score_letters(sample.decode(codec, errors="replace")) for name, codec in _SINGLE_BYTE.items()
    }
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < _PLAUSIBLE_SCORE and (other := _ask_normalizer(sample)):
        text = content.decode(other, errors="replace")
        return Decoded(text, other, (f"encoding: {other}, a guess of charset-normalizer; check the letters",))
    runner_up = max((s for name, s in scores.items() if name != best), default=0.0)
    note = f"encoding: {best}, a guess from its letters (score {scores[best]:.1f}, next best {runner_up:.1f})"
    return Decoded(content.decode(_SINGLE_BYTE[best], errors="replace"), best, (note,))


def _sample_high_lines(content: bytes) -> bytes:
    """Keep the lines that hold a byte beyond ASCII: only they tell encodings apart."""
    lines: list[bytes] = []
    size = 0
    for line in content.splitlines():
        if not line.isascii():
            lines.append(line[:_SAMPLE_CHARS])
            size += len(line)
            if size > _SAMPLE_CHARS:
                break
    return b"\n".join(lines)


def score_letters(text: str) -> float:
    """Rate how plausible a text's letters beyond ASCII are: about 3 for Finnish, below 0 if wrong."""
    padded = f" {text} "
    points = [
        _score_letter(padded[i - 1], padded[i], padded[i + 1])
        for i in range(1, len(padded) - 1)
        if not padded[i].isascii()
    ]
    return sum(points) / len(points) if points else 0.0


def _score_letter(before: str, char: str, after: str) -> float:
    if char == "\ufffd" or "\x80" <= char <= "\x9f":
        return -10.0
    if char in _PUNCTUATION:
        is_inside = before.isalpha() and after.isalpha() and char not in _INSIDE_WORDS
        return -3.0 if is_inside else 0.5
    if not char.isalpha():
        return -3.0
    points = 3.0 if char in _HOME_LETTERS else 1.5 if char in _NEAR_LETTERS else -1.0
    # Accented letters in a row are another script read as Latin.
    points -= 1.5 * sum(not c.isascii() and c.isalpha() and c not in "äöåÄÖÅ" for c in (before, after))
    is_odd_capital = char.isupper() and (before.islower() or (after.islower() and before.isalpha()))
    return points - (4.0 if is_odd_capital else 0.0)


def _ask_normalizer(sample: bytes) -> str | None:
    """Ask charset-normalizer for a script that is not Latin; for Latin letters our own score knows better."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None:
        return None
    high = [c for c in str(best) if not c.isascii()]
    foreign = sum(c.isalpha() and c > "\u024f" for c in high)
    return best.encoding if high and foreign > 0.8 * len(high) else None


def _refuse_binary(text: str, name: str) -> None:
    controls = len(_CONTROLS.findall(text))
    nuls = text.count("\x00")
    if controls > max(20, len(text) // 100) or nuls > max(20, len(text) // 10):
        raise InputError(
            f"{name} is a binary file, expected text or a workbook: {controls + nuls} of its {len(text)} "
            "characters are control characters; export it again as CSV or XLSX"
        )
