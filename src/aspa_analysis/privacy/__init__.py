"""Personal data: redacting texts and frames, and pseudonyms of respondents."""

from __future__ import annotations

from aspa_analysis.privacy.protect import is_safe_cell, protect_frame
from aspa_analysis.privacy.pseudonyms import load_key, pseudonymise
from aspa_analysis.privacy.redact import Redacted, Redactor, load_redaction_words, redact
from aspa_analysis.privacy.spans import MARKS, Span

__all__ = [
    "MARKS",
    "Redacted",
    "Redactor",
    "Span",
    "is_safe_cell",
    "load_key",
    "load_redaction_words",
    "protect_frame",
    "pseudonymise",
    "redact",
]
