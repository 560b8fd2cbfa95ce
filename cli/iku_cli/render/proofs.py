"""What is proven of a spec set, declaration by declaration: what always holds, and which way a value moves with each input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.text import Text

from iku_cli.messages import message
from iku_cli.render.diagnostics import sentence
from iku_cli.render.lines import NAME, QUIET, Line, drawn, wrap
from iku_cli.render.visible import one_line
from iku_dsl.keywords import Language
from iku_dsl.problem import say
from iku_dsl.program import Indicator, Program, Scale
from iku_dsl.proofs.told import Proven

MOVES = "proven.moves-"
SIGNS = {"up": "↑", "down": "↓", "either": "↕"}


def draw_proofs(program: Program, found: Sequence[Proven], language: Language, width: int) -> Text:
    """Each declaration with its place, and below it what is proven of it."""
    if not found:
        return drawn([((text, QUIET),) for text in wrap(message("proofs.none", language), width)])
    lines: list[Line] = []
    owned = ((_owner(program, one), one) for one in found)
    for owner, group in groupby(owned, key=lambda pair: pair[0]):
        lines += [()] if lines else []
        lines += _head(owner, width)
        for sign, text in _said([one for _, one in group], language):
            style = "green" if sign == "✓" else "cyan"
            for n, line in enumerate(wrap(text, width - 4)):
                lines.append(((f"  {' ' if n else sign} ", style), (line, "")))
    return drawn(lines)


def _owner(program: Program, one: Proven) -> Scale | Indicator:
    """The declaration that something is proven of: of an indicator the version that it stands in."""
    if one.name not in program.indicators:
        return program.scales[one.name]
    versions = program.indicators[one.name]
    before = [
        version for version in versions if (version.span.file, version.span.line) <= (one.span.file, one.span.line)
    ]
    return max(before, key=lambda version: version.span) if before else versions[0]


def _head(owner: Scale | Indicator, width: int) -> Iterator[Line]:
    name, title = one_line(owner.name), one_line(owner.title)
    shown = name if title in ("", name) else f"{title} ({name})"
    place = f"{one_line(owner.span.file)}:{owner.span.line}"
    if cell_len(shown) + 2 + cell_len(place) <= width:
        yield (shown, NAME), (f"  {place}", QUIET)
        return
    yield from (((text, NAME),) for text in wrap(shown, width))
    yield from (((f"  {text}", QUIET),) for text in wrap(place, width - 2))


def _said(found: Sequence[Proven], language: Language) -> Iterator[tuple[str, str]]:
    """What always holds, one by one; the inputs that move a value in one direction together."""
    inputs: dict[str, list[str]] = {}
    for one in found:
        if one.text.key.startswith(MOVES):
            inputs.setdefault(one.text.key.removeprefix(MOVES), []).append(str(dict(one.text.arguments)["input"]))
        else:
            yield "✓", sentence(one.text, language)
    for direction, sign in SIGNS.items():
        if direction in inputs:
            yield sign, sentence(say(MOVES + direction, input=", ".join(inputs[direction])), language)
