"""What the commands of `facts` answer: what a store holds, what became of a fact, which rows were kept out, which results rest on one."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.render.beside import beside_lines, completeness_text
from iku_cli.render.evaluation import remark_of
from iku_cli.render.layout import NAME, QUIET, Drawing, Line, drawn, grid, wrap
from iku_cli.render.ledger import stamp
from iku_cli.render.result import category_text, title, value_text
from iku_dsl.period import stretches
from iku_dsl.program.sources import END, START, SUCCESSOR
from iku_dsl.wording import SIGNS
from iku_engine.results.beside import declared
from iku_engine.results.evaluation import Shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iku_dsl.keywords import Language
    from iku_engine.database.relations import Relation
    from iku_engine.exporting.package import Lacking
    from iku_engine.facts.addressing import Address
    from iku_engine.facts.history import Entry
    from iku_engine.facts.overview import BatchHeld, FileRead, Held, Overview
    from iku_engine.facts.uses import Use, Uses
    from iku_engine.importing.quarantine import Kept
    from iku_engine.ledger.evidence import Attached

SHOWN = 12  # periods and batches that are listed, where no source is named


def draw_facts(found: Overview, language: Language, width: int, named: bool) -> Drawing:
    """All sources; of one that is `named` every batch."""
    lines: list[Line] = []
    empty = [held.relation for held in found.held if not (held.batches or held.files)]
    for held in found.held:
        if held.batches or held.files or named:
            lines += [*([()] if lines else []), *_source(held, language, width, None if named else SHOWN)]
    if empty and not named:
        text = message("facts.empty", language, sources=", ".join(empty))
        lines += [*([()] if lines else []), *(((line, QUIET),) for line in wrap(text, width))]
    if found.locks and lines:
        lines.append(())
    for lock in found.locks:
        about = {"period": lock.period, "event": lock.event, "source": lock.relation}
        text = message("facts.lock-of" if lock.relation else "facts.lock", language, **about)
        lines += [((line, "yellow"),) for line in wrap(text, width)]
    return drawn(lines)


def _source(held: Held, language: Language, width: int, most: int | None) -> Iterator[Line]:
    label = one_line(held.label)
    yield ((held.relation if label == held.relation else f"{held.relation} · {label}", NAME),)
    if not (held.batches or held.files):
        yield (("  " + message("facts.none", language), QUIET),)
        return
    yield from _periods(held, language, width, most)
    for text in _to_look_at(held, language):
        yield from (((f"  {line}", "yellow"),) for line in wrap(text, width - 2))
    if held.files:
        yield ()
        heads = [message(f"facts.{name}", language) for name in ("file", "periods", "rows", "about")]
        yield from grid(heads, [_file(one, language) for one in held.files], width, numbers={2}, indent=2)
    if not held.batches:
        return
    yield ()
    batches = held.batches if most is None else held.batches[-most:]
    heads = [message(f"facts.{name}", language) for name in ("batch", "what", "user", "time", "rows", "about")]
    rows = [_batch(one, language) for one in batches]
    yield from grid(["#", *heads[1:]], rows, width, numbers={0, 4}, indent=2)
    if len(batches) < len(held.batches):
        count = len(held.batches) - len(batches)
        yield (("  " + message("facts.more", language, count=count, source=held.relation), QUIET),)


def _periods(held: Held, language: Language, width: int, most: int | None) -> Iterator[Line]:
    periods = held.periods if most is None else held.periods[-most:]
    heads = [message(f"facts.{name}", language) for name in ("period", "rows", "completeness", "state")]
    rows = [
        [
            str(one.period) if one.period is not None else "",
            str(one.rows),
            completeness_text(one.completeness, language) if one.completeness is not None else "",
            message("facts.locked", language) if one.locked else "",
        ]
        for one in periods
    ]
    yield from grid(heads, rows, width, numbers={1}, indent=2)


def _to_look_at(held: Held, language: Language) -> Iterator[str]:
    """The rows that count and are to be looked at, those of one reason together."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in held.to_look_at or ():
        key = "facts.figures" if one.as_a_whole else "facts.to-look-at"
        found.setdefault((key, saying.reason(one.reason, language)), []).append(one_line(one.place))
    for (key, why), places in found.items():
        more = ", …" if len(places) > SHOWN else ""
        yield message(key, language, count=len(places), rows=", ".join(places[:SHOWN]) + more, why=why)


def _file(read: FileRead, language: Language) -> list[str]:
    periods = ", ".join(stretches(read.periods))
    about = "; ".join(saying.marks(map(declared, read.marks), language))
    return [one_line(read.file), periods, str(read.rows), about]


