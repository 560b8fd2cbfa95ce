"""What a file of evidence is attached to, as people write it: `espm 2024 3201`, `nilai_akip 2021`, `batch 12`, `evaluasi 7`."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from iku_cli.terminal.faults import Fault
from iku_dsl.period import read_period

if TYPE_CHECKING:
    from iku_dsl.program import Program
    from iku_engine.store.store import Store

NUMBERED = {"batch": "batch", "evaluasi": "run", "run": "run"}


def about_of(store: Store, program: Program, text: str) -> str:
    """The one way to write it. Errors: `Fault` for what is nothing of this store, `WrongUse` for keys that do not fit."""
    words = _words(text)
    first, rest = (words[0], words[1:]) if words else ("", [])
    if first in NUMBERED and len(rest) == 1 and rest[0].lstrip("#").isdecimal():
        return f"{NUMBERED[first]} {int(rest[0].lstrip('#'))}"
    period = read_period(rest[0]) if rest else None
    keys = rest[1:] if period is not None else rest
    dimension = program.dimensions.get(first)
    if first in program.sources or (dimension is not None and dimension.imported):
        from iku_engine.facts.addressing import address

        address(store, program, first, period, keys)
    elif first not in program.indicators or period is None:
        raise Fault("facts.about-unknown", text=text, known=", ".join((*program.sources, *program.indicators)))
    return " ".join([first, *([str(period)] if period is not None else []), *keys])


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()
