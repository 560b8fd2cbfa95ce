"""What a column of a file is in SQL: the stored value, whether it does not apply, and the conditions of cells that cannot be kept."""

from __future__ import annotations

from dataclasses import dataclass

from iku_dsl.key_text import HIDING, LONGEST_KEY, ODD

ALWAYS_APPLIES = "CAST(NULL AS SMALLINT)"


@dataclass(frozen=True, slots=True)
class Stored:
    """SQL over the columns of a file. `joins` are tables of texts that it looks up, for the FROM."""

    value: str
    faults: tuple[str, ...] = ()
    na: str = ALWAYS_APPLIES
    joins: tuple[str, ...] = ()


def quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text in SQL."""
    return "'" + value.replace("'", "''") + "'"


def listed(values: tuple[str, ...] | list[str] | frozenset[str]) -> str:
    """Texts in SQL, in parentheses."""
    return f"({', '.join(map(text, sorted(values)))})"


SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())  # what Python strips


def stripped(name: str) -> str:
    """A text without the space around it, as an import reads it."""
    return f"trim({name}, {text(SPACES)})"


def odd_key(at: str) -> str:
    """Whether a key is perhaps not kept as it stands: it is in another form, has certain letters, or is longer than any.

    Its length is asked first, since marks that stand over one letter are sorted in the square of their number.
    """
    return f"CASE WHEN length({at}) > {LONGEST_KEY} THEN true ELSE {_otherwise(at, ODD)} END"


def odd_text(at: str) -> str:
    """The same of any text; a long one is kept as it stands."""
    return f"CASE WHEN length({at}) > {LONGEST_KEY} THEN false ELSE {_otherwise(at, HIDING)} END"


def _otherwise(at: str, letters: str) -> str:
    return f"nfc_normalize({at}) <> {at} OR regexp_matches({at}, {text(letters)})"
