"""Which charts an indicator has, asked for in the order of the page; those of weights and of groups are made here."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.render.trace import View, node_value
from iku_cli.reports.gather import Reported
from iku_cli.reports.page.values import Chart, by_category, coordinate, quantile, spread, trend, unit_word
from iku_dsl.keywords import Language
from iku_dsl.period import Period
from iku_engine.evaluating.report_facts import Grouping
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
    whole_known = None not in values
    for term, value in zip(terms, values, strict=True):
        weight = saying.weight(term.weight.used, language) if term.weight is not None else ""
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
        reached = until if whole_known else Fraction(0)
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
        texts = [saying.number(middle, shown, language) if middle is not None else none for middle in middles]
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
            "weight": saying.weight(term.weight.used, view.language) if term.weight is not None else "",
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
        both = (weight.used, weight.overall) if weight is not None else ()
        own, overall = (saying.weight(one, view.language) for one in both) if both else ("", "")
        yield name, own, overall, node_value(term, view)
        yield from _rows(term, view, f"{name} › ")


CHARTS = (trend, contribution, weights, by_category, spread, groups)


def charts_of(one: Reported, language: Language) -> Iterator[Chart]:
    """The charts for which there is something to draw."""
    for draw in CHARTS:
        yield from draw(one, language)
