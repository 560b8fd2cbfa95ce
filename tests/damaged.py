"""Files and messages that somebody damaged, or wrote to do harm: by their bytes, the parts of an archive, the values of a document."""

from __future__ import annotations

import io
import json
import re
import zipfile
from random import Random
from typing import Any

HOSTILE_TEXTS = (
    "", "\0", "\ud800", "x" * 5_000, "[" * 3_000, '"', "\u202e", "-1", "1e309", "9" * 400, "NaN", "../../etc/passwd", "{0}", "%s",
    "1970-01-01",    "sqlite://", "é", "e\u0301", "\u200b", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "'; DROP TABLE iku_events; --",
)  # fmt: skip
HOSTILE_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**70, -(2**70), 10**400, 0.5, float("nan"), float("inf"), [], {}, [[]], {"": None},
    [None] * 500,    *HOSTILE_TEXTS,
)  # fmt: skip


def damaged_bytes(data: bytes, random: Random) -> bytes:
    """Some bytes changed, cut away, doubled, or put in."""
    made = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 5, 40))):
        at = random.randrange(len(made) + 1)
        upto = min(len(made), at + random.choice((1, 2, 4, 16, 200)))
        match random.randrange(6):
            case 0 if upto > at:
                made[at] ^= 1 << random.randrange(8)
            case 1:
                del made[at:upto]
            case 2:
                made[at:at] = made[at:upto] * random.choice((1, 2, 50))
            case 3:
                made[at:upto] = bytes(random.randrange(256) for _ in range(upto - at))
            case 4:
                made[at:at] = random.choice(HOSTILE_TEXTS).encode("utf-8", "surrogatepass")
            case _:
                del made[at + (len(made) - at) // random.choice((1, 2, 3)) :]
    return bytes(made)


def damaged_text(data: bytes, random: Random) -> bytes:
    """Words and numbers exchanged for others of the text, or for hostile ones; at times any bytes."""
    if random.random() < 0.3:
        return damaged_bytes(data, random)
    words = re.split(r"(\W+)", data.decode("utf-8", "replace"))
    for _ in range(random.choice((1, 1, 2, 6))):
        at = random.randrange(len(words))
        words[at] = random.choice((random.choice(words), random.choice(HOSTILE_TEXTS), words[at] * 2, ""))
    return "".join(words).encode("utf-8", "surrogatepass")


def damaged_value(value: Any, random: Random) -> Any:
    """A document with one of its values changed, taken away or doubled."""
    if not isinstance(value, dict | list) or not value or random.random() < 0.08:
        return random.choice(HOSTILE_VALUES) if random.random() < 0.9 else _deep(random)
    if isinstance(value, dict):
        name = random.choice(list(value))
        match random.randrange(8):
            case 0:
                return {key: one for key, one in value.items() if key != name}
            case 1:
                return {**value, random.choice(HOSTILE_TEXTS): value[name]}
            case _:
                return {**value, name: damaged_value(value[name], random)}
    at = random.randrange(len(value))
    match random.randrange(8):
        case 0:
            return [*value[:at], *value[at + 1 :]]
        case 1:
            return [*value, value[at]]
        case _:
            return [*value[:at], damaged_value(value[at], random), *value[at + 1 :]]


def _deep(random: Random) -> Any:
    found: Any = None
    for _ in range(random.choice((20, 400, 900))):
        found = [found] if random.random() < 0.5 else {"a": found}
    return found


def damaged_json(data: bytes, random: Random) -> bytes:
    """The text of a document with values changed; at times a name twice, nesting without an end, or any bytes."""
    if random.random() < 0.2:
        return damaged_bytes(data, random)
    found = json.loads(data)
    for _ in range(random.choice((1, 1, 2, 4))):
        found = damaged_value(found, random)
    text = json.dumps(found, ensure_ascii=random.random() < 0.5)
    if random.random() < 0.1:
        text = text.replace("{", '{"schema": 1, "schema": 2, ', 1)
    if random.random() < 0.05:
        text = text.replace("[", "[" * 20_000, 1)
    return text.encode("utf-8", "surrogatepass")


def damaged_archive(data: bytes, random: Random) -> bytes:
    """A workbook with one of its parts changed, taken away or doubled; at times any bytes of the archive."""
    if random.random() < 0.25:
        return damaged_bytes(data, random)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        names = parts.namelist()
        chosen = random.choice(
            [name for name in names if "sheet" in name or "shared" in name or "styles" in name] or names
        )
        for name in names:
            content = parts.read(name)
            if name == chosen:
                if random.random() < 0.1:
                    continue
                content = damaged_text(content, random)
            out.writestr(name, content)
    return made.getvalue()
