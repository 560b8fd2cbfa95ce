"""What each weighted part adds to the whole: a waterfall of the topmost weights of the main period."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import figures
from iku_cli.render.trace import View, node_value
from iku_cli.reports.gather import Reported
from iku_cli.reports.page.charts.chart import Chart, unit_word
from iku_cli.reports.page.charts.numbers import coordinate
from iku_dsl.keywords import Language
from iku_engine.results.evaluation import Node, Operation, Shown, State


def weighted(one: Reported) -> Node | None:
    """The topmost weighted sum of an indicator's only result in the main period, None where there is none."""
    main = one.main
    if len(main) != 1:
        return None
    return next((node for node in main[0].trace.walk() if node.operation is Operation.WEIGHTED), None)


def contribution(one: Reported, language: Language) -> Iterator[Chart]:
    """A step for each part, in the order of the spec; where one is missing each part starts at zero, since the sum is not known."""
    whole = weighted(one)
    terms = [child for child in whole.children if child.operation is Operation.TERM] if whole is not None else []
    if whole is None or len(terms) < 2:
        return
    view, shown = View(language, one.period), _shown(one, whole)
    reached, steps, rows = Fraction(0), list[dict[str, object]](), list[tuple[str, ...]]()
    values = [term.value if term.state is State.VALUE and isinstance(term.value, Fraction) else None for term in terms]
    for term, value in zip(terms, values, strict=True):
        weight = figures.weight(term.weight.used) if term.weight is not None else ""
        name, text = one_line(term.label or term.text), node_value(term, view)
        until = reached + (value or 0)
        ends = sorted((reached, until))
        steps.append(
            {
                "name": name,
                "weight": weight,
                "text": text,
                "low": coordinate(ends[0], shown),
                "size": coordinate(ends[1] - ends[0], shown),
                "state": term.state.value,
                "falls": until < reached,
            }
        )
        rows.append((name, weight, text))
        reached = until if None not in values else Fraction(0)
    total = node_value(whole, view)
    known = whole.state is State.VALUE
    rows.append((message("report.total", language), "", total))
    yield Chart(
        "contribution",
        message("report.chart.contribution", language, period=one.period),
        message(
            "report.alt.contribution",
            language,
            indicator=one.declared.title,
            parts="; ".join(f"{row[0]} {row[2]}" for row in rows[:-1]),
            total=total,
        ),
        {
            "steps": steps,
            "total": {
                "name": message("report.total", language),
                "text": total,
                "size": coordinate(reached, shown) if known else None,
            },
            "unit": unit_word(shown, language),
        },
        tuple(message(key, language) for key in ("report.part", "report.weight", "report.adds")),
        tuple(rows),
        message("report.contribution.note", language, formula=one_line(whole.text))
        if whole is not one.main[0].trace
        else "",
    )


def _shown(one: Reported, whole: Node) -> Shown:
    """How the sum is displayed: as the result where it is the result itself, else by itself."""
    return one.main[0].shown if whole is one.main[0].trace else whole.shown
