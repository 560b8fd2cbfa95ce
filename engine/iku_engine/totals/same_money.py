"""Whether rows that agree in an amount are of one money, divided in two ways, or of two blocks: what the texts of their keys say.

Two blocks are of different keys where one key, or the period, is the same in all rows of each and another in the other, as that of a
province is. A heading of a division stands in such a place, too (`Menurut Program`, `Sumber Dana`), so more has to say it:
- the place has the period, or members that somebody has listed;
- half of the second block's texts of another key stand below other texts of that place, too, as a programme does in each province;
- both labels name their block (`Jumlah Aceh`), by a text that heads no division.
Of two totals that agree in an amount of more digits than chance makes only the first will do: what heads a division may be called anything,
and so may two versions of one budget.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate

from iku_dsl.records import record
from iku_engine.cells.as_written import Roles
from iku_engine.reading.opened import LONGEST_SHEET
from iku_engine.totals.named_totals import Labelled, RowSum
from iku_engine.words.labels import heads_another_list, names_a_total

DIVIDING = frozenset(  # words of what heads a division
    [
        "menurut",
        "berdasarkan",
        "per",
        "by",
        "dirinci",
        "jenis",
        "sumber",
        "kelompok",
        "kategori",
        "kind",
        "type",
        "source",
    ]
)
KINDS = frozenset((  # of which divisions are made, and which are no member by themselves: `Jumlah Program`, `Total Lokasi`, `Pagu Awal`
    "program", "programme", "kegiatan", "activity", "subkegiatan", "output", "kro", "ro", "komponen", "subkomponen", "akun",
    "account", "belanja", "expenditure", "pendapatan", "fungsi", "function", "subfungsi", "urusan", "sasaran", "tujuan", "indikator",
    "indicator", "wilayah", "region", "provinsi", "province", "kabupaten", "kota", "district", "kecamatan", "desa", "kelurahan",
    "daerah", "area", "lokasi", "location", "pulau", "unit", "satker", "satuan", "kerja", "organisasi", "instansi", "bidang",
    "bagian", "direktorat", "ditjen", "deputi", "biro", "eselon", "seksi", "dana", "fund", "anggaran", "budget", "pagu", "awal",
    "revisi", "semula", "menjadi", "sebelum", "sesudah", "efektif", "bulan", "month", "triwulan", "quarter", "semester", "tahun",
    "year", "periode", "tahap", "termin", "pelaksana", "penerima", "sektor", "sector", "klaster", "cluster", "umur", "usia", "gender",
    "kelamin", "pendidikan", "pekerjaan", "status", "tipe", "bentuk", "cara", "metode",
))  # fmt: skip
ADDED = frozenset(
    ("jumlah", "jml", "total", "subtotal", "sub", "dan", "and", "/", "-", "&")
)  # words of a label beside what it is of
Texts = dict[int, set[str]]


@record
class Proof:
    """Which rows some totals add up together: from where, and up to where the longest such goes; and wrong totals with all rows above."""

    starts: Sequence[int]
    ends: Sequence[int]
    mistaken: Sequence[tuple[Labelled, RowSum]]

    @classmethod
    def of(cls, together: Collection[tuple[int, int]], mistaken: Sequence[tuple[Labelled, RowSum]]) -> Proof:
        """The same of rows in any order."""
        ordered = sorted(together)
        return cls([start for start, _ in ordered], list(accumulate((end for _, end in ordered), max)), mistaken)

    def has_both(self, start: int, end: int) -> bool:
        """Whether a total adds up all rows from one on to another."""
        at = bisect_right(self.starts, start)
        return at > 0 and self.ends[at - 1] >= end


@record
class Block:
    """The rows of a total: its label, the parts of the file that they stand in, and their places among all rows."""

    label: str
    parts: tuple[int, int]
    rows: tuple[int, int]


@record
class _Alone:
    """Up to a part of the file: the text that stands alone at a place, since which part it does, and the last part that has it."""

    text: str
    since: int
    last: int


class Blocks:
    """The texts of keys and of the period of all rows, by the part of the file between two totals; `free` keys may be any text."""

    def __init__(self, roles: Roles, free: Collection[int]) -> None:
        self.period, self.free = roles.period, frozenset(free)
        self.places = sorted(roles.places)
        self.parts: list[Texts] = [{}]
        self.rows = 0
        self.alone: dict[int, list[_Alone]] = {place: [] for place in self.places}  # by part, as far as somebody asked
        self.merged: dict[tuple[int, int], Texts] = {}  # of blocks between two totals, each in one of them
        self.found: dict[tuple[int, int], dict[str, str]] = {}

    def begin(self) -> None:
        """The next part."""
        self.parts.append({})

    def add(self, cells: Sequence[str], part: int = -1) -> None:
        """One row more of a part, as far as an office's sheet goes."""
        self.rows += 1
        if self.rows > LONGEST_SHEET:
            return
        of_part = self.parts[part]
        for place in self.places:
            text = cells[place].strip() if place < len(cells) else ""
            of_part.setdefault(place, set()).add(text.casefold())

    def are_apart(self, first: Block, second: Block, *, surely: bool = False) -> bool:
        """Whether two blocks are of different keys; `surely`: of different periods or listed members, as texts may head a division."""
        if self.rows > LONGEST_SHEET:
            return False
        return any(self._are_apart(place, first, second, surely) for place in self.places)

    def _are_apart(self, place: int, first: Block, second: Block, surely: bool) -> bool:
        one, other = both = self.only(first, place), self.only(second, place)
        if (
            not one
            or not other
            or one == other
            or any(heads_another_list(text) or names_a_total(text) for text in both)
        ):
            return False
        if surely or place == self.period or place not in self.free:
            return place == self.period or place not in self.free
        texts = self._texts(second)
        others = self._others(place, texts)
        if any(
            2 * sum(self._under(place, at).get(text) == "" for text in texts[at]) >= len(texts[at]) for at in others
        ):
            return True
        named = all(text in of.label.casefold() for text, of in zip(both, (first, second), strict=True))
        return bool(others) and named and not any(map(divides, both))

    def _others(self, place: int, texts: Texts) -> list[int]:
        """The places of further keys that have a text."""
        return [at for at in self.places if at not in (place, self.period) and texts.get(at, {""}) != {""}]

    def names_second(self, first: Block, second: Block) -> bool:
        """Whether the label of two blocks, each of one key beside others or without a row, names the second of them alone."""
        label = second.label.casefold()
        one, other = self._texts(first), self._texts(second)
        for place in self.places:
            above, text = self.only(first, place), self.only(second, place)
            named = text in label and (above not in label or len(above) < len(text))
            if text and text != above and (above or not one) and named and self._others(place, other):
                return not divides(text) and not names_a_total(text)
        return False

    def only(self, block: Block, place: int) -> str:
        """The one text of a block at a place; nothing where there are several, or none.

        Blocks may begin with the file, and there may be one for each row: what was seen of the parts before is not looked at again.
        """
        start, end = block.parts
        if end - start == 1:
            return _only(self.parts[start], place)
        seen = self.alone[place]
        while len(seen) < end:
            at, before = len(seen), seen[-1] if seen else _Alone("", 0, -1)
            texts = self.parts[at].get(place, ())
            if not texts:
                seen.append(before)
            elif len(texts) > 1:
                seen.append(_Alone("", at + 1, at))
            else:
                (text,) = texts
                same = text == before.text or before.last < 0
                seen.append(_Alone(text, before.since if same else before.last + 1, at))
        found = seen[end - 1] if end else _Alone("", 0, -1)
        return found.text if found.since <= start <= found.last else ""

    def _texts(self, block: Block) -> Texts:
        if block.parts[1] - block.parts[0] == 1:
            return self.parts[block.parts[0]]
        if block.parts not in self.merged:
            made = self.merged.setdefault(block.parts, {})
            for part in self.parts[slice(*block.parts)]:
                for place, texts in part.items():
                    made.setdefault(place, set()).update(texts)
        return self.merged[block.parts]

    def _under(self, place: int, other: int) -> Mapping[str, str]:
        """By each text of a key the only one at another place in the parts that have but one there; nothing where there are several."""
        if (place, other) not in self.found:
            made = self.found.setdefault((place, other), {})
            for part in self.parts:
                over = _only(part, place)
                for text in part.get(other, ()) if over else ():
                    made[text] = over if made.get(text, over) == over else ""
        return self.found[place, other]


def divides(text: str) -> bool:
    """Whether a text has a word of what heads a division, or names a kind of thing and none of them: `Menurut Provinsi`, `Program`."""
    words = text.casefold().split()
    kinds = [word for word in words if word not in ADDED]
    return not DIVIDING.isdisjoint(words) or (bool(kinds) and KINDS.issuperset(kinds))


def _only(texts: Texts, place: int) -> str:
    """The one text at a place; nothing where there are several, or none."""
    found = texts.get(place, ())
    return next(iter(found)) if len(found) == 1 else ""
