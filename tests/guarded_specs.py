"""Small specs whose conditions keep a formula from failing, unless something is missing.

Numbers cancel out of conditions beside columns that have a value where they have none: with rules for what is missing or not loaded,
computed of members or of other sources, in rows that are not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

RULES = (
    "", "", " boleh kosong", " boleh kosong bila kosong 0", " bila kosong 1", " boleh kosong bila kosong terakhir",
    " bila belum dimuat 0", " bila kosong 0 bila belum dimuat terakhir",
)  # fmt: skip
RANGES = ("0..2", "0..3", "0..3", "0..4")
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
DERIVED = (
    "a + b - b",
    "b",
    "a - c",
    "r.p",
    "2",
    "0 * a",
    "jika {key} maka 2 selain itu 1",
    "jika {key} maka 3 selain itu a",
    "k",
    "a + k",
)
ABSENCE = (" lengkap", " lengkap", " daftar", "")


def write_guarded(random: Random) -> str:
    """A spec of two sources, a rule of the rows of each, and an indicator that divides where guards, branches or a set let it."""
    listed = random.random() < 0.5
    key = "w = x" if listed else "w.besar > 1"
    dimension = "dimensi w\n  x\n  y\n" if listed else "dimensi w kunci id\n  atribut besar bilangan 0..3\n"
    lines = [dimension, f"sumber r per tahun{random.choice(ABSENCE[:3])}\n  kolom p bilangan 0..3\n"]
    for name in "st":
        lines.append(f"sumber {name} per tahun, w{random.choice(ABSENCE)}")
        lines += [f"  kolom {column} bilangan {random.choice(RANGES)}{random.choice(RULES)}" for column in "ab"]
        lines.append("  kolom c bilangan 0..3")  # each row has it
        value = "w.besar" if not listed and random.random() < 0.2 else random.choice(DERIVED).format(key=key)
        inner = random.choice(("2", "b", "c", f"jika {key} maka 2 selain itu 1"))
        lines += [f"  hitung k = {inner}", f"  hitung d = {value}{random.choice(('', '', '', ' bila kosong 0'))}"]
        if random.random() < 0.5:
            left, right = random.sample("abdk", 2)
            operator = random.choice(("<=", "<", "!=", ">="))
            lines.append(f"  syarat {written(random, left, operator, right, 'abc')}")
            if random.random() < 0.3:
                lines.append(f"  hitung h = {failing(random, left, OPPOSITE[operator], right, 'abd')}")
        lines.append("")
    columns = [f"s.{column}" for column in random.sample("abdk", 2)]
    columns += random.sample([*(f"t.{column}" for column in "abcdk"), "r.p", "s.b"], random.choice((0, 1, 2)))
    return "\n".join([*lines, indicator(random, columns)])


def indicator(random: Random, columns: Sequence[str]) -> str:
    """An indicator of a few columns, with one to three conditions and a division that they may keep from failing."""
    left, right, operator = (
        columns[0],
        random.choice((*columns[1:], "0", "0", "0")),
        random.choice(["=", "<=", *OPPOSITE]),
    )
    conditions = [written(random, left, operator, right, columns)]
    between = random.choice(columns)
    if random.random() < 0.2:  # left is at most what lies between, and that at most a number
        conditions = [written(random, left, ">", between, columns), written(random, between, ">", "1", columns)]
        formula = f"1 / ({random.choice('4567')} - {left} - {random.choice(columns)})"
    else:
        formula = failing(random, left, operator, right, columns)
    random.shuffle(conditions)
    head = "indikator i per tahun, w\n  satuan angka\n  arah naik\n"
    match random.choice(("guard", "guard", "guard", "branch", "set")):
        case "guard":
            guards = "".join(f'  bila {one} tidak berlaku karena "uji"\n' for one in conditions)
            return f"{head}{guards}  rumus {formula}\n"
        case "branch":
            return f"{head}  rumus jika {' atau '.join(conditions)} maka 0 selain itu {formula}\n"
        case _:
            among = " dan ".join(f"bukan ({one})" for one in conditions)
            return f"indikator i\n  satuan angka\n  arah naik\n  rumus jumlah ({formula}) atas (w yang {among})\n"


def written(random: Random, left: str, operator: str, right: str, columns: Sequence[str]) -> str:
    """A comparison of two numbers, from which a third may cancel, often one that each row has of which the first is."""
    cells = ["s.c" if left.startswith("s.") else "t.c" if left.startswith("t.") else columns[0]] * 2
    form = random.choice((
        "{l} {o} {r}", "{l} + {g} {o} {r} + {g}", "{l} - {g} {o} {r} - {g}", "{l} - {g} + {g} {o} {r}",
        "{l} + 0 * {g} {o} {r}", "2 * {g} + {l} {o} {r} + {g} + {g}",
    ))  # fmt: skip
    return form.format(l=left, r=right, g=random.choice((*columns, *cells)), o=operator)


def failing(random: Random, left: str, operator: str, right: str, columns: Sequence[str]) -> str:
    """What fails at the most where a comparison holds: a division, or a root."""
    less, more = f"({right} - {left})", f"({left} - {right})"
    safe = {
        "=": (f"1 / {more}", f"1 / {less}"), "<=": (f"1 / {more}", f"akar({more})"), "<": (f"akar({more})",),
        ">=": (f"1 / {less}", f"akar({less})"), ">": (f"akar({less})",), "!=": (f"akar({less})", f"1 / ({more} + 1)"),
    }  # fmt: skip
    other = f"1 / ({random.choice('34567')} - {left} - {random.choice(columns)})"
    return random.choice((*safe[operator] * 3, other))
