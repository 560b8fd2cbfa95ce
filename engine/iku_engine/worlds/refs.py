"""References as specs write them, read and written alike: `lke.jawaban["perencanaan", "kualitas"][2024]`, or the words apart.

In quotes a quote is written twice, as in the texts of a spec.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from iku_dsl.period import Period, read_period

_QUOTED = r""""(?:[^"]|"")*"(?!")|'(?:[^']|'')*'(?!')"""
_BARE = r"""[^\s\[\],"'][^\s\[\],]*"""
_GROUP = rf"\[\s*(?:(?>{_QUOTED}|{_BARE})[\s,]*)*\]"
_READING = re.compile(rf"([^\W\d]\w*)\.([^\W\d]\w*)((?:\s*{_GROUP})*)")
_INSIDE = re.compile(rf"{_QUOTED}|{_BARE}|\[")
_WORD = re.compile(rf"""({_QUOTED})(?!\S)|([^\s"']\S*)|(\S)""")
# A quote begins a quoted text only where a word begins; within a word it is a letter: Ma'arif.
_LEFT = rf"""(?:(?<![^\s\[,])(?:{_QUOTED})|[^="']|(?<=[^\s\[,"'])["'])"""
_PARTS = re.compile(rf"({_LEFT}*?)=(.*)", re.DOTALL)


def reference(relation: str, column: str, keys: Sequence[str], period: Period | None = None) -> str:
    """The reference of a cell; `period` where it is not that of the evaluation."""
    quoted = ", ".join('"' + key.replace('"', '""') + '"' for key in keys)
    return f"{relation}.{column}" + (f"[{quoted}]" if keys else "") + (f"[{period}]" if period is not None else "")


def parted(text: str) -> tuple[list[str], str]:
    """The words left of the first `=` that is in no quotes, and what stands right of it; no words where it cannot be read so."""
    found = _PARTS.fullmatch(text.strip())
    return (words(found[1].strip()), found[2].strip()) if found is not None else ([], "")


def words(text: str) -> list[str]:
    """The words of a reference, some of them quoted; of one in brackets in the order relation, period, keys, column. None: not one."""
    reading = _READING.fullmatch(text)
    if reading is None:
        return _apart(text)
    found = _INSIDE.findall(reading[3])
    inside = [_unquoted(word) for word in found if word != "["]
    last = found[-1] if found else ""
    dated = found.count("[") > 1 and read_period(last) is not None
    return [reading[1], *inside[len(inside) - dated :], *inside[: len(inside) - dated], reading[2]]


def _apart(text: str) -> list[str]:
    found: list[str] = []
    for word in _WORD.finditer(text):
        quoted, bare, odd = word.groups()
        if odd:  # at once: each quote that is left open is looked at to the end
            return []
        if bare != "·":
            found.append(_unquoted(quoted) if quoted else bare)
    return found


def _unquoted(word: str) -> str:
    if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'":
        return word[1:-1].replace(word[0] * 2, word[0])
    return word
