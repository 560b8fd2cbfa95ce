"""Small specs of what can fail, at every place where something is worked out: divisions, roots, logarithms, averages, powers, look-ups."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

RANGES = ("0..4", "1..4", "-2..4", "> 0 .. 4", "0..", "> 0 ..", "0 ..< 4", "")
ALLOWED = ("0..4", "1..4", "> 0 .. 4", "> 0 ..")  # what most of it asks for
RULES = ("", "", "", " bila kosong lewati", " bila kosong 0", " bila kosong 2")


@dataclass
class Fallible:
    """Writes one spec: a source of rows, a profile, an indicator with a target, and things that can fail at some of the places."""

    random: Random

    def pick(self, *options: str) -> str:
        return self.random.choice(options)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def spec(self) -> str:
        rule = f"  syarat {self.condition('row')}\n" if self.chance(0.2) else ""
        lacking = self.pick("", "", " bila kosong 0", " bila kosong 2")
        derived = f"  hitung d = {self.number('row')}{lacking}\n" if self.chance(0.3) else ""
        check = f'  periksa {self.condition("row")} karena "uji"\n' if self.chance(0.2) else ""
        columns = "".join(
            f"  kolom {name} angka {self.between()} digit 1{self.pick('', '', ' boleh kosong', ' bila kosong 0')}\n"
            for name in "abc"
        )
        over = (
            f" lengkap atas (w yang {self.condition('member')})"
            if self.chance(0.15)
            else self.pick(" lengkap", " daftar")
        )
        parts = [
            "dimensi w\n  x\n  y\n",
            "tabel poin\n  0: 0\n  2: 3\n  4: 1\n",
            "skala sk atas -1000000..1000000\n  baik >= 1\n  kurang < 1\n",
            f"sumber s per tahun, w{over}\n{columns}{derived}{rule}{check}",
            f"sumber t per tahun lengkap\n  kolom a angka {self.between()} digit 1\n  kolom b angka {self.between()} digit 1\n",
            self.profile(),
            self.indicator(),
        ]
        return "\n".join(parts)

    def between(self) -> str:
        return self.pick(*RANGES) if self.chance(0.3) else self.pick(*ALLOWED)

    def profile(self) -> str:
        guard = f'  bila {self.pick("target <= 0", "target = 0", "realisasi < 0")} tidak berlaku karena "uji"\n'
        guard = guard if self.chance(0.7) else ""
        rule = self.pick(
            "realisasi / target", "akar(realisasi / target)", "akar(realisasi)", "ln(target + 1)", "realisasi ^ 0.5", "target",
            "goalpost(realisasi, 0, target)", "rerata(realisasi, target)",
        )  # fmt: skip
        return f"profil p\n  naik = {rule}\n{guard}"

    def indicator(self) -> str:
        keyed = self.chance(0.5)
        place = "entity" if keyed else "whole"
        lines = [f"indikator i{' per tahun, w' if keyed else ''}", "  satuan angka", "  arah naik"]
        weighted = not keyed and self.chance(0.3)
        lines += (
            ["  bobot w", *self.pick("    x 40%\n    y 60%", "    x 0%\n    y 100%").split("\n")] if weighted else []
        )
        if self.chance(0.3):
            lines.append(f"  himpunan H = s yang {self.condition('row')}")
            lines.append("  hitung n = banyaknya H")
        if self.chance(0.4):
            lines.append(f'  bila {self.guard(place)} tidak berlaku karena "uji"')
        if self.chance(0.2):
            lines.append(f'  bila {self.condition(place)} tidak berlaku karena "uji"')
        if weighted and self.chance(0.8):
            mean = self.pick(
                "rerata berbobot", "rerata geometrik berbobot", "rerata harmonik berbobot", "jumlah berbobot"
            )
            lines.append(f"  rumus {mean} s.{self.pick('a', 'b')}{self.pick(*RULES)}")
        elif self.chance(0.3):
            listed = f"{self.leaf(place)}, {self.leaf(place)}{self.pick(*RULES)}"
            lines.append(f"  rumus {self.pick('rerata geometrik', 'rerata harmonik', 'rerata')} dari {listed}")
        else:
            lines.append(f"  rumus {self.number(place)}")
        if self.chance(0.5):
            lines += [f"  target 2024 = {self.pick('2', '0', self.number(place))}", "  capaian p"]
        if self.chance(0.3):
            lines += ["  kategori sk", f'  kategori paling tinggi kurang bila {self.condition(place)} karena "uji"']
        if keyed and self.chance(0.3):
            lines.append(f"  peringkat {self.pick('tertinggi', 'terendah')} dahulu menurut {self.number(place)}")
        return "\n".join(lines) + "\n"

    def guard(self, place: str) -> str:
        return f"{self.leaf(place)} {self.pick('= 0', '<= 0', '< 1')}"

    def leaf(self, place: str) -> str:
        """A figure at a place."""
        options = {
            "row": ("a", "b", "c", "t.a"),
            "member": ("t.a", "t.b"),
            "entity": ("s.a", "s.b", "s.c", "t.a"),
            "whole": ("t.a", "t.b", 's.a["x"]', "jumlah s.a", "banyaknya s"),
        }[place]
        return self.pick(*options)

    def condition(self, place: str) -> str:
        return f"{self.number(place)} + {self.leaf(place)} {self.pick('>', '<', '>=')} {self.pick('3', '2', '5')}"

    def number(self, place: str) -> str:
        """Something that can fail, often with what keeps it from failing."""
        x, y = self.leaf(place), self.leaf(place)
        options = [
            f"{x} / {y}", f"(jika {y} > 0 maka {x} / {y} selain itu 0)", f"akar({x})", f"akar({x}, 3)", f"ln({x})", f"ln({x} + 1)",
            f"(jika {x} > 0 maka ln({x}) selain itu 0)", f"{x} ^ 0.5", f"{x} ^ -1", f"pangkat({x}, 1.5)", f"goalpost({x}, 0, {y})",
            f"poin[{x}]", f"{x} / ({y} + 1)", f"({x} - {y})", f"1 / ({x} ^ 2 + 1)", f"akar({x} - {y})", x, "1",
        ]  # fmt: skip
        if place == "whole":
            row = self.number("row") if self.chance(0.5) else "a"
            over = self.pick("s", f"(s yang {self.pick('a', 'b')} > 0)", f"(s yang {self.condition('row')})")
            options += [
                f"(rerata geometrik s.a atas {over})", f"(rerata harmonik s.a atas {over})", "(rerata berbobot s.a oleh s.b)",
                f"(rerata ({row}) atas {over})", f"(jumlah ({row}) atas {over})", f"banyaknya {over} / banyaknya s",
            ] * 2  # fmt: skip
        return self.pick(*options)


def write_fallible(random: Random) -> str:
    """A spec."""
    return Fallible(random).spec()
