"""Expressions that mean something, written at random over some sources: numbers, sets and conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

LITERALS = ("0", "1", "2", "3", "5", "10", "0.5", "2.5", "100", "1/3", "-1")
GRAINS = ("tahun", "semester", "triwulan", "bulan")


@dataclass(frozen=True)
class Source:
    """A source as far as expressions need to know it."""

    name: str
    grain: str
    dimensions: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    truths: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    def finer(self, grain: str) -> bool:
        return bool(self.grain) and GRAINS.index(self.grain) > GRAINS.index(grain)


@dataclass(frozen=True)
class Place:
    """Where an expression stands: the members and the row at hand, the period's grain, the names of the indicator."""

    grain: str
    dimensions: tuple[str, ...] = ()
    row: Source | None = None
    lets: tuple[str, ...] = ()
    sets: tuple[tuple[str, str], ...] = ()  # name, and the dimension or source whose members or rows it has
    weighted: bool = False
    inner: bool = False
    within: bool = False  # in a source's own rules


@dataclass
class Expressions:
    """Writes expressions; what they may read has been declared before."""

    random: Random
    sources: list[Source] = field(default_factory=list)
    indicators: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    targets: bool = True  # whether targets are read, which an indicator may have none of

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, options: tuple[str, ...]) -> str:
        return self.random.choice(options)

    # ---- numbers

    def number(self, depth: int, place: Place) -> str:
        if depth <= 0 or self.chance(0.1):
            return self.leaf(place)
        ways: list[Callable[[int, Place], str]] = [
            self.sum_,
            self.sum_,
            self.product,
            self.ratio,
            self.function,
            self.choice,
        ]
        if not place.within:
            ways += [self.aggregate] * (4 if not place.inner else 1)
            if place.weighted and not place.inner:
                ways += [self.weighted] * 3
        return self.random.choice(ways)(depth - 1, place)

    def leaf(self, place: Place) -> str:
        options: list[str] = []
        if place.row is not None:
            options += [self.pick(place.row.numbers)] * 3
        if not place.within:
            options += [read for source in self.sources for read in self.reads(source, place)]
            options += place.lets * 2
            if "unit" in place.dimensions:
                options.append("unit.luas" if self.chance(0.2) else "luas")
            for name, dimensions, grain in self.indicators:
                if all(d in place.dimensions for d in dimensions) and GRAINS.index(grain) <= GRAINS.index(place.grain):
                    options += [name, f"{name}[tahun lalu]", *([f"{name}.target"] if self.targets else [])]
            if self.chance(0.1):
                options.append("(banyaknya hari[tahun ini] / 1 hari)")
        if "wilayah" in place.dimensions and self.chance(0.3):
            options.append("tw[wilayah]")
        if place.row is not None and place.row.choices and self.chance(0.5):
            options.append("tj[j]")
        if not options or self.chance(0.2):
            return self.pick(LITERALS)
        return self.pick(tuple(options))

    def reads(self, source: Source, place: Place) -> list[str]:
        if not all(d in place.dimensions or d == "wilayah" for d in source.dimensions):
            return []
        key = "" if all(d in place.dimensions for d in source.dimensions) else '["a"]'
        shift = self.pick(("", "", "", "[tahun lalu]", "[tahun ini]"))
        if source.finer(place.grain) and self.chance(0.2):
            shift = "[sampai periode ini]"
        if place.grain == "triwulan" and self.chance(0.2):
            shift = self.pick(
                ("[triwulan lalu]", "[triwulan lalu tahun ini]", "[sampai periode ini]", "[semester ini]")
            )
        return [f"{source.name}.{self.pick(source.numbers)}{key}{shift}"] * 3

    def sum_(self, depth: int, place: Place) -> str:
        return f"({self.number(depth, place)} {self.pick(('+', '-'))} {self.number(depth, place)})"

    def product(self, depth: int, place: Place) -> str:
        one = self.number(depth, place)
        if self.chance(0.1):
            return f"({one}) ^ {self.pick(('2', '3', '0'))}"
        other = (
            one if self.chance(0.15) else self.number(depth, place) if self.chance(0.5) else self.pick(LITERALS[:-1])
        )
        return f"({one}) * ({other})"

    def ratio(self, depth: int, place: Place) -> str:
        above, below = self.number(depth, place), self.number(depth, place)
        if self.chance(0.15):
            above = f"minimum({above}, {below})"
        if self.chance(0.5):
            return f"(jika {below} > 0 maka ({above}) / ({below}) selain itu {self.pick(('0', '1'))})"
        if self.chance(0.3):
            below = f"maksimum({below}, {self.pick(('1', '0.5'))})"
        return f"({above}) / ({below})"

    def function(self, depth: int, place: Place) -> str:
        x, y = self.number(depth, place), self.number(max(depth - 1, 0), place)
        return self.pick(
            (
                f"minimum({x}, {y})", f"maksimum({x}, {y})", f"mutlak({x})", f"bulatkan({x}, {self.random.randrange(3)})",
                f"bulatkan({x})", f"rerata({x}, {y})", f"goalpost({x}, 0, 10)", f"goalpost({x}, 8, 2)", f"pangkat({x}, 2)",
                f"akar(mutlak({x}))", f"ln(1 + mutlak({x}))", f"goalpost({x}, {y}, 5)", f"akar(mutlak({x}), 3)",
                f"pangkat(1 + mutlak({x}), -1)", f"tl[goalpost({x}, 0, 10) * 10]", f"minimum({x}, {self.pick(LITERALS)})",
                f"maksimum({x}, {self.pick(LITERALS)})", f"-({x})", f"jumlah({x}, {y})",
                f"(jika {x} > 0 maka ln({x}) selain itu 0)", f"(jika {x} >= 0 maka akar({x}) selain itu 0)", f"({x}) ^ 0.5",
                f"(jika {x} < 0 maka 0 selain itu pangkat({x}, 1.5))", f"maksimum(0, {x}) ^ 0.5", f"ln({x} + 1)",
            )
        )  # fmt: skip

    def choice(self, depth: int, place: Place) -> str:
        then, other = self.number(depth, place), self.number(depth, place)
        return f"(jika {self.condition(1, place)} maka {then} selain itu {other})"

    def aggregate(self, depth: int, place: Place) -> str:
        if self.sources and self.chance(0.15):
            return self.implied(place)
        over, of = self.set_of(1, place)
        if self.chance(0.35):
            rules = self.pick(("", "", "", "", " bila kosong lewati", " bila belum dimuat lewati"))
            return f"(banyaknya ({over}){rules})"
        inner = self.inside(of, place)
        statistic = self.pick(("jumlah", "jumlah", "rerata", "minimum", "maksimum", "median"))
        by = f" oleh ({self.number(0, inner)})" if statistic in ("jumlah", "rerata") and self.chance(0.15) else ""
        text = f"{statistic}{' berbobot' if by else ''} ({self.number(min(depth, 1), inner)}){by} atas ({over})"
        if self.chance(0.2):
            text += f" bila kosong {self.pick(('lewati', '0', '20', '-4'))}"
        text += self.not_loaded()
        if self.chance(0.15):
            text += f" bila tidak berlaku {self.pick(('lewati', '0', '20'))}"
        return f"({text})"

    def implied(self, place: Place) -> str:
        """A statistic of a source's own rows: of a complete source those that must be there, or only those that are."""
        source = self.random.choice(self.sources)
        statistic = self.pick(("jumlah", "jumlah", "rerata", "minimum", "maksimum"))
        shift = "[sampai periode ini]" if source.finer(place.grain) and self.chance(0.2) else ""
        text = f"{statistic} {source.name}.{self.pick(source.numbers)}{shift}"
        if self.chance(0.2):
            text = f"banyaknya {source.name}{shift}"
        elif self.chance(0.2) and not shift:
            text += f" atas {source.name}"
        return f"({text}{self.not_loaded(('lewati',) if text.startswith('banyaknya') else ())})"

    def not_loaded(self, rules: tuple[str, ...] = ()) -> str:
        """A rule for what was not loaded, or none."""
        if not self.chance(0.15):
            return ""
        return f" bila belum dimuat {self.pick(rules or ('lewati', '0', '3', '-4'))}"

    def weighted(self, depth: int, place: Place) -> str:
        inner = replace(place, dimensions=(*place.dimensions, "wilayah"), weighted=False, inner=True)
        reads = [
            s for s in self.sources if "wilayah" in s.dimensions and all(d in inner.dimensions for d in s.dimensions)
        ]
        operand = f"{reads[0].name}.{self.pick(reads[0].numbers)}" if reads else "tw[wilayah]"
        if self.chance(0.4):
            operand = f"({operand} {self.pick(('+', '-', '*'))} {self.number(depth - 1, inner)})"
        rule = self.pick(("", "", " bila kosong lewati", " bila kosong alihkan bobot", " bila kosong 4"))
        rule += self.not_loaded(("lewati", "alihkan bobot", "4"))
        rule += self.pick(("", "", " bila tidak berlaku lewati", " bila tidak berlaku 2"))
        return f"({self.pick(('jumlah', 'rerata'))} berbobot ({operand}){rule})"

    # ---- sets and conditions

    def set_of(self, depth: int, place: Place) -> tuple[str, str]:
        if place.sets and self.chance(0.5):
            name, over = self.random.choice(place.sets)
            if depth and self.chance(0.4):
                return f"({name} yang {self.condition(depth - 1, self.inside(over, place))})", over
            return name, over
        options = ["wilayah", "unit", "jenis", *(source.name for source in self.sources)]
        objects = [source for source in self.sources if source.dimensions == ("objek",)]
        if objects:
            options.append("objek")
        over = self.pick(tuple(options))
        written = over
        if over == "objek":
            written = f"(objek yang ada {objects[0].name})"
        elif over in [source.name for source in self.sources] and self.chance(0.15):
            written = f"{over}{self.pick(('[tahun lalu]', '[tahun ini]', '[sampai periode ini]'))}"
        if depth and self.chance(0.6):
            return f"({written} yang {self.condition(depth, self.inside(over, place))})", over
        return written, over

    def inside(self, over: str, place: Place) -> Place:
        source = next((source for source in self.sources if source.name == over), None)
        added = source.dimensions if source is not None else (over,)
        dimensions = (*(d for d in place.dimensions if d not in added), *added)
        return replace(place, dimensions=dimensions, row=source, inner=True, weighted=False)

    def condition(self, depth: int, place: Place) -> str:
        way = self.random.random()
        if depth > 0 and way < 0.3:
            joined = self.pick(("dan", "dan", "atau"))
            return f"({self.condition(depth - 1, place)} {joined} {self.condition(depth - 1, place)})"
        if way < 0.37:
            return f"bukan ({self.condition(depth - 1, place)})"
        if way < 0.43 and not place.within:
            having = [s for s in self.sources if s.dimensions and set(s.dimensions) & set(place.dimensions)]
            if having:
                return f"ada {self.random.choice(having).name}"
        if place.row is not None and way < 0.5 and (place.row.truths or place.row.choices):
            return "t" if place.row.truths else self.pick(("j = x", "j != y", "j >= y", "j < x"))
        if way < 0.53 and "wilayah" in place.dimensions:
            return self.pick(("wilayah = a", "wilayah != b"))
        if way < 0.56 and "unit" in place.dimensions and not place.within:
            return self.pick(("kelas = p", "kelas != q"))
        if way < 0.6:
            return f"sk[1 * {self.number(0, place)}] {self.pick(('>=', '=', '<'))} cukup"
        if way < 0.64:
            return f"{self.leaf_of_facts(place)} {self.pick(('=', '!='))} kosong"
        left = self.number(1 if depth > 0 and self.chance(0.4) else 0, place)
        right = self.pick(LITERALS) if self.chance(0.7) else self.number(0, place)
        return f"{left} {self.pick(('>', '>=', '<', '<=', '=', '!='))} {right}"

    def leaf_of_facts(self, place: Place) -> str:
        if place.row is not None:
            return self.pick(place.row.numbers)
        return self.leaf(place)
