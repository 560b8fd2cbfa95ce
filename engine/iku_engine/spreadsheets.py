"""What a text from outside may do in a file that others open: a spreadsheet computes it, a terminal obeys it."""

from __future__ import annotations

import unicodedata

# What a spreadsheet takes for the beginning of a formula; full-width letters too, and what it leaves out before one.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, formats (right-to-left marks too), surrogates, line ends


def computed(text: str) -> bool:
    """Whether a spreadsheet takes a text for a formula."""
    return text.startswith(FORMULA)


def steers(text: str) -> bool:
    """Whether a text has letters that are not seen: they move the cursor of a terminal, hide or reorder others."""
    return not text.isprintable() and any(unicodedata.category(letter) in UNSEEN for letter in text)


def live(text: str) -> bool:
    """Whether a text does more than stand there in a file that holds it as it is."""
    return computed(text) or steers(text)
