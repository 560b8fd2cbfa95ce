"""Specs at random whose tables are read with choices, categories, members and one another's keys, also where some keys have no row."""

from __future__ import annotations

from itertools import pairwise
from random import Random

CHOICES = {"k": ("p", "q", "r"), "l": ("q", "r"), "h": ("m", "n"), "j": ("p", "q", "r", "t")}
BANDS = ("baik", "cukup", "kurang", "buruk")
MEMBERS = ("a", "b", "c")


class _Writer:
    """One spec: what names there are, and the lines so far."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.tables: list[tuple[str, tuple[tuple[str, ...], ...]]] = []

    def some(self, names: tuple[str, ...], likely: float = 0.75) -> tuple[str, ...]:
        """Most of some names, now and then all."""
        if self.random.random() < 0.8:
            return names
        return tuple(name for name in names if self.random.random() < likely) or names[:1]

    def cell(self) -> str:
        return "kosong" if self.random.random() < 0.08 else str(self.random.randint(-9, 9))

    def scale(self) -> str:
        """Categories best first, each with one end, or with both."""
        ends = sorted(self.random.sample(range(1, 10), len(BANDS) - 1), reverse=True)
        rows = [f"{ends[0]} .. 10" if self.random.random() < 0.5 else f">= {ends[0]}"]
        for above, low in pairwise(ends):
            rows.append(f">= {low}" if self.random.random() < 0.7 else f"{low} ..< {above}")
        rows.append(f"< {ends[-1]}")
        return "\n".join(("skala mutu atas 0..10", *(f"  {b} {r}" for b, r in zip(BANDS, rows, strict=True))))

    def names_table(self, name: str) -> str:
        """A table of names, by which others are read."""
        kinds = (CHOICES["k"], CHOICES["j"], BANDS, MEMBERS)
        keys = self.some(self.random.choice(kinds))
        lines = [f"  {key}, {self.random.choice(('p', 'q', 'r'))}" for key in keys]
        return "\n".join((f"tabel {name}{self.partial()}", *lines))

    def partial(self) -> str:
        return ' sebagian karena "uji"' if self.random.random() < 0.15 else ""

    def table(self, name: str) -> str:
        """A table of numbers by one key or two, declared or not."""
        first = self.random.choice((*CHOICES.values(), BANDS, MEMBERS))
        shape = self.random.choice(("one", "declared", "long", "matrix"))
        if shape == "declared":
            self.tables.append((name, (MEMBERS,)))
            return "\n".join((f"tabel {name} dari wilayah", *(f"  {key} {self.cell()}" for key in MEMBERS)))
        if shape == "one":
            self.tables.append((name, (first,)))
            return "\n".join((f"tabel {name}{self.partial()}", *(f"  {key} {self.cell()}" for key in self.some(first))))
        if shape == "matrix":
            self.tables.append((name, (first, MEMBERS)))
            rows = (f"  {key}, {', '.join(self.cell() for _ in MEMBERS)}" for key in self.some(first))
            return "\n".join((f"tabel {name} dari baris, wilayah{self.partial()}", *rows))
        second = self.random.choice((*CHOICES.values(), MEMBERS))
        self.tables.append((name, (first, second)))
        kept = [(one, other) for one in self.some(first) for other in second if self.random.random() < 0.99]
        rows = (f"  {one}, {other}, {self.cell()}" for one, other in kept or [(first[0], second[0])])
        return "\n".join((f"tabel {name} dari satu, dua{self.partial()}", *rows))

    def key(self, of: tuple[str, ...]) -> str:
        """What a table is read with: mostly of the names that it is by."""
        if of == MEMBERS:  # where a dimension declares them, nothing else may be one
            return "s.w"
        fitting = [f"s.{column}" for column, names in CHOICES.items() if set(names) <= set(of)]
        fitting += ["mutu[s.x]", "mutu[s.y]"] if of == BANDS else ["n1[s.k]", "n2[s.j]"]
        every = [*(f"s.{column}" for column in CHOICES), "mutu[s.x]", "s.w", "n1[s.j]"]
        return self.random.choice(fitting if self.random.random() < 0.92 and fitting else every)

    def condition(self) -> str:
        column, names = self.random.choice(tuple(CHOICES.items()))
        name, other = self.random.choice(names), self.random.choice(names)
        return self.random.choice(
            (
                f"s.{column} = {name}",
                f"s.{column} != {name}",
                f"s.{column} = {name} atau s.{column} = {other}",
                f"s.{column} != {name} dan s.{column} != {other}",
                f"bukan s.{column} = {name}",
                f"s.x >= {self.random.randint(1, 9)}",
                f"mutu[s.x] >= {self.random.choice(BANDS)}",
                f"s.w = {self.random.choice(MEMBERS)}",
            )
        )

    def read(self) -> str:
        """One number of a table, or one of each row of a source, where conditions may leave rows out."""
        alone = [name for name, keys in self.tables if len(keys) == 1 and keys[0] != MEMBERS]
        if alone and self.random.random() < 0.3:
            of = self.random.choice(("r.k", "r.h", "mutu[r.x]", "n1[r.k]"))
            rows = self.random.choice(("r", "r", "(r yang k != p)", "(r yang h = m)", "(r yang x >= 3)"))
            return (
                f"{self.random.choice(('jumlah', 'rerata', 'maksimum'))} {self.random.choice(alone)}[{of}] atas {rows}"
            )
        name, keys = self.random.choice(self.tables)
        value = f"{name}[{', '.join(self.key(of) for of in keys)}]"
        if self.random.random() < 0.5:
            branches = (value, str(self.random.randint(0, 3)))
            first, second = branches if self.random.random() < 0.5 else branches[::-1]
            value = f"(jika {self.condition()} maka {first} selain itu {second})"
        return value


def write_tables(random: Random) -> str:
    """A spec of some tables and of indicators that read them."""
    writer = _Writer(random)
    parts = [
        f"dimensi wilayah\n  {', '.join(MEMBERS)}",
        writer.scale(),
        writer.names_table("n1"),
        writer.names_table("n2"),
        *(writer.table(f"t{number}") for number in range(random.randint(2, 4))),
    ]
    columns = [f"  kolom {column} pilihan {', '.join(names)} boleh kosong" for column, names in CHOICES.items()]
    columns += ["  kolom x angka 0..10 digit 1", "  kolom y angka 4..8 digit 1", "  kolom w wilayah"]
    if random.random() < 0.4:
        columns.append(f"  syarat k != {random.choice(CHOICES['k'])}")
    parts.append("\n".join(("sumber s per bulan", *columns)))
    columns = [f"  kolom {column} pilihan {', '.join(CHOICES[column])}" for column in ("k", "h")]
    parts.append("\n".join(("sumber r per bulan, wilayah", *columns, "  kolom x angka 0..10 digit 1")))
    for number in range(random.randint(1, 3)):
        lines = [f"indikator i{number} per bulan", "  satuan angka", "  arah naik"]
        if random.random() < 0.4:
            lines.append(f'  bila {writer.condition()} tidak berlaku karena "uji"')
        lines.append(f"  rumus {' + '.join(writer.read() for _ in range(random.randint(1, 2)))}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"
