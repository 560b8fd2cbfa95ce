"""What became of a fact: each of its rows with its values, who brought it and why, and what stands in its place now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import saying
from iku_cli.render.events import stamp
from iku_cli.render.lines import NAME, QUIET, Drawing, Line, drawn, wrap
from iku_dsl.keywords import Language
from iku_dsl.program.sources import END, START, SUCCESSOR
from iku_engine.results.evaluation import Shown

if TYPE_CHECKING:
    from iku_engine.database.relations import Relation
    from iku_engine.facts.history import Entry

STYLES = {"current": "bold", "superseded": "dim", "retracted": "dim", "late": "yellow"}

MEMBER_DAYS = (START, END, SUCCESSOR)


def draw_history(relation: Relation, entries: Sequence[Entry], language: Language, width: int) -> Drawing:
    """One block for each key and period."""
    lines: list[Line] = []
    before = None
    for entry in entries:
        place = (entry.period, entry.keys)
        if place != before:
            shown = " · ".join([*([str(entry.period)] if entry.period is not None else []), *entry.keys])
            lines += [*([()] if lines else []), ((one_line(f"{relation.name} {shown}".strip()), NAME),)]
        before = place
        lines += _entry(relation, entry, language, width)
    return drawn(lines)


def _entry(relation: Relation, entry: Entry, language: Language, width: int) -> Iterator[Line]:
    state = message(f"history.{entry.state}", language, until=entry.until or "")
    values = ", ".join(_values(relation, entry, language))
    style = STYLES[entry.state]
    for n, text in enumerate(wrap(f"{values}  – {state}" if values else state, width - 4)):
        yield ((("    " if n else "  ") + text, style),)
    kind = saying.event(entry.kind, language)
    sheet = f"[{entry.sheet}]" if entry.sheet else ""
    place = f" {entry.file}{sheet}:{entry.line}" if entry.file else ""
    told = one_line(f"{kind}{place} ({stamp(entry.event, entry.user, entry.at, entry.reason)})")
    for text in wrap(told, width - 6):
        yield (("      " + text, QUIET),)


def _values(relation: Relation, entry: Entry, language: Language) -> Iterator[str]:
    for name, value in entry.values.items():
        if name in MEMBER_DAYS and relation.is_dimension:  # without a first or last day none is missing
            if value is not None:
                yield message(f"member.{name}", language, value=saying.scalar(value, Shown(), language))
        elif name in entry.not_applicable:
            yield f"{name} {message('state.not-applicable', language)}"
        elif value is None:
            yield f"{name} {message('state.missing', language)}"
        else:
            shown = Shown(percent=relation.columns[name].type.percent)
            batch = entry.taken_back.get(name)
            from_batch = f" ({message('history.taken-back', language, batch=batch)})" if batch is not None else ""
            yield f"{name} {saying.scalar(value, shown, language)}{from_batch}"
