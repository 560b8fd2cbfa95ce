"""Truths of numbers, texts and other truths in SQL: what is certain, and what stays unknown."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from iku_engine.sql.terms import VALUES, NotInSqlError, Sql, SqlNumber, SqlText, SqlTruth, common, either


def sure(*conditions: Sql) -> Sql:
    """The first comparison without a NULL in it; none is not sure. The first is of values, almost always there, and the cheapest."""
    return sa.func.coalesce(*conditions, sa.false())


def compare(operator: str, left: SqlNumber, right: SqlNumber) -> SqlTruth:
    """A comparison of numbers, decided where their ranges decide it; false where one does not apply."""
    left, right = common((left, right))
    if operator in (">", ">="):
        return compare({">": "<", ">=": "<="}[operator], right, left)
    if operator == "!=":
        found = compare("=", left, right)
        return _applicable(opposite(found), left.na, right.na)
    match operator:
        case "<":
            known, known_not = left.value < right.value, left.value >= right.value
        case "<=":
            known, known_not = left.value <= right.value, left.value > right.value
        case _:
            known, known_not = left.value == right.value, left.value != right.value
    both = left.certain and right.certain
    if both:
        truth = SqlTruth(known, known_not)
    else:
        yes, no = _by_their_ends(operator, left, right)
        truth = SqlTruth(sure(known, yes), sure(known_not, no))
    truth = replace(truth, known=known, certain=both)
    return _applicable(truth, left.na, right.na)


def _by_their_ends(operator: str, left: SqlNumber, right: SqlNumber) -> tuple[Sql, Sql]:
    """Whether a comparison holds wherever two numbers lie, and whether it does nowhere; NULL where neither is sure."""
    match operator:
        case "<":
            return left.high < right.low, left.low >= right.high
        case "<=":
            return left.high <= right.low, left.low > right.high
        case _:
            yes = sa.and_(left.low == left.high, right.low == right.high, left.low == right.low)
            return yes, sa.or_(sure(left.high < right.low), sure(left.low > right.high))


def _applicable(truth: SqlTruth, *flags: Sql | None) -> SqlTruth:
    na = either(*flags)
    if na is None:
        return truth
    return SqlTruth(sa.and_(truth.yes, sa.not_(na)), sa.or_(truth.no, na), known=truth.known)


def alike(operator: str, left: SqlTruth, right: SqlTruth) -> SqlTruth:
    """Whether two truths are equal, or different; false where one does not apply."""
    equal = any_of(both(left, right), both(opposite(left), opposite(right)))
    return _applicable(equal if operator == "=" else opposite(equal), left.na, right.na)


def opposite(truth: SqlTruth) -> SqlTruth:
    """Not x."""
    known = None if truth.known is None else sa.not_(truth.known)
    return SqlTruth(truth.no, truth.yes, known=known, certain=truth.certain)


def same(operator: str, left: SqlText, right: SqlText) -> SqlTruth:
    """Equality of texts, or the order of choices: the better is the greater."""
    if operator in ("=", "!="):
        yes, no = left.value == right.value, left.value != right.value
        if not (left.certain and right.certain):
            yes, no = sure(yes), sure(no)
        known = left.value == right.value if operator == "=" else left.value != right.value
        found = SqlTruth(yes, no, known=known) if operator == "=" else SqlTruth(no, yes, known=known)
        return _applicable(found, left.na, right.na)
    order = left.order or right.order
    ranks = {choice: len(order) - place for place, choice in enumerate(order)}
    sides = [_ranked(side, ranks) for side in (left, right)]
    return compare(operator, sides[0], sides[1])


def _ranked(text: SqlText, ranks: dict[str, int]) -> SqlNumber:
    if len(ranks) > VALUES:
        raise NotInSqlError("more choices than one looks through for each row")
    value: Sql = sa.case(*((text.value == choice, rank) for choice, rank in ranks.items()), else_=sa.null())
    low, high = min(ranks.values()), max(ranks.values())
    least, greatest = sa.func.coalesce(value, low), sa.func.coalesce(value, high)
    return SqlNumber(value, least, greatest, 1, high, text.certain, text.na, bounded=True)


def both(left: SqlTruth, right: SqlTruth) -> SqlTruth:
    """Kleene's and."""
    known = _known(left, right)
    yes, no = sa.and_(left.yes, right.yes), sa.or_(left.no, right.no)
    return SqlTruth(yes, no, None, sa.and_(*known) if known else None, left.certain and right.certain)


def any_of(left: SqlTruth, right: SqlTruth) -> SqlTruth:
    """Kleene's or."""
    known = _known(left, right)
    yes, no = sa.or_(left.yes, right.yes), sa.and_(left.no, right.no)
    return SqlTruth(yes, no, None, sa.or_(*known) if known else None, left.certain and right.certain)


def _known(left: SqlTruth, right: SqlTruth) -> tuple[Sql, Sql] | None:
    return None if left.known is None or right.known is None else (left.known, right.known)
