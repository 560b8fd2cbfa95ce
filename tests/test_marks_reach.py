"""Whichever facts are marked: every result that they change carries the mark, and no result that cannot read them does.

Programs and facts are made at random. Facts of one source and period (or of one dimension) come by a batch that is marked; then they are
taken away, and what is another result without them depended on them. Which relations a program names is told by another walk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random

import pytest
import sqlalchemy as sa
from judged_specs import write_judged
from random_facts import Facts, Loaded, loaded, random_facts
from test_reference import program_of
from typed_specs import write

from iku_dsl.period import Grain, Period
from iku_dsl.program import Program
from iku_engine.database.books import PERIOD
from iku_engine.evaluating.evaluate import all_of
from iku_engine.indicators.results import result as result_of
from iku_engine.plan.meaning import relations_read
from iku_engine.results.beside import MarkKind, Record
from iku_engine.results.records import identity, record_of

MARKED = 3  # groups of facts of one world
Place = tuple[str, str, tuple[str, ...]]
Group = tuple[str, int]  # a relation, and the ordinal of a period


def results_of(program: Program, world: Loaded) -> dict[Place, tuple[Record, bool]]:
    """Every result, and whether it is marked as illustrative."""
    found = {}
    with world.evaluating(program) as evaluator:
        for name, (version, *_) in program.indicators.items():
            for year in (Period(2023), Period(2024)):
                for period in year.parts(version.grain)[-1:] if version.grain is not Grain.YEAR else (year,):
                    for result in all_of(evaluator, name, period):
                        told = record_of(result)
                        marked = any(mark.kind is MarkKind.ILLUSTRATIVE for mark in result.marks)
                        found[identity(told)] = ({**told, "marks": None, "missing": None}, marked)
    return found


def groups_of(world: Loaded, program: Program, random: Random) -> list[Group]:
    """Some groups of facts that were given."""
    imported = [*program.sources, *(name for name, one in program.dimensions.items() if one.imported)]
    loaded_table = world.store.schema.loaded.c
    with world.store.reading() as connection:
        given = connection.execute(sa.select(loaded_table.relation, loaded_table[PERIOD]).distinct()).all()
    found = sorted((name, ordinal) for name, ordinal in given if name in imported)
    return random.sample(found, min(MARKED, len(found)))


def mark(world: Loaded, group: Group) -> Callable[[], None]:
    """Let a batch that is marked have brought a group; what gives it back to its first batch."""
    schema, (name, ordinal) = world.store.schema, group
    facts, given = schema.relations[name].table, schema.loaded
    mine = (given.c.relation == name, given.c[PERIOD] == ordinal)
    with world.store.writing() as connection:
        first = connection.execute(sa.select(given.c.batch_id).where(*mine)).scalar_one()
        old = connection.execute(sa.select(schema.batches).where(schema.batches.c.batch_id == first)).mappings().one()
        more = {**old, "batch_id": 1_000, "marks": "ilustratif"}
        connection.execute(schema.batches.insert(), more)
        connection.execute(given.update().where(*mine).values(batch_id=1_000))
        connection.execute(facts.update().where(facts.c[PERIOD] == ordinal).values(batch_id=1_000))

    def undo() -> None:
        with world.store.writing() as connection:
            connection.execute(given.update().where(*mine).values(batch_id=first))
            connection.execute(facts.update().where(facts.c[PERIOD] == ordinal).values(batch_id=first))
            connection.execute(schema.batches.delete().where(schema.batches.c.batch_id == 1_000))

    return undo


def without(world: Loaded, group: Group) -> Callable[[], None]:
    """Take a group away; what brings it back."""
    schema, (name, ordinal) = world.store.schema, group
    facts, given = schema.relations[name].table, schema.loaded
    of_facts, of_given = facts.c[PERIOD] == ordinal, sa.and_(given.c.relation == name, given.c[PERIOD] == ordinal)
    with world.store.writing() as connection:
        rows = [dict(row) for row in connection.execute(sa.select(facts).where(of_facts)).mappings()]
        periods = [dict(row) for row in connection.execute(sa.select(given).where(of_given)).mappings()]
        connection.execute(facts.delete().where(of_facts))
        connection.execute(given.delete().where(of_given))

    def undo() -> None:
        with world.store.writing() as connection:
            connection.execute(given.insert(), periods)
            for row in rows:
                connection.execute(facts.insert(), row)

    return undo


def seed_reaches(seed: int, writer: Callable[[Random], str]) -> Counter[str]:
    random = Random(seed)
    text = writer(random)
    program = program_of(text)
    seen = Counter[str]()
    if program is None:
        return seen
    with loaded(program, random_facts(program, random)) as world:
        for group in groups_of(world, program, random):
            undo = mark(world, group)
            before = results_of(program, world)
            undo()
            back = without(world, group)
            after = results_of(program, world)
            back()
            for place, (told, marked) in before.items():
                differs = place in after and after[place][0] != told
                assert marked or not differs, f"seed {seed}: {group} changes {place}, which is not marked\n{text}"
                reads = group[0] in relations_read(program, [place[0]])
                assert reads or not marked, f"seed {seed}: {place} is marked by {group}, which it does not read\n{text}"
                seen["changed"] += differs
                seen["marked"] += marked
                seen["unmarked"] += not marked
    return seen


def total(seeds: Iterator[Counter[str]]) -> Counter[str]:
    return sum(seeds, Counter[str]())


def test_what_facts_change_carries_their_mark() -> None:
    seen = total(seed_reaches(seed, write) for seed in range(3)) + total(
        seed_reaches(s, write_judged) for s in range(3)
    )
    assert min(seen[kind] for kind in ("changed", "marked", "unmarked")) > 10, seen


@pytest.mark.soak
@pytest.mark.parametrize("writer", [write, write_judged])
def test_what_facts_change_carries_their_mark_in_many_worlds(writer: Callable[[Random], str], somewhere: int) -> None:
    seen = total(seed_reaches(seed, writer) for seed in range(somewhere, somewhere + 1_000))
    assert min(seen.values()) > 1_000, seen


def test_a_set_whose_condition_names_the_number_of_its_own_elements_is_counted() -> None:
    text = """
dimensi wilayah
  a
  b

dimensi unit kunci id
  atribut induk wilayah
  atribut luas angka 0..10

indikator utama per wilayah
  satuan angka
  arah naik
  hitung p = banyaknya (unit)
  rumus p + banyaknya (unit yang unit.luas < p)
"""
    program = program_of(text)
    assert program is not None
    facts = Facts(rows={"unit": [("u1", "a", "1"), ("u2", "a", "2"), ("u3", "a", "9")]})
    with loaded(program, facts) as world, world.evaluating(program) as evaluator:
        assert result_of(evaluator, "utama", Period(2024), ("a",)).value == 5


CHAINED = """\
dimensi wilayah kunci kode
  atribut nama teks
dimensi d kunci kode
  atribut di wilayah
sumber t per tahun, wilayah
  kolom m angka 0..10
sumber u per tahun, wilayah
  kolom m angka 0..10
sumber s per tahun, d daftar
  kolom n angka 0..10
  hitung a = n + t.m[di]
  hitung b = a * 2
indikator i
  satuan angka
  arah naik
  rumus jumlah s.b
"""


def test_what_a_computed_column_of_a_computed_column_reads_is_read() -> None:
    assert relations_read(program_of(CHAINED), ["i"]) == {"s", "t", "d", "wilayah"}
