"""Texts that a parser reads like another one, or that look so to people: what a hash over the parsed value would let pass."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator


def retold(text: str) -> Iterator[str]:
    """The text with blanks around it; of JSON also with other blanks, order, escapes, and with a name given twice."""
    yield text + " "
    yield " " + text
    try:
        found = json.loads(text)
    except ValueError:
        return
    if not isinstance(found, dict | list):
        return
    plain = {"ensure_ascii": False, "separators": (",", ":")}
    letters = re.search(r"[A-Za-z]", text)
    yield from dict.fromkeys(
        other
        for other in (
            json.dumps(found, indent=1, ensure_ascii=False),
            json.dumps(_backwards(found), **plain),  # type: ignore[arg-type]
            *([f"{text[: letters.start()]}\\u{ord(letters[0]):04x}{text[letters.end() :]}"] if letters else []),
            re.sub(r'"(\w+)":', r'"\1":"999","\1":', text, count=1),
            re.sub(r'"value":', r'"value":"999","value":', text, count=1),
        )
        if other != text and _reads(other)
    )


def _backwards(found: object) -> object:
    if isinstance(found, dict):
        return {name: _backwards(found[name]) for name in reversed(found)}
    return [_backwards(one) for one in found] if isinstance(found, list) else found


def _reads(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
