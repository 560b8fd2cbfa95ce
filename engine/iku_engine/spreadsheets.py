"""What a text from outside may do in a file that others open: a spreadsheet computes it or cannot hold it, a terminal obeys it."""

from __future__ import annotations

import re
import unicodedata

# What a spreadsheet takes for the beginning of a formula; full-width letters too, and what it leaves out before one.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767  # letters of a cell
_UNSEEN = frozenset(
    {"Cc", "Cf", "Cs", "Zl", "Zp"}
)  # controls, formats (right-to-left marks too), surrogates, line ends


def computed(text: str) -> bool:
    """Whether a spreadsheet takes a text for a formula."""
    return text.startswith(FORMULA)


def steers(text: str) -> bool:
    """Whether a text has letters that are not seen: they move the cursor of a terminal, hide or reorder others."""
    return not text.isprintable() and any(map(unseen, text))


def unseen(letter: str) -> bool:
    """Whether nobody sees a letter; so too what Unicode says is none (U+FFFE and its like), which the files of offices cannot have."""
    code = ord(letter)
    return unicodedata.category(letter) in _UNSEEN or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def live(text: str) -> bool:
    """Whether a text does more than stand there in a file that holds it as it is."""
    return computed(text) or steers(text)


def cell_text(text: str) -> str:
    """The text as the cell of a workbook can hold it: what XML cannot have is shown as lost, and what is too long is cut."""
    return _NOT_XML.sub("\ufffd", text)[:_LONGEST]
