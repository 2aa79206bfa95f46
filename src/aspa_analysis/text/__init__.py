"""Text itself: normalising with an offset map, tokens, lemmas and language."""
