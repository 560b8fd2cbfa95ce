"""The members of a set, listed for people: who counts, who was left out and why, who is not known and what is lacking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from iku_dsl.problem import Text, say
from iku_dsl.program import expression as ex
from iku_dsl.records import replace
from iku_dsl.wording import Figure
from iku_engine.calculate.context import Calculation
from iku_engine.calculate.elements import Elements
from iku_engine.calculate.nodes import facts_below
from iku_engine.plan.environment import Environment
from iku_engine.plan.plan import Chain, binder
from iku_engine.results.beside import NOTHING, Unloaded, joined
from iku_engine.results.evaluation import MemberGroup, MemberLine, Node, Operation, State
from iku_engine.sql.sets import NO, UNKNOWN, YES, Codes, Entity

RULES = ("rule.amount", "rule.last")  # notes of a number that a rule of the spec put in the place of what is missing


def member_groups(
    run: Calculation, elements: Elements, chain: Chain, counts: Mapping[Codes, int], at: Environment
) -> tuple[MemberGroup, ...]:
    """The classes of a counted set: `counted`, `left-out` (in the set it was taken from, but not in it), `unknown`."""
    depth = len(chain.conditions)
    totals = {YES: 0, UNKNOWN: 0, NO: 0}
    for codes, count in counts.items():
        if depth and min(codes[:-1], default=YES) == NO:
            continue  # not in the set it was taken from
        totals[min(codes, default=YES)] += count
    if depth <= _free(chain):
        totals[NO] = 0  # of all members, those that are not in the first set are not worth a list
    kinds = (("counted", YES), ("left-out", NO), ("unknown", UNKNOWN))
    return tuple(
        MemberGroup(kind, totals[code], _lines(run, elements, chain, code, at) if run.listing != 0 else ())
        for kind, code in kinds
        if totals[code] or kind == "counted"
    )


def _free(chain: Chain) -> int:
    """How many conditions lead to the first set that has a name or members of its own."""
    if isinstance(chain.base, ex.Members):
        return 1
    return sum(isinstance(condition, ex.IsExpected) for condition in chain.conditions[:1])


def _lines(run: Calculation, elements: Elements, chain: Chain, code: int, at: Environment) -> tuple[MemberLine, ...]:
    last = len(chain.conditions) - 1
    wanted = {**dict.fromkeys(range(last), YES), last: NO} if code == NO else None
    listed = elements.listed(at, wanted, run.listing, code)
    return tuple(_line(run, elements, chain, key, code, at) for key, _ in listed)


def _line(run: Calculation, elements: Elements, chain: Chain, key: Entity, code: int, at: Environment) -> MemberLine:
    place = elements.inside(key, at)
    reasons: list[tuple[Text, Unloaded]] = []
    nodes: list[Node] = []
    conditions: list[Node] = []
    for condition in chain.conditions:
        node = run.node(condition, place)
        if binder(condition) is not None and node.state is not State.MISSING:
            continue
        conditions.append(node)
        said = _reasons(node, code)
        if said or code == YES:
            nodes.append(node)
        reasons.extend(said)
    if code == YES and len(chain.conditions) > 1:
        reasons = _reasons(nodes[-1], code) if nodes else reasons
    facts = tuple(dict.fromkeys(fact for node in nodes for fact in facts_below(node)))
    title = _title(run, elements, key)
    return MemberLine(key, title, joined(reasons), facts, nodes=tuple(conditions))


def _title(run: Calculation, elements: Elements, key: Entity) -> str:
    return " · ".join(run.snapshot.label(d, member) for d, member in zip(elements.own, key, strict=True))


def operand_groups(
    run: Calculation, elements: Elements, expression: ex.Aggregated, at: Environment
) -> tuple[MemberGroup, ...]:
    """The members that a statistic is of, each with its number, and its weight where it has one."""
    if run.listing == 0 or expression.operand is None:
        return ()
    totals = {YES: 0, UNKNOWN: 0, NO: 0}
    for codes, count in elements.counts(at).items():
        totals[min(codes, default=YES)] += count
    groups: list[MemberGroup] = []
    for kind, certain in (("counted", YES), ("unknown", UNKNOWN)):
        lines: list[MemberLine] = []
        for key, _ in elements.listed(at, None, run.listing, certain) if totals[certain] else ():
            inside = elements.inside(key, at)
            weight = run.node(expression.by, inside) if expression.by is not None else None
            line = _numbered(run, elements, key, run.node(expression.operand, inside), weight)
            if certain == UNKNOWN:
                line = replace(line, reasons=(*_why_open(run, elements, inside), *line.reasons))
            lines.append(line)
        groups += [MemberGroup(kind, totals[certain], tuple(lines))] if totals[certain] else []
    return tuple(groups)


def _why_open(run: Calculation, elements: Elements, inside: Environment) -> dict[Text, None]:
    """Why it is not known whether an element is in the set."""
    nodes = (run.node(condition, inside) for condition in elements.chain.conditions)
    return dict.fromkeys(text for node in nodes for text in _why(node, UNKNOWN))


def _numbered(run: Calculation, elements: Elements, key: Entity, node: Node, weight: Node | None) -> MemberLine:
    nodes = (node,) if weight is None else (node, weight)
    lacking = [one for item in nodes for part in item.walk() for one in part.left_out if one.state is State.MISSING]
    reasons = joined((one.reason, one.unloaded) for one in (*nodes, *lacking) if one.reason is not None)
    rules = dict.fromkeys(note for one in nodes for part in one.walk() for note in part.notes if note.key in RULES)
    facts = tuple(dict.fromkeys(fact for one in nodes for fact in facts_below(one)))
    number = _number(weight) if weight is not None else None
    title = _title(run, elements, key)
    return MemberLine(key, title, (*reasons, *rules), facts, _number(node), number, node.state, nodes)


def _number(node: Node) -> Fraction | None:
    return node.value if isinstance(node.value, Fraction) and node.state is State.VALUE else None


def _reasons(node: Node, code: int) -> list[tuple[Text, Unloaded]]:
    """Why a condition came out so, each reason with what was never loaded."""
    if code == UNKNOWN:
        return [(part.reason, part.unloaded) for part in _undecided(node) if part.reason is not None]
    return [(text, NOTHING) for text in _why(node, code)]


def _undecided(node: Node) -> Iterator[Node]:
    """Why a condition is not decided: the lowest parts of it that are missing, and say why."""
    if node.state is State.MISSING:
        inner = [part for child in node.children for part in _undecided(child)]
        yield from inner or ([node] if node.reason is not None else [])


def _why(node: Node, code: int) -> Iterator[Text]:
    """Why a condition holds, or does not: the comparisons that decided it."""
    wanted = code == YES
    if node.state is not State.VALUE or node.value is not wanted:
        if node.notes:
            yield from node.notes
        return
    if node.operation in (Operation.AND, Operation.OR, Operation.NOT):
        for child in node.children:
            flipped = (NO if code == YES else YES) if node.operation is Operation.NOT else code
            yield from _why(child, flipped)
        return
    if node.operation is Operation.COMPARE and any(child.state is State.NOT_APPLICABLE for child in node.children):
        yield say("why.not-applicable", text=node.text, holds=say("why.fails"))  # nor does what is opposite to it
        yield from node.notes
    elif node.operation is Operation.COMPARE:
        left, right = (said(child) for child in node.children)
        assert node.compared is not None, "a comparison has a sign"
        sign = node.compared if wanted else node.compared.opposite
        holds = say("why.holds" if wanted else "why.fails")
        yield say("why.compare", text=node.text, left=left, right=right, holds=holds, sign=sign.value)
        yield from node.notes
    elif node.operation is Operation.HAS:
        if wanted and node.fact is not None:
            yield say("why.has", source=node.text, place=node.fact.place)
        yield from node.notes
    elif node.text:
        yield say("why.plain", text=node.text, holds=say("why.holds" if wanted else "why.fails"))


def said(node: Node) -> Figure | str:
    """A value in a sentence."""
    if isinstance(node.value, Fraction):
        return Figure(node.value, node.shown.percent)
    if node.value is None:
        return "…"
    return str(node.value)
