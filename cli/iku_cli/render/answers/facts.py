"""What a store holds: of each source its periods, then its batches; what is locked; what is attached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import saying
from iku_cli.render.beside import completeness_text
from iku_cli.render.grid import grid
from iku_cli.render.lines import NAME, QUIET, Drawing, Line, drawn, wrap
from iku_dsl.keywords import Language
from iku_dsl.period import stretches
from iku_engine.results.beside import declared

if TYPE_CHECKING:
    from iku_engine.exporting.package import Lacking
    from iku_engine.facts.overview import BatchHeld, FileRead, Held, Overview
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
        about.append(message("facts.late", language, periods=", ".join(map(str, held.late))))
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
