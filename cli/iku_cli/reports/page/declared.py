"""What a spec says of an indicator, as pairs of a name and a text, and the bands of its scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render.result import category_text
from iku_cli.reports.gather import Reported
from iku_dsl.keywords import Language
from iku_dsl.program import Scale
from iku_dsl.wording import interval_text
from iku_engine.results.evaluation import CategoryResult

Told = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Band:
    """A category, its numbers, and what the source prints where the spec says otherwise."""

    name: str
    range: str
    printed: str


def declared(one: Reported, language: Language) -> Iterator[Told]:
    """Name, text, and whether the text is code. Only what the spec says."""
    about, prose = one.declared, one.declared.prose
    unit = message("report.unit.percent", language) if about.type.percent else one_line(about.unit)
    pairs = [
        ("definition", one_line(prose.definition)),
        ("direction", message(f"report.direction.{about.direction}", language)),
        ("unit", unit or message("report.unit.number", language)),
        *(("basis", one_line(text)) for text in prose.basis),
        ("owner", one_line(": ".join(part for part in (prose.owner, ", ".join(prose.teams)) if part))),
        *(("correction", text) for text in _corrections(one, language)),
    ]
    yield from ((message(f"report.{key}", language), text, False) for key, text in pairs if text)
    yield message("report.formula", language), one_line(about.formula.text), True
    yield message("report.name", language), about.name, True


def _corrections(one: Reported, language: Language) -> Iterator[str]:
    latest = next((result for result in reversed(one.results) if result.corrections), None)
    for item in latest.corrections if latest is not None else ():
        used = {"name": item.name, "used": item.used, "printed": item.printed}
        yield message("below.correction.text", language, **used, reason=item.reason)


def bands(scale: Scale) -> Iterator[Band]:
    """The categories of a scale, best first."""
    for band in scale.bands:
        ranges = ", ".join(interval_text(interval, scale.percent) for interval in band.intervals)
        printed = band.correction.printed if band.correction is not None else ""
        name = category_text(CategoryResult(band.name, band.title))
        yield Band(name, ranges or one_line(band.reason), one_line(printed))
