"""The ledger in words: who did what, when and why, and results that are not what was made final."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.render.layout import Line, wrap
from iku_dsl.keywords import Language
from iku_dsl.wording import SIGNS, Signs
from iku_engine.book_texts import detail_of
from iku_engine.database.chain import Event
from iku_engine.results.beside import Record, Restated
from iku_engine.results.evaluation import Shown

SHOWN = 6  # events that are named


def event_text(event: Event, language: Language, signs: Signs) -> str:
    """`koreksi espm (#12, siti, 24 November 2026: salah ketik)`."""
    detail = detail_of(event.id, event.detail)
    about = detail.get("file") or detail.get("period") or detail.get("relation") or ""
    name = f"{saying.event(event.kind, language)} {about}".strip()
    return one_line(f"{name} ({stamp(event.id, event.user, event.at, signs, event.reason)})")


def stamp(number: int, user: str, at: str, signs: Signs, reason: str = "") -> str:
    """`#12, siti, 24 November 2026: salah ketik`."""
    parts = [f"#{number}", *([user] if user else []), saying.day(at, signs)]
    return one_line(", ".join(parts) + (f": {reason}" if reason else ""))


def events_text(events: Iterable[Event], language: Language, signs: Signs) -> list[str]:
    """Each event, the first few of many."""
    found = list(events)
    said = [event_text(event, language, signs) for event in found[:SHOWN]]
    more = len(found) - len(said)
    return [*said, *([message("event.more", language, count=more)] if more > 0 else [])]


def restated_lines(found: Sequence[Restated], shown: Mapping[str, Shown], language: Language, width: int) -> list[Line]:
    """A line for each, wrapped; `shown` says by indicator how its value is displayed."""
    lines: list[Line] = []
    for one in found:
        for n, text in enumerate(wrap(restated_text(one, shown, language, SIGNS[language]), width - 2)):
            lines.append(((("  " if n else "! ") + text, "yellow"),))
    return lines


def restated_text(one: Restated, shown: Mapping[str, Shown], language: Language, signs: Signs) -> str:
    """`akip 2025: final 79,55 (evaluasi #7, 1 Maret 2025, siti), kini 80,00; berubah karena koreksi …`."""
    display = shown.get(str(one.now["indicator"]), Shown())
    before, now = (value_of(found, display, language, signs) for found in (one.was, one.now))
    if before == now:
        now = message("restated.same", language, field=message(f"field.{one.field}", language), **_both(one))
    final = {"run": one.final.run, "day": saying.day(one.final.at, signs), "user": one.final.user or "-"}
    head = message(
        "restated.earlier" if one.earlier else "restated.head",
        language,
        result=one.result,
        before=before,
        now=now,
        **final,
    )
    why = ", ".join(_why(one, language, signs)) or message("restated.unknown", language)
    return f"{head}; {message('restated.why', language, why=why)}"


def value_of(found: Record, shown: Shown, language: Language, signs: Signs) -> str:
    """The value of a stored result, or its state in words."""
    value = found["value"]
    if not isinstance(value, str):
        return message(f"state.{found['state']}", language)
    return saying.with_unit(saying.display(Fraction(value), shown, signs=signs), shown)


def plain(value: object) -> str:
    """A field of a stored result, empty where it is more than a word."""
    match value:
        case dict():
            return one_line(str(value.get("id", "")))
        case list():
            return ""
        case None:
            return "-"
        case _:
            return one_line(str(value))


def _both(one: Restated) -> dict[str, str]:
    """What a field was and is, where that can be said in a word."""
    texts = [plain(value) for value in (one.before, one.after)]
    said = f" ({texts[0]} → {texts[1]})" if all(texts) else ""
    return {"change": said}


def _why(one: Restated, language: Language, signs: Signs) -> Iterator[str]:
    yield from (saying.reason(text, language, signs) for text in one.asked)
    yield from events_text(one.events, language, signs)
    if one.specs:
        yield message("restated.specs", language, files=", ".join(one.specs))
    if one.engine:
        yield message("restated.engine", language)
