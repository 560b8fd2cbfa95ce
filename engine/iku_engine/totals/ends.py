"""Where totals end a list: what is below one is no part of what it adds up, unless a later total adds that up, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from iku_dsl.problem import Text, say
from iku_engine.staging.report import RejectedCell
from iku_engine.totals.compared import Compared
from iku_engine.totals.named_totals import (
    Amount,
    End,
    Labelled,
    Number,
    Others,
    Over,
    RowSum,
    RowSums,
    apart,
    is_exact,
    is_long,
)
from iku_engine.totals.same_money import Block, Proof, divides
from iku_engine.words.labels import extreme

FOUR_DIGITS = 1_000
FIRST, LATELY = 2, 8  # totals of one amount, and the last ones of any, that another is held against


class _Ending(NamedTuple):
    """A total that ends a list as far as is known, the rows that prove it, whether they are all above, and which they are if known."""

    total: Labelled
    rows: RowSum
    of_all: bool
    block: Block | None


def ends_of(compared: Compared, rows: Sequence[tuple[Labelled, RowSums]], wrong: Collection[int]) -> list[End]:
    """Where totals behind their rows end a list, also wrong and empty ones, and up to which line no later total adds rows up.

    One that is only perhaps a total ends none where rows above are called like it.
    """
    everything, since, called, last, begun = RowSums(), RowSums(), False, 0, 0
    ended: list[End] = []
    again: dict[int, tuple[Labelled, Labelled]] = {}
    opened: dict[Others, _Ending] = {}
    like: dict[Others, dict[object, _Ending]] = defaultdict(dict)
    lately: dict[tuple[int, ...], list[tuple[Others, _Ending]]] = defaultdict(list)
    of_amounts: dict[object, list[tuple[Others, _Ending]]] = defaultdict(list)
    proof = _proof(compared, rows, wrong)
    for at, (total, part) in enumerate(rows):
        everything.take(part)
        since.take(part)
        if total.line not in compared.totals and total.line not in wrong:
            called, member = True, compared.member(total)
            compared.blocks.add(total.cells, at)
            everything.take(member)
            since.take(member)
            continue
        if _is_head(compared, total, begun, at):
            since, last, begun = RowSums(), total.line, at + 1
            continue
        others = compared.others(total)
        scopes = {Over.LAST: since.all, Over.ALL: everything.all, Over.SAME: everything.of.get(others, RowSum())}
        block = Block(str(total.label), (begun, at + 1), (everything.all.rows - since.all.rows, everything.all.rows))
        adds, proven = _adds(compared, total, scopes, opened, last, block)
        before = opened.get(others)
        amounts = compared.amounts(total)
        found = None if Over.ALL in adds else _alike(compared, total, like[others].get(amounts), before)
        places = tuple(place for place, _ in others)
        across = None
        if others and Over.ALL not in adds and found is None:
            across = _of_other_keys(compared, total, others, [*of_amounts[amounts, places], *lately[places]])
        same = found if _is_same_money(compared, total, found, block, since.all, proof) else None
        if across is not None and _is_same_money(compared, total, across, block, since.all, proof, others):
            ended.append(End(across.total, others, total.line, (total, across.total)))
        if before is not None and {before.total.line, total.line} <= compared.feet:
            adds = {Over.LAST}
        elif same is not None:
            again |= {before.total.line: (total, same.total)} if before is not None and adds else {}
            adds = set()
        if Over.ALL in adds:
            ended += [End(one.total, of, one.total.line) for of, one in opened.items()]
            opened = {}
        elif Over.LAST in adds:
            ended += [End(one.total, of, last) for of, one in opened.items()]
            opened = {}
        elif adds and before is not None:
            ended.append(End(before.total, others, before.total.line))
            del opened[others]
        sure = proven.rows > 0 and not (called and total.how == "perhaps")
        if compared.is_counted(others) and (sure or total.line in compared.feet):
            if _is_within(before, last, proven, since.all):
                opened.pop(others, None)
            if proven.rows == everything.all.rows:
                block = replace(block, parts=(0, at + 1), rows=(0, everything.all.rows))
            of_all, known = proven.rows == everything.all.rows, proven.rows in (0, block.rows[1] - block.rows[0])
            summed = (proven if proven.rows else since.all).summed()
            ending = _Ending(total, summed, of_all, block if known else None)
            opened.setdefault(others, ending)
            like[others].setdefault(amounts, ending)
            if others:
                of_amounts[amounts, places] = [*of_amounts[amounts, places], (others, ending)][:FIRST]
                lately[places] = [*lately[places], (others, ending)][-LATELY:]
        since, last, begun = RowSums(), total.line, at + 1
    for ending in [one for some in lately.values() for _, one in some][-LATELY:]:
        _look_at_the_rest(compared, ending, everything.all, proof)
    ended += [End(one.total, of) for of, one in opened.items()]
    return [replace(one, again=one.again or again.get(one.total.line)) for one in ended]


def _proof(compared: Compared, rows: Sequence[tuple[Labelled, RowSums]], wrong: Collection[int]) -> Proof:
    """Which rows totals add up together: all above one or below it, or the last few; a wrong one by a long amount that is right."""
    together: list[tuple[int, int]] = []
    mistaken: list[tuple[Labelled, RowSum]] = []
    everything, since = RowSum(), 0
    for total, part in rows:
        everything.take(part.all)
        since += part.all.rows
        if total.line not in compared.totals and total.line not in wrong:
            everything.take(compared.member(total).all)
            since += 1
            continue
        if total.line in compared.totals and total.of_some and not since:
            together += _last_few(compared, total, everything)
        if total.line in compared.totals and compared.is_sum(total, everything):
            together.append((0, everything.rows))
        elif total.line in wrong and total.sure:
            mistaken.append((total, everything.summed()))
            together += [(0, everything.rows)] if compared.is_long_sum(total, everything) else []
        since = 0
    below = {line for line, is_below in compared.of_all if is_below}
    if any(total.line in below and compared.is_sum(total, everything) for total, _ in rows):
        together.append((0, everything.rows))
    return Proof.of(together, mistaken)


def _last_few(compared: Compared, total: Labelled, rows: RowSum) -> Iterator[tuple[int, int]]:
    """The last few of some rows that a total right below another adds up."""
    place, text = next(iter(compared.amounts_of(total).items()), (0, ""))
    for amount in compared.read(place, text) if text else ():
        for start, end in rows.runs(place, amount.value, 0):
            if end == rows.rows and compared.effort.spend((end - start) * len(compared.figures)):
                if compared.is_sum(total, rows.part(start, end)):
                    yield start, end


def _adds(
    compared: Compared,
    total: Labelled,
    scopes: Mapping[Over, RowSum],
    opened: dict[Others, _Ending],
    last: int,
    block: Block,
) -> tuple[set[Over], RowSum]:
    """What a total adds up of what stands below others that ended a list, and the rows that prove it, none where nothing does.

    Rows between one that ended a list and the total before this, at the line `last`, are only in all of them. A single row proves
    nothing below a total of all, unless it is of another key than that: last month's sum and this one's come to that of both.
    """
    adds, proven = set[Over](), RowSum()
    if total.line in compared.totals and compared.given(total):
        others = compared.others(total)
        before = [opened[of].rows for of in dict.fromkeys((others, ())) if of in opened]
        earliest, latest = next(iter(opened.values()), None), next(reversed(opened.values()), None)
        alone = latest is not None and latest.of_all and latest.total.line == last
        older = earliest is not None and earliest.total.line < last
        single = scopes[Over.LAST].rows == 1 and not _is_apart(compared, latest, block)
        for over, scope in scopes.items():
            if (older or not adds) and scope.rows and compared.agrees(total, scope):
                proven = proven if proven.rows else scope
                few = single and (over is Over.LAST or alone)
                if (scopes[Over.LAST].rows or older) and not few and _adds_more(compared, total, scope, before):
                    adds.add(over)
        if not proven.rows and compared.runs(total, [scopes[Over.LAST]]):
            adds = {Over.LAST}
    return adds, proven


def _is_head(compared: Compared, total: Labelled, begun: int, at: int) -> bool:
    """Whether a total has the sum of the rows above and of those below alike, and names what these are of."""
    below, label = compared.parts[at + 1].all, str(total.label)
    if below.rows == 0 or not compared.is_sum(total, below):
        return False
    above, under = (Block(label, parts, (0, 0)) for parts in ((begun, at + 1), (at + 1, at + 2)))
    return compared.blocks.names_second(above, under)


def _is_apart(compared: Compared, before: _Ending | None, block: Block, *, surely: bool = False) -> bool:
    return (
        before is not None
        and before.block is not None
        and compared.blocks.are_apart(before.block, block, surely=surely)
    )


def _adds_more(compared: Compared, total: Labelled, scope: RowSum, before: Sequence[RowSum]) -> bool:
    """Whether a total is also of rows below one `before`: the sum with them is; a mean or an extreme may be that of the others."""
    if not extreme(total.cells[total.place]) and compared.is_sum(total, scope):
        return True
    return not any(compared.agrees(total, one) for one in before)


def _alike(compared: Compared, total: Labelled, found: _Ending | None, before: _Ending | None) -> _Ending | None:
    """The total before one, of the same other keys, that has the same amounts, or one that chance does not make."""
    given = compared.amounts_of(total)
    if not given or extreme(total.cells[total.place]):
        return None
    if found is None and before is not None and _agree_in_one(compared, given, total, before):
        return before
    return found


def _is_same_money(
    compared: Compared,
    total: Labelled,
    found: _Ending | None,
    block: Block,
    since: RowSum,
    proof: Proof,
    others: Others = (),
) -> bool:
    """Whether a total that has the amounts of one before is of the same money, divided in two ways, by all that the sheet says of both.

    Where it says too little, it is told with the first of its rows. `others` are its other keys where these are no others than its own.
    """
    given = compared.amounts_of(total)
    if found is None or not given or extreme(total.cells[total.place]):
        return False
    if block.rows[0] == block.rows[1]:
        return not others
    start = found.block.rows[0] if found.block is not None else 0
    if proof.has_both(start, block.rows[1]) or _is_apart(compared, found, block, surely=True):
        return False
    if _share(compared, given, found, is_exact):
        return True
    if others:
        of_both = [text for one in (found.total, total) for _, text in compared.others(one)]
        same = all(map(divides, of_both))
    else:
        of_parts = all(one.of_some and not divides(str(one.label)) for one in (found.total, total))
        of_parts = of_parts and _differ(compared, given, found) and not _leaves_out(compared, proof, since)
        same = not _is_apart(compared, found, block) and not of_parts
    if not same and _is_telling(compared, given):
        said = {"label": found.total.label, "total": found.total.line, "again": total.label, "row": total.line}
        part = next((part for part in range(*block.parts) if part in compared.first), block.parts[0])
        _say_of(compared, part, say("row.perhaps-same-money", **said))
    return same


def _of_other_keys(
    compared: Compared, total: Labelled, others: Others, before: Sequence[tuple[Others, _Ending]]
) -> _Ending | None:
    """The first of some totals, about other texts of the same keys, with the amounts of one, or with one that chance does not make."""
    given = compared.amounts_of(total)
    return next(
        (
            one
            for of, one in before
            if of != others
            and (
                compared.amounts(one.total) == compared.amounts(total) or _share(compared, given, one, _has_four_digits)
            )
        ),
        None,
    )


def _share(compared: Compared, given: Mapping[int, str], before: _Ending, is_enough: Callable[[Amount], bool]) -> bool:
    """Whether an amount, if it says enough, is that of a total before to its last decimal."""
    return any(
        is_enough(one) and apart(one.value, value) <= max(one.last, last)
        for place, text in given.items()
        for one in compared.read(place, text)
        for value, last in _candidates(compared, place, before)
    )


def _look_at_the_rest(compared: Compared, ending: _Ending, above: RowSum, proof: Proof) -> None:
    """Tell of rows below all totals that come to the amounts of one: a second division may have no total of its own."""
    rest, given = compared.parts[-1].all, compared.amounts_of(ending.total)
    start = ending.block.rows[0] if ending.block is not None else 0
    exact = any(
        is_exact(one) and one.value == rest.sums.get(place)
        for place, text in given.items()
        for one in compared.read(place, text)
    )
    if rest.rows < 2 or not (exact or (compared.is_sum(ending.total, rest) and _is_telling(compared, given))):
        return
    if not proof.has_both(start, above.rows + rest.rows):
        said = {"label": ending.total.label, "total": ending.total.line, "rows": rest.rows}
        _say_of(compared, len(compared.parts) - 1, say("row.rest-same-money", **said))


def _is_telling(compared: Compared, given: Mapping[int, str]) -> bool:
    """Whether two totals hardly have some amounts by chance: of four digits, or where there are but these two."""
    if len(compared.totals) == 2:
        return True
    amounts = (one.value for place, text in given.items() for one in compared.read(place, text))
    return any(value >= FOUR_DIGITS or value <= -FOUR_DIGITS for value in amounts)


def _say_of(compared: Compared, part: int, reason: Text) -> None:
    """Say something of the first row of a part of the file, if it has one."""
    if part in compared.first:
        line, place, text = compared.first[part]
        compared.remarks.setdefault(line, RejectedCell(line, compared.roles.keys[place], text, reason))


def _candidates(compared: Compared, place: int, ending: _Ending) -> Iterator[tuple[Number, Number]]:
    """What a total before says at a place, and what its last decimal counts: by its rows, and by its own figure."""
    yield ending.rows.sums.get(place, 0), 0
    for one in compared.read(place, compared.given(ending.total).get(place, "")):
        yield one.value, one.last


def _differ(compared: Compared, given: Mapping[int, str], before: _Ending) -> bool:
    """Whether a long amount is another one than that of a total before."""
    others = compared.given(before.total)
    return any(
        all(
            is_long(one) and is_long(other) and apart(one.value, other.value) > max(one.last, other.last)
            for one in compared.read(place, text)
            for other in compared.read(place, others[place])
        )
        for place, text in given.items()
        if place in others
    )


def _leaves_out(compared: Compared, proof: Proof, rows: RowSum) -> bool:
    """Whether a total of all that is wrong is right without some rows; where too many would have to be asked, perhaps."""
    return not compared.effort.spend(len(proof.mistaken)) or any(
        all(
            any(
                one.value == everything.sums.get(place, 0) - rows.sums.get(place, 0)
                for one in compared.read(place, text)
            )
            for place, text in compared.amounts_of(total).items()
        )
        for total, everything in proof.mistaken
    )


def _agree_in_one(compared: Compared, given: Mapping[int, str], total: Labelled, before: _Ending) -> bool:
    """Whether all amounts of a total are those of the rows of one before it, or one is that chance does not make."""
    if all(compared.fits(place, text, before.rows, total.sure, mean=False) for place, text in given.items()):
        return True
    return _share(compared, given, before, is_long)


def _has_four_digits(amount: Amount) -> bool:
    return apart(amount.value, 0) >= FOUR_DIGITS * amount.last


def _is_within(before: _Ending | None, last: int, proven: RowSum, since: RowSum) -> bool:
    """Whether a total of more rows stands right below one before, and nothing between them."""
    return before is not None and before.total.line == last and before.rows.rows < proven.rows and not since.rows
