"""What is proven of a spec set, declaration by declaration: what always holds, and which way a value moves with each input."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rich.cells import cell_len

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render.diagnostics import sentence
from iku_cli.render.lines import NAME, QUIET, Drawing, Line, drawn, wrap
from iku_dsl.keywords import Language
from iku_dsl.problem import Span, say
from iku_dsl.program import Indicator, Program, Scale
from iku_dsl.proofs.proven import Proven

MOVES = "proven.moves-"
SIGNS = {"up": "↑", "down": "↓", "either": "↕"}


def draw_proofs(program: Program, found: Sequence[Proven], language: Language, width: int) -> Drawing:
    """Each declaration with its place, and below it what is proven of it."""
    if not found:
        return drawn([((text, QUIET),) for text in wrap(message("proofs.none", language), width)])
    lines: list[Line] = []
    placed: dict[str, Sequence[Scale | Indicator]] = {name: [scale] for name, scale in program.scales.items()}
    for name, versions in program.indicators.items():
        placed[name] = sorted(versions, key=lambda version: _place(version.span))
    owned = ((_owner(placed, one), one) for one in found)
    for owner, group in groupby(owned, key=lambda pair: pair[0]):
        lines += [()] if lines else []
        lines += _head(owner, width)
        for sign, text in _said([one for _, one in group], language):
            style = "green" if sign == "✓" else "cyan"
            for n, line in enumerate(wrap(text, width - 4)):
                lines.append(((f"  {' ' if n else sign} ", style), (line, "")))
    return drawn(lines)


def _owner(placed: Mapping[str, Sequence[Scale | Indicator]], one: Proven) -> Scale | Indicator:
    """The declaration that something is proven of: of an indicator the version that it stands in, of those of its name in file order."""
    versions = placed[one.name]
    return versions[max(0, bisect_right(versions, _place(one.span), key=lambda version: _place(version.span)) - 1)]


def _place(span: Span) -> tuple[str, int]:
    return span.file, span.line


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
