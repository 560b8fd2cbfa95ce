"""A sentence by its key and language, and text from outside made safe to show, in it or beside it.

What would move the cursor, hide or reorder letters is shown as its escape.
"""

from __future__ import annotations

import json

from iku_cli.messages.changes import BESIDE_WORDS, CHANGE_EXAMPLES, CHANGE_HELP, CHANGE_WORDS
from iku_cli.messages.faults import FAULTS
from iku_cli.messages.files import EXPORTS, IMPORTS
from iku_cli.messages.help import EXAMPLES, HELP
from iku_cli.messages.ledger import LEDGER
from iku_cli.messages.ledger_help import LEDGER_EXAMPLES, LEDGER_HELP
from iku_cli.messages.report import DOCUMENT, REPORT, WORKBOOK
from iku_cli.messages.seeking import SEEKING
from iku_cli.messages.tools import EDITOR, EXAMPLE
from iku_cli.messages.words import MARK_WORDS, WORDS
from iku_dsl.keywords import Language
from iku_dsl.records import record
from iku_dsl.wording import agreeing
from iku_engine.spreadsheets import unseen

TABLES = (
    HELP,
    EXAMPLES,
    FAULTS,
    WORDS,
    MARK_WORDS,
    IMPORTS,
    BESIDE_WORDS,
    LEDGER,
    LEDGER_HELP,
    LEDGER_EXAMPLES,
    EXAMPLE,
    EDITOR,
    CHANGE_HELP,
    CHANGE_EXAMPLES,
    CHANGE_WORDS,
    SEEKING,
    EXPORTS,
    WORKBOOK,
    DOCUMENT,
    REPORT,
)
_EVERY = {key: both for table in TABLES for key, both in table.items()}


@record
class Phrase:
    """An argument of a sentence that has two texts itself; `otherwise` where the tables have none."""

    key: str
    otherwise: str = ""


def message(key: str, language: Language, /, **arguments: object) -> str:
    """The text of a key; a key without one is a mistake of ours, and a test looks for it."""
    both = _EVERY[key]
    text = both[0] if language == "id" else both[1]
    return (
        text.format_map({name: agreeing(_argument(value, language), value) for name, value in arguments.items()})
        if arguments
        else text
    )


def _argument(value: object, language: Language) -> str:
    if isinstance(value, Phrase):
        return message(value.key, language) if value.key in _EVERY else one_line(value.otherwise)
    return one_line(str(value))


TAB = "    "
LONGEST_NAME = 300  # letters


def visible(text: str) -> str:
    """The text as it may go to a terminal: a tab as four spaces, every unseen letter as its escape."""
    if text.isprintable():  # then none of its letters is unseen
        return text
    return "".join(_letter(letter) for letter in text)


def lines_visible(text: str) -> str:
    """Text of several lines, made safe: its line ends and tabs stay."""
    return "\n".join("\t".join(map(visible, line.split("\t"))) for line in text.split("\n"))


def json_visible(document: str) -> str:
    """A JSON document, in which every unseen letter is written as JSON's own escape: whoever reads it gets the letter."""
    return "\n".join(line if line.isprintable() else "".join(map(_escaped, line)) for line in document.split("\n"))


def one_line(text: str) -> str:
    """Prose on one line: its line ends and indentation as single spaces, then made safe."""
    return visible(" ".join(text.split()))


def named(text: str) -> str:
    """A name on one line; one that is longer than anybody reads is cut, so that what stands beside it is seen."""
    shown = one_line(text)
    return shown if len(shown) <= LONGEST_NAME else f"{shown[: LONGEST_NAME - 1]}…"


def _escaped(letter: str) -> str:
    return json.dumps(letter)[1:-1] if unseen(letter) else letter


def _letter(letter: str) -> str:
    if letter == "\t":
        return TAB
    if not unseen(letter):
        return letter
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
