"""Values, states and sentences of the engine in words, safe to show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import figures
from iku_dsl.keywords import Language
from iku_dsl.problem import Text
from iku_engine.database.rights import KINDS
from iku_engine.results.beside import Mark
from iku_engine.results.evaluation import SUPPOSED, Bounds, Fact, Scalar, Shown, State
from iku_engine.wording import say_it


def reason(text: Text, language: Language) -> str:
    """A sentence of the engine, on one line."""
    return one_line(say_it(text, language))


def state_word(state: State, language: Language) -> str:
    """`nilai`, `kosong`, `tidak berlaku`, `galat`."""
    return message(f"state.{state.value}", language)


def scalar(value: Scalar, shown: Shown, language: Language, computed: bool = False, whole: bool = False) -> str:
    """A value in words: a number as written (as a result where `computed`), a truth, a date, a text."""
    match value:
        case bool():
            return message("truth.yes" if value else "truth.no", language)
        case Fraction():
            return figures.traced(value, shown, whole) if computed else figures.as_written(value, shown.percent)
        case date():
            return value.isoformat()
        case str():
            return one_line(value)
        case None:
            return ""


def between(bounds: Bounds, shown: Shown, language: Language, whole: bool = False) -> str:
    """`antara 71.25 dan 75.75`; empty where there is no limit at all."""
    low, high = ends(bounds, shown, whole)
    if low and high:
        return low if low == high else message("tree.between", language, low=low, high=high)
    if low or high:
        return message("tree.at-least" if low else "tree.at-most", language, low=low, high=high)
    return ""


@lru_cache(1_024)
def ends(bounds: Bounds, shown: Shown, whole: bool = False) -> tuple[str, str]:
    """Both ends of bounds as displayed, each rounded away from what lies between; empty where there is none."""
    sign = "%" if shown.percent else ""
    low = figures.outward(bounds.low, shown, up=False, whole=whole) + sign if bounds.low is not None else ""
    high = figures.outward(bounds.high, shown, up=True, whole=whole) + sign if bounds.high is not None else ""
    return low, high


def places(facts: Iterable[Fact]) -> str:
    """Where facts stand, each once: `asistensi.csv:4, espm.csv:3, :9`."""
    said: list[str] = []
    file = ""
    for shown in dict.fromkeys(place(fact) for fact in facts):
        before, colon, row = shown.rpartition(":")
        said.append(colon + row if before == file else shown)
        file = before
    return ", ".join(said)


def place(fact: Fact) -> str:
    """`lke.csv:4`."""
    return one_line(fact.place)


def marks(found: Iterable[Mark], language: Language) -> list[str]:
    """What marks mean, in plain words, each once."""
    return list(dict.fromkeys(mark(one, language) for one in found))


@lru_cache(1_024)
def mark(one: Mark, language: Language) -> str:
    """What a mark means."""
    match one.text:
        case Text():
            return message(f"mark.{one.kind}.of", language, text=reason(one.text, language))
        case str():
            return message(f"mark.{one.kind}", language, mark=one_line(one.text))


def tags(found: Iterable[Mark], language: Language) -> list[str]:
    """The same in a word or two, for a place beside a name."""
    said = (message(f"mark.tag.{one.kind}", language, mark=one_line(one.code)) for one in found)
    return list(dict.fromkeys(said))


def day(at: str) -> str:
    """The day of a stored time, where we are."""
    return _stored(at, "%Y-%m-%d")


def clock(at: str) -> str:
    """The day and minute of a stored time, where we are."""
    return _stored(at, "%Y-%m-%d %H:%M")


def _stored(at: str, form: str) -> str:
    """A stored time; one that somebody wrote by hand may be any text."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime(form)
    except (ValueError, OverflowError):
        return one_line(at)


def event(kind: str, language: Language) -> str:
    """What kind of event it is; one of no kind of ours by its own name."""
    return message(f"event.{kind}", language) if kind in KINDS else one_line(kind)


def amended(fact: Fact | None, language: Language) -> str:
    """`koreksi #12, siti, 2026-11-24: salah ketik`; empty for a fact as it was imported."""
    if fact is None or fact.amendment is None:
        return ""
    told = fact.amendment
    if told.reason == SUPPOSED:
        return message("tree.supposed", language)
    user = f", {told.user}" if told.user else ""
    text = message("tree.amended", language, batch=fact.batch, user=user, day=day(told.at))
    return f"{text}: {one_line(told.reason)}" if told.reason else text
