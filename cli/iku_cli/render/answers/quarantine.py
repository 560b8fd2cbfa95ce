"""The rows that were kept out: where each stands, what is wrong with it, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import saying
from iku_cli.render.lines import NAME, QUIET, Drawing, Line, drawn, wrap
from iku_dsl.keywords import Language

if TYPE_CHECKING:
    from iku_engine.importing.quarantine import Kept


def draw_quarantine(found: Sequence[Kept], language: Language, width: int) -> Drawing:
    """By batch: its file, then a line for each row, its cells below."""
    if not found:
        return drawn([((message("quarantine.none", language), QUIET),)])
    lines: list[Line] = []
    for _, rows in groupby(found, key=lambda kept: kept.batch):
        several = list(rows)
        first = several[0]
        about = {"file": first.file, "source": first.relation, "batch": first.batch, "user": first.user or "-"}
        head = message("quarantine.head", language, **about, day=saying.day(first.at), count=len(several))
        lines += [*([()] if lines else []), *(((text, NAME),) for text in wrap(head, width))]
        for kept in several:
            lines += _row(kept, language, width)
    hint = message("quarantine.hint", language, source=found[0].relation)
    return drawn([*lines, (), *(((text, QUIET),) for text in wrap(hint, width))])


def _row(kept: Kept, language: Language, width: int) -> list[Line]:
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
