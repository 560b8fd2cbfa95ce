"""Sheets as offices send them: no total is ever a member or a figure, no row of data is lost, and all rows are told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from office_sheets import FIGURES, MEMBERS, SPEC, Sheet, sheet, write
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.facts.importing import import_file
from iku_engine.facts.report import ImportReport
from iku_engine.snapshot import Snapshot

SHEETS = 120
PART = 20


def imported(ministry: Ministry, made: Sheet, path: Path) -> ImportReport:
    period = Period(2025) if made.period_beside else None
    return import_file(ministry.store, ministry.program, path, made.source, period=period, user="siti")


def stored(ministry: Ministry, made: Sheet) -> dict[str, tuple[Decimal | None, ...]]:
    """What the store has, by member: figures as they were written."""
    relation = ministry.store.schema.relations[made.source]
    key = relation.key_column("daerah" if made.source == "layanan" else "unit").name
    with ministry.store.reading() as connection:
        snapshot = Snapshot(connection, ministry.store.schema, ministry.program)
        rows = connection.execute(snapshot.current(relation).select()).mappings().all()
    parts = {name: Decimal(relation.columns[name].parts) / (100 if name == "serapan" else 1) for name in FIGURES}
    there = [name for name in FIGURES if any(row[name] is not None for row in rows) or name == "pagu"]
    return {row[key]: tuple(None if row[n] is None else Decimal(row[n]) / parts[n] for n in there) for row in rows}


def told(report: ImportReport) -> dict[int, str]:
    return {row: one.kind for one in report.not_data for row in one.rows}


@pytest.mark.parametrize("part", range(SHEETS // PART))
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_total_comes_in_and_no_row_of_data_is_lost(tmp_path: Path, part: int, suffix: str) -> None:
    ministry = Ministry(tmp_path, spec=SPEC, members=MEMBERS)
    for seed in range(part * PART, (part + 1) * PART):
        made = sheet(seed)
        path = write(made, tmp_path / f"{seed}{suffix}")
        report = imported(ministry, made, path)
        assert [(cell.row, cell.value, cell.reason.key) for cell in report.rejected] == [], seed
        assert told(report) == made.kinds, seed
        assert report.rows == report.accepted + report.identical + len(made.kinds), seed
        wanted = {member: _shown(figures) for member, figures in made.data.items()}
        there = {member: _shown(figures) for member, figures in stored(ministry, made).items()}
        assert there == wanted, seed
        assert list(report.hidden) == (made.hidden_below() if suffix == ".xlsx" else []), seed
        ministry = _emptied(ministry, tmp_path / f"{seed}")


def _shown(figures: tuple[Decimal | None, ...]) -> list[Decimal]:
    return [figure for figure in figures if figure is not None]


def _emptied(ministry: Ministry, folder: Path) -> Ministry:
    ministry.store.close()
    folder.mkdir()
    return Ministry(folder, spec=SPEC, members=MEMBERS)
