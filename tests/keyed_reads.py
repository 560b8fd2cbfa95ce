"""Small specs that read a source by some of its keys: members at hand of an entity, an element or a row, and members that are named."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

OF = {"g": ("a", "b"), "h": ("x", "y"), "k": ("u1", "u2")}
DIMENSIONS = "dimensi g\n  a\n  b\n\ndimensi h\n  x\n  y\n\ndimensi k kunci id\n  atribut induk h boleh kosong\n  atribut lain g\n"
KEYED = ((), ("h",), ("g",), ("k",), ("g", "h"), ("h", "k"), ("k", "h"), ("g", "k"), ("g", "h", "k"))
GRAINS = ("tahun", "tahun", "triwulan")
SHIFTS = ("", "", "", "[tahun lalu]", "[tahun ini]", "[sampai periode ini]")


@dataclass
class Keys:
    """Writes one spec of two sources, s and t, and an indicator that asks for rows and figures of both."""

    random: Random
    grains: dict[str, str] = field(default_factory=dict)
    keyed: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def spec(self) -> str:
        parts = [DIMENSIONS]
        for name in ("s", "t"):
            self.grains[name], self.keyed[name] = self.random.choice(GRAINS), self.random.choice(KEYED)
        for name in ("s", "t"):
            absence = self.random.choice(("lengkap", "daftar"))
            told = (
                f"  syarat {self.condition(self.keyed[name])}\n" if name == "t" and self.random.random() < 0.2 else ""
            )
            made = f"  hitung d = jika {self.condition(self.keyed[name])} maka 1 selain itu 0 konsolidasi jumlah\n"
            made = made if name == "t" and self.random.random() < 0.2 else ""
            parts.append(
                f"sumber {name} per {', '.join((self.grains[name], *self.keyed[name]))} {absence}\n"
                f"  kolom v angka 0..10 digit 1{self.random.choice(('', ' boleh kosong'))} konsolidasi jumlah\n{made}{told}"
            )
        entity = self.random.choice(((), (), ("h",), ("k",), ("g", "h")))
        lines = [f"indikator i per {', '.join((self.random.choice(GRAINS), *entity))}", "  satuan angka", "  arah naik"]
        if self.random.random() < 0.3:
            lines.append(f'  bila {self.condition(entity)} tidak berlaku karena "uji"')
        lines.append(f"  rumus {self.formula(entity)}")
        return "\n".join([*parts, *lines]) + "\n"

    def formula(self, hand: tuple[str, ...]) -> str:
        """A statistic over members or rows, a figure, or a choice between figures."""
        way = self.random.random()
        if way < 0.15:
            return self.figure(hand)
        if way < 0.3:
            return f"jika {self.condition(hand)} maka 1 selain itu {self.figure(hand)}"
        base = self.random.choice(("s", "t", "s", "g", "h", "k"))
        inside = (*hand, *self.keyed.get(base, (base,)))
        over = self.random.choice(
            (base, f"({base} yang {self.condition(inside)})", f"({base} yang {self.condition(inside)})")
        )
        if self.random.random() < 0.6:
            return f"banyaknya {over}"
        return f"{self.random.choice(('jumlah', 'rerata', 'maksimum'))} ({self.figure(inside)} * 2) atas {over}"

    def condition(self, hand: tuple[str, ...]) -> str:
        """Whether there are rows, and how great figures are."""
        one = self.asked(hand)
        for _ in range(self.random.choice((0, 1, 1, 2))):
            one = f"({one}) {self.random.choice(('dan', 'atau'))} {self.asked(hand)}"
        return one

    def asked(self, hand: tuple[str, ...]) -> str:
        name = self.random.choice(("s", "t", "t"))
        return self.random.choice(
            (
                f"ada {name}{self.keys(name, hand)}{self.shift()}",
                f"ada {name}{self.keys(name, hand)}{self.shift()}",
                f"bukan ada {name}{self.keys(name, hand)}{self.shift()}",
                f"{self.figure(hand)} > 3",
            )
        )

    def figure(self, hand: tuple[str, ...]) -> str:
        name = self.random.choice(("s", "t"))
        return f"{name}.v{self.keys(name, hand)}{self.shift()}"

    def shift(self) -> str:
        return self.random.choice(SHIFTS)

    def keys(self, name: str, hand: tuple[str, ...]) -> str:
        """The keys in brackets: none, those that are not at hand, all, or some that do not fit."""
        of = self.keyed[name]
        beyond = tuple(dimension for dimension in of if dimension not in hand)
        wanted = self.random.choice(((), beyond, beyond, of, of[:1], ("g", "h")))
        return f"[{', '.join(self.key(dimension, hand) for dimension in wanted)}]" if wanted else ""

    def key(self, dimension: str, hand: tuple[str, ...]) -> str:
        """A member of a dimension: by name, the one at hand, or one that an attribute gives."""
        named = self.random.choice(OF[dimension])
        options = [f'"{named}"'] * 2
        if dimension != "k":
            options.append(named)
        if dimension in hand:
            options.append(dimension)
        if "k" in hand and dimension != "k":
            options.append("k.induk" if dimension == "h" else "k.lain")
        return self.random.choice(options)


def write_keys(random: Random) -> str:
    """A spec."""
    return Keys(random).spec()
