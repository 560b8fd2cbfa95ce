"""The weights of an indicator that has several levels of them, as a tree: each part's share of the part above."""

from __future__ import annotations

from collections.abc import Iterator

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import figures
from iku_cli.render.trace import View, node_value
from iku_cli.reports.gather import Reported
from iku_cli.reports.page.charts.chart import Chart
from iku_cli.reports.page.charts.contribution import weighted
from iku_dsl.keywords import Language
from iku_engine.results.evaluation import Node, Operation

MOST_LEAVES = 120


def weights(one: Reported, language: Language) -> Iterator[Chart]:
    """The tree of the main period, where a weighted part has weighted parts itself."""
    whole = weighted(one)
    if whole is None or not any(_terms(term) for term in _terms(whole)) or _leaves(whole) > MOST_LEAVES:
        return
    view = View(language, one.period)
    title = one_line(one.declared.title)
    rows = tuple(_rows(whole, view, ""))
    yield Chart(
        "weights",
        message("report.chart.weights", language),
        message(
            "report.alt.weights", language, indicator=title, parts="; ".join(f"{row[0]} {row[1]}" for row in rows[:12])
        ),
        {"root": {"name": title, "weight": "", "text": node_value(whole, view), "below": _below(whole, view)}},
        tuple(
            message(key, language) for key in ("report.part", "report.weight", "report.weight.overall", "table.value")
        ),
        rows,
    )


def _terms(node: Node) -> list[Node]:
    return [child for child in node.children if child.operation is Operation.TERM]


def _leaves(node: Node) -> int:
    return sum(map(_leaves, _terms(node))) or 1


def _below(node: Node, view: View) -> list[dict[str, object]]:
    return [
        {
            "name": one_line(term.label or term.text),
            "weight": figures.weight(term.weight.used) if term.weight is not None else "",
            "text": node_value(term, view),
            "state": term.state.value,
            "below": _below(term, view),
        }
        for term in _terms(node)
    ]


def _rows(node: Node, view: View, above: str) -> Iterator[tuple[str, ...]]:
    """Every part under the names of those above it, with its weight within them and in the whole."""
    for term in _terms(node):
        name = f"{above}{one_line(term.label or term.text)}"
        weight = term.weight
        own, overall = (figures.weight(weight.used), figures.weight(weight.overall)) if weight is not None else ("", "")
        yield name, own, overall, node_value(term, view)
        yield from _rows(term, view, f"{name} › ")
