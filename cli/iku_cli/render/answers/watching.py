"""What changed between two evaluations of a watch: each result with what it was and what it is."""

from __future__ import annotations

from datetime import datetime

from iku_cli.messages import message
from iku_cli.render import saying
from iku_cli.render.answers.whatif import change_text
from iku_cli.render.grid import grid
from iku_cli.render.lines import NAME, Drawing, Line, drawn, wrap
from iku_cli.render.result import achievement_text, category_text, title, value_text
from iku_dsl.keywords import Language
from iku_engine.results.evaluation import Evaluation, Result

MOST = 40  # results that are shown after one change


def draw_changes(before: Evaluation, now: Evaluation, language: Language, width: int) -> Drawing:
    """When it changed, whether specs or facts did, and the results that are others now."""
    causes = [
        name
        for name, one, two in (("specs", before.specs, now.specs), ("facts", before.facts, now.facts))
        if one != two
    ]
    said = ", ".join(message(f"watch.{name}", language) for name in causes)
    lines: list[Line] = [(), ((f"{datetime.now().strftime('%H:%M:%S')}  {said}", NAME),)]
    was = {_place(result): result for result in before.results}
    rows = [_row(was.pop(_place(result), None), result, language) for result in now.results]
    rows += [_row(gone, None, language) for gone in was.values()]
    changed = [row for row in rows if row is not None]
    if not changed:
        lines.append(((message("watch.none", language), ""),))
    else:
        heads = [
            "",
            *(message(f"watch.{name}", language) for name in ("before", "now")),
            message("against.change", language),
        ]
        lines += grid(heads, changed[:MOST], width, numbers=(1, 2, 3))
        if len(changed) > MOST:
            lines += [((line, ""),) for line in wrap(message("tree.more", language, count=len(changed) - MOST), width)]
    return drawn(lines)


def _place(result: Result) -> tuple[object, ...]:
    return result.indicator, result.period, result.key


def _row(before: Result | None, now: Result | None, language: Language) -> list[str] | None:
    """A line for a result that is another now, None for one that is the same."""
    told = [_told(one, language) for one in (before, now)]
    about = now or before
    if about is None or told[0] == told[1]:
        return None
    change = ""
    if before is not None and now is not None and before.value is not None and now.value is not None:
        change = change_text(now.value - before.value, now.shown) if now.value != before.value else ""
    return [title(about, language), *told, change]


def _told(result: Result | None, language: Language) -> str:
    if result is None:
        return "–"
    bounds = saying.between(result.bounds, result.shown, language) if result.bounds is not None else ""
    category = category_text(result.category) if result.category is not None else ""
    achieved = [achievement_text(target, language) for target in result.targets if not target.name]
    rank = f"#{result.rank}" if result.rank is not None else ""
    parts = [value_text(result, language), bounds, category, *(f"({text})" for text in achieved if text), rank]
    return "  ".join(part for part in parts if part)
