"""What is said about a line that cannot be read: the place, what was probably meant, and what would be accepted there.

That is told as people would: not forty terminals, but "a calculation" or "a range such as …".
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from iku_dsl.keywords import KEYWORDS, STATISTICS, Keyword, Language, by_terminal, keyword_at
from iku_dsl.lines import QUOTED, LogicalLine
from iku_dsl.parsing.arrangement import arranged
from iku_dsl.parsing.habits import Advice, Stop, habit, opening
from iku_dsl.problem import Diagnostic, Label, SourceFile, say

MAX_SHOWN = 40  # characters of what was found

_QUOTED = re.compile(QUOTED)
_SYMBOLS = ("NAME", "NUMBER", "WHOLE", "STRING", "LONG", "$END")


@dataclass(frozen=True, slots=True)
class Guess:
    """A phrase that was probably meant, and the stretch of the line it was meant by."""

    phrase: str
    start: int
    end: int


def no_keyword(file: SourceFile, line: LogicalLine, guess: Guess | None, language: Language) -> Diagnostic:
    """A row where no block takes rows: most often a misspelt keyword (`guess`), or one of another notation."""
    advice = Advice(0, guess.end, say("did-you-mean", guess=guess.phrase), guess.phrase) if guess else None
    advice = opening(line.text, language) or advice
    if advice is None:
        advice = Advice(0, len(line.text.split(None, 1)[0]), say("unexpected-text.no-keyword.hint"))
    place = file.span(line.start, line.start + advice.end)
    message = say("unexpected-text.no-keyword", found=_shown(line.text[: advice.end]))
    fix = ((place, advice.mended),) if advice.mended else ()
    return Diagnostic("unexpected-text", message, (Label(place),), hint=advice.hint, fix=fix)


def misspelt_opener(text: str) -> Guess | None:
    """The keyword that a line was probably meant to open with."""
    return _similar(text, 0, _openers())


def guessed_keyword(guess: Guess | None) -> Keyword | None:
    """The keyword of a guessed opener; one that opens only before `=` (`naik`) counts as well."""
    return keyword_at(guess.phrase) or keyword_at(f"{guess.phrase} =") if guess else None


def unexpected(
    file: SourceFile, line: LogicalLine, error: UnexpectedInput, parser: Lark, start: str, language: Language
) -> Diagnostic:
    """A line that the grammar refuses: a habit from elsewhere, a misspelt keyword, parts out of order, or what is accepted."""
    text, position = line.text, _position(error, len(line.text))
    accepted = _accepted_at(text, position, parser, start) or _accepted(error)
    keyword = keyword_at(text) if start == "statement" else None
    opener = keyword.terminal if keyword is not None else ""
    stop = Stop(text, _blanked(text), position, frozenset(accepted), start, opener, language)
    advice = habit(stop)
    quoted = _QUOTED.match(text, position)
    if advice is None and quoted is not None and text[quoted.end() :].strip():
        advice = arranged(stop)  # a title before the rest, whichever keyword it is like
    if advice is None:
        guess = _similar(text, position, _phrases(accepted)) or _one_word_back(text, position, parser, start)
        guess = guess or (misspelt_opener(text) if start != "statement" else None)
        if guess is not None:
            advice = Advice(guess.start, guess.end, say("did-you-mean", guess=guess.phrase), guess.phrase)
    advice = advice or arranged(stop)
    found = _found(error, text, position)
    if advice is None:
        hint = say("unexpected-text.accepted", expected=expected(accepted, language))
        advice = Advice(position, position + len(found), hint)
    return _advised(file, line, advice, text[advice.start : advice.end].strip() or found)


def stopped(file: SourceFile, line: LogicalLine, error: UnexpectedInput) -> Diagnostic:
    """The same without any advice: where reading stopped."""
    position = _position(error, len(line.text))
    found = _found(error, line.text, position)
    place = file.span(line.start + position, line.start + position + len(found))
    message = say("unexpected-text", found=_shown(found)) if found else say("unexpected-text.end")
    return Diagnostic("unexpected-text", message, (Label(place),))


def _advised(file: SourceFile, line: LogicalLine, advice: Advice, found: str) -> Diagnostic:
    place = file.span(line.start + advice.start, line.start + advice.end)
    message = say("unexpected-text", found=_shown(found)) if found else say("unexpected-text.end")
    fix = ((place, advice.mended),) if advice.mended else ()
    return Diagnostic("unexpected-text", message, (Label(place),), hint=advice.hint, fix=fix)


def _blanked(text: str) -> str:
    """The line without what stands between quotation marks, as long as before."""
    return _QUOTED.sub(lambda match: '"' + "_" * (len(match.group()) - 2) + '"', text)


def _position(error: UnexpectedInput, end: int) -> int:
    """Where in the line reading stopped."""
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return end
    position = cast(int | None, error.pos_in_stream)
    return end if position is None else position


def _found(error: UnexpectedInput, text: str, position: int) -> str:
    """The word, the sign or the quoted text that stands there."""
    if isinstance(error, UnexpectedToken) and isinstance(error.token, Token) and error.token.type in _SYMBOLS[:-1]:
        return str(error.token)
    length = 1
    while position + length < len(text) and text[position].isalnum() and _is_word(text[position + length]):
        length += 1
    return text[position : position + length]


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _shown(text: str) -> str:
    """Text as a message quotes it: on one line, and not long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_SHOWN else flat[: MAX_SHOWN - 1] + "…"


def _accepted(error: UnexpectedInput) -> list[str]:
    """The terminals that the grammar accepts where reading stopped."""
    match error:
        case UnexpectedToken():
            return sorted(error.accepts or error.expected)
        case UnexpectedCharacters():
            return sorted(error.allowed or ())
        case _:
            return []


