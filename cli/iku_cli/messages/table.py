"""A sentence by its key and language; what is put into its places is made safe to show."""

from __future__ import annotations

from iku_cli.messages.beside import BESIDE_WORDS
from iku_cli.messages.changes import CHANGE_EXAMPLES, CHANGE_HELP, CHANGE_WORDS
from iku_cli.messages.document import DOCUMENT
from iku_cli.messages.editor import EDITOR
from iku_cli.messages.example import EXAMPLE
from iku_cli.messages.exports import EXPORTS
from iku_cli.messages.faults import FAULTS
from iku_cli.messages.help import EXAMPLES, HELP
from iku_cli.messages.imports import IMPORTS
from iku_cli.messages.ledger import LEDGER
from iku_cli.messages.ledger_help import LEDGER_EXAMPLES, LEDGER_HELP
from iku_cli.messages.marks import MARK_WORDS
from iku_cli.messages.report import REPORT
from iku_cli.messages.seeking import SEEKING
from iku_cli.messages.visible import one_line
from iku_cli.messages.words import WORDS
from iku_cli.messages.workbook import WORKBOOK
from iku_dsl.keywords import Language
from iku_dsl.records import record
from iku_dsl.wording import agreeing

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