def _batch(held: BatchHeld, language: Language) -> list[str]:
    batch = held.batch
    about = list(saying.marks(map(declared, batch.marks), language))
    if batch.reason:
        about.append(one_line(batch.reason))
    if batch.rejected:
        about.append(message("facts.open", language, count=batch.rejected))
    if held.late:
        periods = ", ".join(map(str, held.late))
        about.append(message("facts.late", language, periods=periods, count=len(held.late)))
    kind = saying.event(batch.kind, language)
    file = batch.file + (f"[{batch.sheet}]" if batch.sheet else "")
    what = one_line(f"{kind} {file}".strip())
    return [str(batch.id), what, one_line(batch.user), saying.clock(batch.at), str(batch.accepted), "; ".join(about)]


def lacking_texts(found: Lacking, language: Language) -> Iterator[str]:
    """What exported facts lack, each kind of it in words."""
    yield from (saying.reason(rows.sentence, language) for rows in found.waiting)
    for known in found.incomplete:
        period = f"{known.period}: " if known.period is not None else ""
        yield period + completeness_text(known, language)
    if found.empty:
        yield message("facts.export.empty", language, periods=", ".join(stretches(found.empty)))


def draw_evidence(found: Sequence[Attached], language: Language, width: int) -> Drawing:
    """What is attached to what, by whom, when."""
    if not found:
        return drawn([((message("evidence.none", language), QUIET),)])
    heads = [message(f"evidence.{name}", language) for name in ("to", "file", "size", "user", "time", "reason")]
    rows = [
        [
            one_line(one.about), one_line(one.name), str(one.size), one_line(one.user), saying.clock(one.at),
            one_line(one.reason), one.sha256[:12],
        ]
        for one in found
    ]  # fmt: skip
    return drawn(grid([*heads, "SHA-256"], rows, width, numbers={2}))


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
    told = one_line(f"{kind}{place} ({stamp(entry.event, entry.user, entry.at, SIGNS[language], entry.reason)})")
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


def draw_quarantine(found: Sequence[Kept], language: Language, width: int) -> Drawing:
    """By batch: its file, then a line for each row, its cells below."""
    if not found:
        return drawn([((message("quarantine.none", language), QUIET),)])
    lines: list[Line] = []
    for _, rows in groupby(found, key=lambda kept: kept.batch):
        several = list(rows)
        first = several[0]
        about = {"file": first.file, "source": first.relation, "batch": first.batch, "user": first.user or "-"}
        head = message(
            "quarantine.head", language, **about, day=saying.day(first.at, SIGNS[language]), count=len(several)
        )
        lines += [*([()] if lines else []), *(((text, NAME),) for text in wrap(head, width))]
        for kept in several:
            lines += _kept_lines(kept, language, width)
    hint = message("quarantine.hint", language, source=found[0].relation)
    return drawn([*lines, (), *(((text, QUIET),) for text in wrap(hint, width))])


def _kept_lines(kept: Kept, language: Language, width: int) -> list[Line]:
    parts = [kept.place, *([one_line(kept.column)] if kept.column else [])]
    if kept.value:
        parts.append(f"“{one_line(kept.value)}”")
    guess = kept.guess.get(language, "")
    text = f"{', '.join(parts)}: {one_line(kept.reason[language])}" + (f" ({one_line(guess)})" if guess else "")
    cells = ", ".join(one_line(f"{name}={text}" if name else text) for name, text in kept.cells if text)
    return [
        *((("  " + ("  " if n else "") + line, "yellow"),) for n, line in enumerate(wrap(text, width - 4))),
        *((("    " + line, QUIET),) for line in wrap(cells, width - 4)),
    ]


def draw_uses(found: Sequence[tuple[Address, Uses]], language: Language, width: int) -> Drawing:
    """A table for each fact."""
    lines: list[Line] = []
    for place, made in found:
        lines += [()] if lines else []
        name = one_line(f"{place.relation.label} ({place.relation.name}) {place.shown}")
        lines += [((text, NAME),) for text in wrap(name, width)]
        notes = [saying.reason(note, language) for note in made.notes]
        if not made.uses:
            none = [message("facts.uses.none", language), *notes]
            lines += [((text, ""),) for one in none for text in wrap(one, width)]
            continue
        heads = [message(f"facts.uses.{key}", language) for key in ("result", "value", "as")]
        lines += grid(heads, [_use_row(use, language) for use in made.uses], width)
        results = {(use.result.indicator, use.result.period, use.result.key): use.result for use in made.uses}
        lines += beside_lines([*results.values()], language, width)
        lines += [((text, ""),) for one in notes for text in wrap(one, width)]
    return drawn(lines)


def _use_row(use: Use, language: Language) -> list[str]:
    category = category_text(use.result.category) if use.result.category is not None else ""
    value = "  ".join(text for text in (value_text(use.result, language, unit=False), category) if text)
    why = remark_of(use.result, language)
    group = f" ({message(f'tree.{use.group}', language)})" if use.group else ""
    return [title(use.result, language), f"{value} ({why})" if why else value, f"{one_line(use.label)}{group}"]