def _accepted_at(text: str, position: int, parser: Lark, start: str) -> list[str]:
    """The same, asked of the parser itself: the lexer also names what could only follow in other places."""
    state = parser.parse_interactive(text[:position], start=start)
    try:
        state.exhaust_lexer()
    except UnexpectedInput:
        return []
    return sorted(state.accepts())  # type: ignore[no-untyped-call]


def _one_word_back(text: str, position: int, parser: Lark, start: str) -> Guess | None:
    """A keyword misspelt where a name may stand is read as a name; what follows it is what surprises."""
    before = text[:position].rstrip()
    word = len(before)
    while word and _is_word(before[word - 1]):
        word -= 1
    if word == len(before) or word == 0:
        return None
    return _similar(text, word, _phrases(_accepted_at(text, word, parser, start)))


def _phrases(terminals: list[str]) -> tuple[str, ...]:
    keywords = [by_terminal(terminal) for terminal in terminals if terminal in _TERMINALS]
    return tuple(dict.fromkeys(phrase for keyword in keywords for phrase in keyword.id + keyword.en))


@cache
def _openers() -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for k in KEYWORDS if k.opens for phrase in k.id + k.en))


@lru_cache(maxsize=256)
def _of_words(phrases: tuple[str, ...], count: int) -> tuple[str, ...]:
    return tuple(phrase for phrase in phrases if len(phrase.split()) == count)


def _similar(text: str, position: int, phrases: tuple[str, ...]) -> Guess | None:
    """The phrase that was probably meant by as many words as it has, or nothing."""
    words = text[position : position + 3 * MAX_SHOWN].split()[:3]
    best: tuple[float, Guess] | None = None
    for count in range(1, len(words) + 1):
        written = " ".join(words[:count])
        if len(written) < 2:
            continue
        close = difflib.get_close_matches(written.lower(), _of_words(phrases, count), n=1, cutoff=0.75)
        if close and close[0] != written:
            closeness = difflib.SequenceMatcher(None, written.lower(), close[0]).ratio()
            end = text.index(words[count - 1], position + sum(map(len, words[: count - 1]))) + len(words[count - 1])
            if best is None or closeness > best[0]:
                best = closeness, Guess(close[0], position, end)
    return best[1] if best else None


MAX_EXPECTED = 8

_TERMINALS = {keyword.terminal for keyword in KEYWORDS}
_FIRST = ("NAME", "NUMBER", "WHOLE", "STRING", "LONG", "$END")
# A group stands for its members where all that are needed are there: its name, what is needed, and what it takes with it.
GROUPS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    (
        "<range>",
        frozenset({"NUMBER", "GE", "LT", "DOTDOT"}),
        frozenset({"NUMBER", "DURATION_LITERAL", "MINUS", "GE", "GT", "LE", "LT", "DOTDOT"}),
    ),
    (
        "<expression>",
        frozenset({"NAME", "NUMBER", "COUNT", "SUM"}),
        frozenset({"NAME", "NUMBER", "STRING", "LPAR", "MINUS", "DATE_LITERAL", "DURATION_LITERAL"})
        | {*STATISTICS, "MISSING", "ROUND", "IF", "NOT", "HAS"},
    ),
    (
        "<operator>",
        frozenset({"PLUS", "STAR"}),
        frozenset({"PLUS", "MINUS", "STAR", "SLASH", "CIRCUMFLEX", "EQUAL", "NE", "LT", "LE", "GT", "GE", "AND", "OR"})
        | {"WHERE", "DOT", "LSQB"},
    ),
    ("<logic>", frozenset({"AND", "OR"}), frozenset({"AND", "OR", "DOT", "LSQB"})),
    (
        "<period>",
        frozenset({"YEAR_LITERAL", "MONTH_LITERAL"}),
        frozenset({"YEAR_LITERAL", "PERIOD_LITERAL", "MONTH_LITERAL"}),
    ),
    (
        "<type>",
        frozenset({"INTEGER", "NUM", "TEXT", "CHOICE"}),
        frozenset({"INTEGER", "NUM", "PERCENT", "MONEY", "DURATION", "DATE", "TEXT", "CHOICE", "YESNO", "NAME"}),
    ),
    ("<unit>", frozenset({"PERCENT", "NUM", "MONEY", "NAME"}), frozenset({"PERCENT", "NUM", "MONEY", "INTEGER", "NAME"})),
    ("<NUMBER>", frozenset({"NUMBER", "MINUS"}), frozenset({"NUMBER", "MINUS", "DURATION_LITERAL"})),
    ("<grain>", frozenset({"YEAR", "MONTH"}), frozenset({"YEAR", "SEMESTER", "QUARTER", "MONTH"})),
)  # fmt: skip


def expected(accepted: list[str], language: Language) -> tuple[str, ...]:
    """What may stand there: keywords in a language, groups and other terminals by name (the table of sentences has their text)."""
    left = dict.fromkeys(accepted)
    shown: list[str] = []
    for name, needed, taken in GROUPS:
        if needed <= left.keys():
            shown.append(name)
            left = {terminal: None for terminal in left if terminal not in taken}
    names = [name for name in _FIRST if name in left]
    words = [name for name in left if name in _TERMINALS]
    others = [name for name in left if name not in names and name not in words]
    shown += [f"<{name}>" for name in names if name != "$END"]
    shown += [f"“{by_terminal(name).phrase(language)}”" for name in words]
    shown += [f"<{name}>" for name in others]
    shown += ["<$END>"] if "$END" in left else []
    return tuple(shown[:MAX_EXPECTED])
