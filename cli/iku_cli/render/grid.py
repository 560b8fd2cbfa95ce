"""A plain table of texts: only columns that hold something, the widest give way first, cells wrap and are never cut."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from iku_cli.render.lines import NAME, QUIET, Line, left, right, widest, wrap

GAP = 2
LEAST = 8


def grid(
    heads: Sequence[str], rows: Sequence[Sequence[str]], width: int, numbers: Collection[int] = (), indent: int = 0
) -> list[Line]:
    """The lines of a table with its heads; `numbers` are the columns that stand to the right."""
    used = [n for n in range(len(heads)) if any(row[n] for row in rows)]
    widths = {n: widest([heads[n], *(row[n] for row in rows)]) for n in used}
    room = width - indent - GAP * (len(used) - 1)
    while used and sum(widths.values()) > room and max(widths.values()) > LEAST:
        widths[max(used, key=lambda n: widths[n])] -= 1
    lines = [_line(texts, widths, numbers, indent, NAME) for texts in _wrapped(heads, widths)]
    lines.append(((" " * indent + "─" * (sum(widths.values()) + GAP * (len(used) - 1)), QUIET),))
    return [*lines, *(_line(texts, widths, numbers, indent, "") for row in rows for texts in _wrapped(row, widths))]


def _wrapped(row: Sequence[str], widths: dict[int, int]) -> list[dict[int, str]]:
    cells = {n: wrap(row[n], width) for n, width in widths.items()}
    height = max((len(texts) for texts in cells.values()), default=0)
    return [{n: texts[at] if at < len(texts) else "" for n, texts in cells.items()} for at in range(height)]


def _line(texts: dict[int, str], widths: dict[int, int], numbers: Collection[int], indent: int, style: str) -> Line:
    cells = (right(text, widths[n]) if n in numbers else left(text, widths[n]) for n, text in texts.items())
    return ((" " * indent + (" " * GAP).join(cells), style),)
