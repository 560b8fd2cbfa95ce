"""Text from outside, made safe to show: what would move the cursor, hide or reorder letters is shown as its escape."""

from __future__ import annotations

import json

from iku_engine.spreadsheets import unseen

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
