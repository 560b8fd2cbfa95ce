"""Rows that are labelled a total: those are, whose figures are exactly sums or means of those above or below; others are mistakes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from iku_dsl.budgets import Effort, most
from iku_dsl.problem import Text, say
from iku_dsl.wording import Figure as Shown
from iku_engine.cells.as_written import Roles
from iku_engine.reading.opened import Opened, Uncomputed
from iku_engine.reading.opening import written_rows
from iku_engine.staging.report import RejectedCell
from iku_engine.totals.compared import Compared
from iku_engine.totals.ends import ends_of
from iku_engine.totals.named_totals import BEYOND_CHANCE, BEYOND_DOUBT, End, Labelled, RowSum, RowSums
from iku_engine.words.labels import names_a_sum, names_one_unit

MOST_ROUNDS = 4  # in which rows are found that may be totals by chance, each without those found before
MANY_LABELLED = (
    20_000  # rows of all rounds: of more, those that are called like quantities count after the first rounds
)
NO_ROWS = "row.total-none"  # what is said of a total without rows


@dataclass(slots=True)
class Decided:
    """The lines of totals, what is wrong with rows that are labelled so and are none, and members that are called like one.

    `ends` are where totals end a list, `by_chance` totals that may as well be members, and `counted` what is
    told of rows that count, whoever is known.
    """

    totals: set[int] = field(default_factory=set)
    wrong: dict[int, RejectedCell] = field(default_factory=dict)
    doubted: dict[int, RejectedCell] = field(default_factory=dict)
    ends: Sequence[End] = ()
    by_chance: Sequence[Labelled] = ()
    counted: dict[int, RejectedCell] = field(default_factory=dict)


def decide(
    opened: Opened, roles: Roles, labelled: Sequence[Labelled], others: Collection[int], free: Collection[int] = ()
) -> Decided:
    """Which labelled rows are totals: of all rows above, of those since the last, or of those with the same keys; or of those below.

    One may be of the last few of these alone. `others` are the lines of rows that are no data, `free` the places of keys that may be
    any text. Errors: `RefusedFile`, `FileError`.
    """
    counted: dict[int, Labelled] = {}
    most = max(1, min(MOST_ROUNDS, MANY_LABELLED // (len(labelled) or 1)))
    for rounds in range(most + 1):
        given = [one for one in labelled if one.line not in counted]
        found = _decide(Compared(roles, given, counted, free), opened, others)
        if not found.by_chance:
            break
        counted |= {one.line: one for one in found.by_chance}
        if rounds == most - 1:
            counted |= {one.line: one for one in labelled if one.counted}
    found.counted |= {
        line: RejectedCell(line, roles.keys[one.place], one.cells[one.place].strip(), say("row.total-by-chance"))
        for line, one in counted.items()
    }
    return found


def _decide(compared: Compared, opened: Opened, kept_out: Collection[int]) -> Decided:
    """All of them: each by the rows above it, and those that these do not prove by the rows below.

    A total that is known by the rows below counts among no rows, so that what is said of those above is then asked once more.
    The rows below say nothing of one that stands behind its own: this year's total is always last year's and the rise.
    """
    parts = compared.parts = _parts(compared, opened, kept_out)
    compared.effort = Effort(most("total-rows") + most("total-rows-each") * sum(part.all.rows for part in parts))
    downwards = list(zip(compared.labelled, parts, strict=False))
    wrong = _look(compared, downwards, below=False)
    above = frozenset(compared.totals)
    upwards = list(zip(compared.labelled, parts[1:], strict=True))[::-1]
    below = _look(compared, upwards, below=True) if len(above) < len(compared.labelled) else {}
    heads, members = compared.totals - above, above - compared.totals
    compared.feet = _behind(compared, downwards, above, wrong)
    compared.totals -= heads & compared.feet
    if heads:
        wrong = _look(compared, downwards, below=False)
        compared.totals -= members
    wrong |= {line: below[line] for line, one in wrong.items() if one.reason.key == NO_ROWS and line in below}
    wrong = {line: one for line, one in wrong.items() if line not in compared.totals}
    compared.feet &= {*wrong, *above}
    others = (one for one in compared.labelled if one.line not in compared.totals and one.line not in wrong)
    doubted = {one.line: _doubt(compared, one) for one in others if _is_doubtful(compared, one)}
    needed = {
        one.line: BEYOND_CHANCE if one.line in wrong else BEYOND_DOUBT for one in compared.labelled if one.counted
    }
    told = (
        one for one in compared.labelled if one.line in needed and (one.line in compared.totals or one.line in wrong)
    )
    by_chance = [one for one in told if not _is_beyond_doubt(compared, one, needed[one.line])]
    ends = ends_of(compared, downwards, wrong)
    return Decided(compared.totals, wrong, doubted, ends, by_chance, compared.remarks)


def _is_beyond_doubt(compared: Compared, row: Labelled, needed: int) -> bool:
    """Whether a row called like a quantity is a total: a sure total of all rows leaves it out, or its figures say so beyond chance.

    Less is `needed` of one that waits, which is told in any case.
    """
    if any((line < row.line) if below else (row.line < line) for line, below in compared.of_all):
        return True
    alike, against = (
        sum(one.counted for one in compared.labelled) + len(compared.counted),
        compared.against.get(row.line, 0),
    )
    if row.known:
        return False
    of_unit = alike == 1 and against > 0 and names_one_unit(row.cells[row.place])
    return of_unit or against >= needed * alike


def _behind(
    compared: Compared, rows: Sequence[tuple[Labelled, RowSums]], above: Collection[int], wrong: Collection[int]
) -> set[int]:
    """The lines of totals that the rows above do not prove, in a file whose first total does not stand on top of its rows."""
    since, on_top = RowSums(), None
    behind = set[int]()
    for total, part in rows:
        since.take(part)
        if total.line not in compared.totals and total.line not in wrong:
            since.take(compared.member(total))
            continue
        others = compared.others(total)
        own = since.of.get(others, RowSum()) if others and compared.is_counted(others) else since.all
        on_top = own.rows == 0 if on_top is None else on_top
        if not on_top and not (total.line in above and compared.given(total)):
            behind.add(total.line)
        since = RowSums()
    return behind


def _is_doubtful(compared: Compared, row: Labelled) -> bool:
    """Whether a member is called like a total, as the text of its key says."""
    return row.place in compared.roles.keys and names_a_sum(row.cells[row.place])


def _doubt(compared: Compared, row: Labelled) -> RejectedCell:
    return RejectedCell(row.line, compared.roles.keys[row.place], row.cells[row.place].strip(), say("row.total-member"))


def _parts(compared: Compared, opened: Opened, kept_out: Collection[int]) -> list[RowSums]:
    """The rows of data before the first labelled row, and after each, in one pass over the file."""
    parts, lines = [RowSums()], {one.line for one in compared.labelled}
    for line, cells in written_rows(opened):
        if line in lines:
            parts.append(RowSums())
            compared.blocks.begin()
        elif line not in kept_out:
            compared.blocks.add(cells)
            if len(parts) - 1 not in compared.first:
                keys = ((place, cells[place].strip()) for place in compared.roles.keys if place < len(cells))
                place, text = next((one for one in keys if one[1]), (next(iter(compared.roles.keys), 0), ""))
                compared.first[len(parts) - 1] = line, place, text
            figures = compared.add(parts[-1], cells)
            if line in compared.counted:
                compared.quantities[id(figures)] = figures
    return parts


def _look(compared: Compared, rows: Sequence[tuple[Labelled, RowSums]], *, below: bool) -> dict[int, RejectedCell]:
    """Take in totals in one direction, each with the rows since the one before; those that are wrong, as it looks from there.

    A row that is only perhaps a total, and that a sure total counts as one of its rows, is a member after all; one that a sure
    total leaves out is a total that is wrong. It needs two rows where no more than a hint says so, or where they stand below.
    """
    everything, since, with_perhaps, without = RowSums(), RowSums(), RowSums(), RowSums()
    perhaps: set[int] = set()
    members: list[Labelled] = []  # that are called like totals
    wrong: dict[int, RejectedCell] = {}
    for total, part in rows:
        for one in (everything, since, with_perhaps, without):
            one.take(part, backwards=below)
        line = total.line
        if line not in compared.totals:
            scopes = [everything.all, since.all, everything.of.get(compared.others(total), RowSum())]
            fewest = 1 if total.sure or total.lacking or (total.how == "perhaps" and not below) else 2
            fault = _judge(compared, total, [scope for scope in scopes if scope.rows >= fewest], below=below)
            if line not in compared.totals and total.of_some and compared.runs(total, scopes):
                compared.totals.add(line)
                fault = None
            if fault is not None and members and compared.agrees(total, without.all) and _may_copy(compared, without):
                wrong |= {
                    one.line: _wrong(compared, one, compared.given(one), [without.all], _side(below)) for one in members
                }
                compared.totals.add(line)
                everything, members, fault = without.copied(), [], None
            if (
                fault is not None
                and perhaps
                and compared.agrees(total, with_perhaps.all)
                and _may_copy(compared, with_perhaps)
            ):
                compared.totals -= perhaps
                compared.totals.add(line)
                everything, perhaps = with_perhaps.copied(), set()
            elif fault is not None:
                wrong[line] = fault
        if line in compared.totals and total.sure and compared.given(total) and compared.agrees(total, everything.all):
            compared.of_all.append((line, below))
        if line in compared.totals or line in wrong:
            since = RowSums()
        if line in wrong or (line in compared.totals and total.sure):
            continue
        member = compared.member(total)
        with_perhaps.take(member)
        if line in compared.totals:
            perhaps.add(line)
        else:  # other rows are data, also a member that is only called like a total
            everything.take(member)
            since.take(member)
            members.append(total)
    return wrong


def _may_copy(compared: Compared, part: RowSums) -> bool:
    """Whether rows may be taken over from another part once more; where not, a total of these is wrong."""
    return compared.effort.spend(len(part.of) + sum(len(one.each) for one in (part.all, *part.of.values())))


def _judge(compared: Compared, total: Labelled, scopes: Sequence[RowSum], *, below: bool) -> RejectedCell | None:
    """Keep a row among the totals if it is one; what is wrong with it where its label says so and its figures do not."""
    given = compared.given(total)
    agreeing = [scope for scope in scopes if compared.agrees(total, scope)]
    if agreeing:
        compared.weigh(total, agreeing)
        zero = not any(scope.sums.get(place) for scope in scopes for place in given)
        if total.sure or (given and not zero):
            compared.totals.add(total.line)
    elif not given and total.sure:
        compared.totals.add(total.line)
    elif total.sure or total.line in compared.feet:
        return _wrong(compared, total, given, scopes, _side(below))
    return None


def _wrong(
    compared: Compared, total: Labelled, given: Mapping[int, str], scopes: Sequence[RowSum], side: str
) -> RejectedCell:
    scope = scopes[0] if scopes else RowSum()
    wrong = [place for place, text in given.items() if not compared.fits(place, text, scope, True)]
    surely = [place for place in wrong if not compared.may_be_mean(place, given[place], scope)]
    known = [place for place in surely if not compared.lacks_of(place, given[place], scope)]
    place = next(iter(known or surely or wrong or given))
    name = compared.roles.names[place]
    label = total.label
    reason: Text = say(NO_ROWS, label=label)
    if type(given[place]) is Uncomputed:
        reason = say("cell.uncomputed")
    elif compared.lacks_of(place, given[place], scope):
        reason = say("row.total-unread", label=label, count=scope.unread[place], rows=scope.rows, side=say(side))
    elif place in scope.sums:
        percent = compared.figures[place].column.type.percent
        added = Shown(Fraction(scope.sums[place]), percent)
        reason = say("row.total", label=label, sum=added, rows=scope.counts[place], side=say(side))
    return RejectedCell(total.line, name, given[place].strip(), reason)


def _side(below: bool) -> str:
    return "row.below" if below else "row.above"
