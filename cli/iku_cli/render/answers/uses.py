"""The results that rest on a fact, each with what of it the fact is."""

from __future__ import annotations

from collections.abc import Sequence

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import saying
from iku_cli.render.beside import beside_lines
from iku_cli.render.grid import grid
from iku_cli.render.lines import NAME, Drawing, Line, drawn, wrap
from iku_cli.render.result import category_text, title, value_text
from iku_cli.render.table import remark_of
from iku_dsl.keywords import Language
from iku_engine.facts.addressing import Address
from iku_engine.facts.uses import Use, Uses


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
        lines += grid(heads, [_row(use, language) for use in made.uses], width)
        results = {(use.result.indicator, use.result.period, use.result.key): use.result for use in made.uses}
        lines += beside_lines([*results.values()], language, width)
        lines += [((text, ""),) for one in notes for text in wrap(one, width)]
    return drawn(lines)


def _row(use: Use, language: Language) -> list[str]:
    category = category_text(use.result.category) if use.result.category is not None else ""
    value = "  ".join(text for text in (value_text(use.result, language, unit=False), category) if text)
    why = remark_of(use.result, language)
    group = f" ({message(f'tree.{use.group}', language)})" if use.group else ""
    return [title(use.result, language), f"{value} ({why})" if why else value, f"{one_line(use.label)}{group}"]
