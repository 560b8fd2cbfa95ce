"""Where reading a line stopped, and advice on it."""

from __future__ import annotations

from dataclasses import dataclass

from iku_dsl.keywords import Language, by_terminal
from iku_dsl.problem import Text

MAX_SHOWN = 60  # characters of a line that a hint repeats
NAMED_HEADS = ("DIMENSION", "SOURCE", "TABLE", "SCALE", "PROFILE", "INDICATOR")
COLUMNS = ("COLUMN", "ATTRIBUTE", "PARAMETER")
FIGURES = ("row_band", "row_weight", "row_entry")  # rows of a name and figures


@dataclass(frozen=True, slots=True)
class Stop:
    """A line as written and with its quoted text blanked, the offset, what is accepted there, its rule and its opener."""

    text: str
    blanked: str
    position: int
    accepted: frozenset[str]
    start: str = "statement"
    opener: str = ""
    language: Language = "id"

    @property
    def before(self) -> str:
        """What was read, without the blanks at its end."""
        return self.text[: self.position].rstrip()

    @property
    def rest(self) -> str:
        """What was not read, with its quoted text."""
        return self.text[self.position :]

    @property
    def found(self) -> str:
        """The letter that reading stopped at, an empty text at the end."""
        return self.text[self.position : self.position + 1]

    def word(self, terminal: str) -> str:
        """A keyword in the language of the file."""
        return by_terminal(terminal).phrase(self.language)

    def opens_with(self, text: str) -> bool:
        """Whether a text is the keyword that opens the line, in either language."""
        if not self.opener:
            return False
        keyword = by_terminal(self.opener)
        return " ".join(text.split()) in keyword.id + keyword.en


@dataclass(frozen=True, slots=True)
class Advice:
    """The stretch of a line that is wrong, the hint, and what to write there instead where that is certain."""

    start: int
    end: int
    hint: Text
    mended: str = ""


def short(text: str) -> str:
    """A stretch of a line as a hint repeats it."""
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_SHOWN else flat[: MAX_SHOWN - 1] + "…"
