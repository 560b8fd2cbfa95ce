"""The wide file of the Human Development Report (a row a country, a column an item and year), melted into facts.

    python tests/melt_hdr.py WIDE.csv FOLDER            writes FOLDER/country.csv and FOLDER/hdr.csv, ready to import
    python tests/melt_hdr.py --narrow WIDE.csv OUT.csv  keeps the columns that the Human Development Index needs

Cells are copied as they are written, so no digit is lost on the way.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

YEARS = range(1990, 2023)
ITEMS = ("le", "eys", "mys", "gnipc")
# The publisher's own results, which the facts must not contain.
PUBLISHED = ("hdicode", "hdi_rank_2022", *(f"hdi_{year}" for year in YEARS))

Row = dict[str, str]


def read_wide(path: Path) -> list[Row]:
    """The rows of the wide file, by column; lines before the header that start with # are comments."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def is_aggregate(row: Row) -> bool:
    """Whether a row is of a region or a group: its code starts with ZZ."""
    return row["iso3"].startswith("ZZ")


def countries(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    """The members of the dimension, header first."""
    yield ("iso3", "name", "aggregate")
    for row in rows:
        yield row["iso3"], row["country"], "yes" if is_aggregate(row) else "no"


def facts(rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """A row a year and country, header first; a year without any item has no row."""
    yield ("year", "country", *ITEMS)
    for year in YEARS:
        for row in rows:
            cells = [row[f"{item}_{year}"] for item in ITEMS]
            if any(cells):
                yield str(year), row["iso3"], *cells


def narrow(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    """The wide file with only what the index needs: its inputs, and the published results to hold it against."""
    kept = ("iso3", "country", *PUBLISHED, *(f"{item}_{year}" for item in ITEMS for year in YEARS))
    yield kept
    for row in rows:
        yield tuple(row[name] for name in kept)


def write(path: Path, lines: Iterable[tuple[str, ...]]) -> Path:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)
    return path


def melt(wide: Path, folder: Path) -> tuple[Path, Path]:
    """Melt the wide file into `country.csv` and `hdr.csv` of a folder, and say where they are."""
    rows = read_wide(wide)
    return write(folder / "country.csv", countries(rows)), write(folder / "hdr.csv", facts(rows))


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    match arguments:
        case ["--narrow", wide, out]:
            write(Path(out), narrow(read_wide(Path(wide))))
        case [wide, folder] if not wide.startswith("-"):
            melt(Path(wide), Path(folder))
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
