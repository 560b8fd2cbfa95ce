"""Real specs with a few mistakes in them: tokens lost, doubled, swapped, taken from elsewhere, numbers changed, lines moved."""

import re
from functools import cache
from pathlib import Path
from random import Random

from iku_dsl.keywords import KEYWORDS

ROOT = Path(__file__).parent.parent
_TOKEN = re.compile(r'"(?:[^"\n]|"")*"|[^\W\d]\w*|[0-9][\w.%]*|\s+|[^\w\s]')
WORDS = tuple(sorted({phrase for keyword in KEYWORDS for phrase in (*keyword.id, *keyword.en)}))
_HEADS = "|".join(phrase for keyword in KEYWORDS if keyword.opens == "head" for phrase in keyword.id + keyword.en)
_HEAD = re.compile(rf"^(?=(?:{_HEADS})\b)", re.M)
NUMBERS = (
    "0", "1", "-1", "100", "100%", "0%", "1/3", "0.000000000000000001", "999999999999999999999", "1/0", "1e9", "1,5",
    "1:07:38", "2025", "2025-13", "2025-02-30", "0000", "..", "> 1 .. 2", "1 jam",
)  # fmt: skip
MARKS = ("(", ")", "[", "]", '"', '"""', ",", "..", "..<", "=", "+", "-", "*", "/", "^", "#", ".", ":", "\n", "  ", "%")


@cache
def specs() -> tuple[str, ...]:
    """The specs that are shipped and those of the corpus, in a fixed order."""
    folders = (ROOT / "indicator_specs", ROOT / "tests" / "corpus")
    paths = sorted(path for folder in folders for path in folder.rglob("*.iku") if "crashes" not in path.parts)
    return tuple(path.read_text(encoding="utf-8", errors="replace") for path in paths)


@cache
def declarations() -> tuple[str, ...]:
    """Their declarations, one by one."""
    found = (part for spec in specs() for part in parted(spec))
    return tuple(dict.fromkeys(part for part in found if part.strip() and len(part) < 3000))


def parted(text: str) -> list[str]:
    """A text parted before each line that opens a declaration."""
    return _HEAD.split(text)


def mutated(text: str, random: Random, times: int = 1) -> str:
    """A text with some mistakes."""
    for _ in range(times):
        text = random.choice(_WAYS)(text, random)
    return text


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text) or [""]


def _lost(text: str, random: Random) -> str:
    tokens = _tokens(text)
    start = random.randrange(len(tokens))
    del tokens[start : start + random.choice((1, 1, 1, 2, 5))]
    return "".join(tokens)


def _doubled(text: str, random: Random) -> str:
    tokens = _tokens(text)
    start = random.randrange(len(tokens))
    several = tokens[start : start + random.choice((1, 1, 2, 4))]
    return "".join([*tokens[:start], *several, " ", *several, *tokens[start + len(several) :]])


def _swapped(text: str, random: Random) -> str:
    tokens = _tokens(text)
    solid = [place for place, token in enumerate(tokens) if not token.isspace()] or [0]
    one, other = random.choice(solid), random.choice(solid)
    tokens[one], tokens[other] = tokens[other], tokens[one]
    return "".join(tokens)


def other_number(text: str, random: Random) -> str:
    """A text in which one of the numbers, where there are any, is another."""
    tokens = _tokens(text)
    numbers = [place for place, token in enumerate(tokens) if token[:1].isdigit()]
    if numbers:
        tokens[random.choice(numbers)] = random.choice(NUMBERS)
    return "".join(tokens)


def _put(text: str, random: Random) -> str:
    tokens = _tokens(text)
    tokens.insert(random.randrange(len(tokens) + 1), random.choice((*WORDS, *MARKS, *NUMBERS)))
    return "".join(tokens)


def _renamed(text: str, random: Random) -> str:
    tokens = _tokens(text)
    names = [place for place, token in enumerate(tokens) if token.isidentifier()] or [0]
    tokens[random.choice(names)] = tokens[random.choice(names)] if random.random() < 0.7 else random.choice(WORDS)
    return "".join(tokens)


def _line(text: str, random: Random) -> str:
    lines = text.split("\n")
    taken = lines[random.randrange(len(lines))]
    way = random.randrange(4)
    if way == 0:
        lines.remove(taken)
    elif way == 1:
        lines.insert(random.randrange(len(lines) + 1), taken)
    elif way == 2:
        lines.insert(random.randrange(len(lines) + 1), random.choice(random.choice(declarations()).split("\n")))
    else:
        lines[random.randrange(len(lines))] = taken
    return "\n".join(lines)


def _joined(text: str, random: Random) -> str:
    return f"{text}\n{random.choice(declarations())}" if random.random() < 0.5 else text.replace("\n", " ", 1)


_WAYS = (_lost, _doubled, _swapped, other_number, other_number, _put, _renamed, _renamed, _line, _line, _joined)
