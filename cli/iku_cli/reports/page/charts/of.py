"""Which charts an indicator has: one product a file, asked for in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import figures
from iku_cli.render.trace import View, node_value
from iku_cli.reports.gather import Reported
from iku_cli.reports.page.charts.chart import Chart, unit_word
from iku_cli.reports.page.charts.contribution import contribution, weighted
from iku_cli.reports.page.charts.numbers import coordinate, quantile
from iku_cli.reports.page.charts.spread import by_category, spread
from iku_cli.reports.page.charts.trend import trend
from iku_dsl.keywords import Language
from iku_dsl.period import Period
from iku_engine.evaluating.report_facts import Grouping
from iku_engine.results.evaluation import Node, Operation

MEDIAN = Fraction(1, 2)
LEAST_GROUPS = 3


def groups(one: Reported, language: Language) -> Iterator[Chart]:
    """A chart for each attribute with at least three groups that have values; groups without any are told."""
    for grouping in one.groupings:
        values = _values(one, grouping)
        if len({group for group, _ in values}) >= LEAST_GROUPS:
            yield _chart(one, grouping, values, language)


def _values(one: Reported, grouping: Grouping) -> dict[tuple[str, Period], list[Fraction]]:
    """The values of each group and period, in ascending order."""
    found: dict[tuple[str, Period], list[Fraction]] = {}
    for result in one.results:
        group = grouping.members.get(result.key[0], "")
        if group and result.value is not None:
            found.setdefault((group, result.period), []).append(result.value)
    return {place: sorted(values) for place, values in found.items()}


def _chart(
    one: Reported, grouping: Grouping, values: dict[tuple[str, Period], list[Fraction]], language: Language
) -> Chart:
    shown, none = one.results[0].shown, message("report.none", language)
    panels, rows = list[dict[str, object]](), list[tuple[str, ...]]()
    for group in grouping.groups:
        of_group = [values.get((group, period), []) for period in one.periods]
        middles = [quantile(found, MEDIAN) if found else None for found in of_group]
        texts = [figures.number(middle, shown) if middle is not None else none for middle in middles]
        panels.append(
            {
                "name": one_line(group),
                "count": len(of_group[-1]),
                "middles": [coordinate(middle, shown) for middle in middles],
                "low": [coordinate(found[0], shown) if found else None for found in of_group],
                "high": [coordinate(found[-1], shown) if found else None for found in of_group],
                "texts": texts,
            }
        )
        rows.append((one_line(group), str(len(of_group[-1])), *texts))
    attribute = one_line(grouping.label)
    return Chart(
        "groups",
        message("report.chart.groups", language, attribute=attribute),
        message(
            "report.alt.groups",
            language,
            indicator=one.declared.title,
            attribute=attribute,
            values="; ".join(f"{row[0]} {row[-1]}" for row in rows),
        ),
        {"periods": [str(p) for p in one.periods], "panels": panels, "unit": unit_word(shown, language)},
        (attribute, message("report.count", language), *(str(period) for period in one.periods)),
        tuple(rows),
        message("report.groups.note", language),
    )


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


CHARTS = (trend, contribution, weights, by_category, spread, groups)


def charts_of(one: Reported, language: Language) -> Iterator[Chart]:
    """The charts for which there is something to draw."""
    for draw in CHARTS:
        yield from draw(one, language)
