"""The parts of a workbook as streams of XML, and the texts in them: nothing is kept but what is asked for, within a budget for each part.

Of a text of several runs some may be raised, lowered or struck out: a reader sees a footnote sign, or nothing at all.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from sys import getsizeof
from typing import Literal
from xml.parsers import expat

from iku_dsl.budgets import most
from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.errors import RefusedFile
from iku_engine.reading.opened import MAX_KEPT_TEXTS, MAX_LINE

_BLOCK = 2**16
_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_BOOK_TYPE = re.compile(r"application/vnd\.(?:openxmlformats-officedocument\.spreadsheetml|ms-excel)\..*\.main\+xml")
Attributes = dict[str, str]


def known_tags(*names: str) -> dict[str, str]:
    """The names of some tags by what the parser calls them."""
    return {f"{space} {name}": name for space in _NAMESPACES for name in names}


def is_true(text: str | None) -> bool:
    """Whether an attribute says so."""
    return text is not None and text.strip() in ("1", "true", "on")


@dataclass(slots=True)
class Packed:
    """An open workbook, and how much of what its budgets count may still be read."""

    path: Path
    archive: zipfile.ZipFile
    left: dict[str, int] = field(default_factory=dict)

    def spend(self, budget: str, count: int) -> bool:
        """Take some of a budget; whether there was so much."""
        self.left[budget] = self.left.get(budget, most(budget)) - count
        return self.left[budget] >= 0

    def parse(self, part: str, budget: str, parser: expat.XMLParserType, sheet: str = "") -> Iterator[None]:
        """Give a part to a parser, block by block. Errors: `RefusedFile` where it has too many tags; those of a broken file."""
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype
        for block in self.blocks(part, budget, sheet):
            parser.Parse(block, False)
            yield
        parser.Parse(b"", True)
        yield

    def blocks(self, part: str, budget: str, sheet: str = "") -> Iterator[bytes]:
        """The bytes of a part, of which each `<` counts as a tag. Errors: as `parse`."""
        unbroken = 0
        with self.archive.open(part) as source:
            while block := source.read(_BLOCK):
                tags = block.count(b"<")
                unbroken = 0 if tags else unbroken + len(block)
                if not self.spend(budget, tags) or unbroken > MAX_LINE:
                    raise RefusedFile(
                        say("workbook-tags", file=str(self.path), part=sheet or part, limit=most(budget), budget=budget)
                    )
                if b"\0" in block:
                    raise ValueError("UTF-16")
                yield block

    def each(self, part: str, handle: Callable[[str, str, Attributes], None]) -> None:
        """Tell a small part tag by tag: the tag that it stands in, its own name without the namespace, its attributes."""
        text = b"".join(self.blocks(part, "workbook-looks"))  # counted whole before the first tag is told
        parser = new_parser()
        parser.StartDoctypeDeclHandler = _no_doctype
        inside = [""]

        def start(name: str, attributes: Attributes) -> None:
            bare = name.rpartition(" ")[2]
            handle(inside[-1], bare, attributes)
            inside.append(bare)

        parser.StartElementHandler = start
        parser.EndElementHandler = lambda _: inside.pop()
        parser.Parse(text, True)


def new_parser() -> expat.XMLParserType:
    """A parser of UTF-8, whatever a part says of itself, with namespaces."""
    return expat.ParserCreate("utf-8", " ")


def _no_doctype(*_: object) -> None:
    raise ValueError("DOCTYPE")


@record
class SheetPart:
    """A sheet: its name, whether it is shown, the part that it is in."""

    title: str
    visible: bool
    part: str


@record
class Structure:
    """What a workbook says of itself: its sheets, whether its dates are counted from 1904, the parts of its texts and looks."""

    sheets: tuple[SheetPart, ...]
    from_1904: bool
    texts: str | None
    looks: str | None


def structure(packed: Packed) -> Structure:
    """The structure of a workbook. Errors: `RefusedFile`, and those of a broken file."""
    names = set(packed.archive.namelist())
    book = _book_part(packed)
    folder, name = posixpath.split(book)
    targets: dict[str, tuple[str, str]] = {}
    sheets: list[tuple[str, str, str]] = []
    epochs: list[bool] = []

    def relation(_: str, tag: str, found: Attributes) -> None:
        if tag == "Relationship" and found.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/" + folder, found["Target"]))[1:]
            targets[found["Id"]] = (found.get("Type", "").rpartition("/")[2], target)

    def content(above: str, tag: str, found: Attributes) -> None:
        if tag == "workbookPr":
            epochs.append(is_true(found.get("date1904")))
        elif tag == "sheet" and above == "sheets":
            ids = (value for key, value in found.items() if key.endswith(" id"))
            sheets.append((found["name"], found.get("state", "visible"), next(ids, "")))

    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations in names:
        packed.each(relations, relation)
    packed.each(book, content)
    found = [
        SheetPart(title, state == "visible", targets[at][1])
        for title, state, at in sheets
        if at in targets and targets[at][1] in names and targets[at][0] not in ("chartsheet", "dialogsheet")
    ]
    if len(found) > most("workbook-sheets"):
        raise RefusedFile(
            say("workbook-sheets", file=str(packed.path), count=len(found), limit=most("workbook-sheets"))
        )
    kinds = {kind: part for kind, part in targets.values() if part in names}
    return Structure(tuple(found), any(epochs), kinds.get("sharedStrings"), kinds.get("styles"))


def _book_part(packed: Packed) -> str:
    parts: list[str] = []

    def content(_: str, tag: str, found: Attributes) -> None:
        if tag in ("Override", "Default") and _BOOK_TYPE.fullmatch(found.get("ContentType", "")):
            parts.append(found.get("PartName", "/xl/workbook.xml").lstrip("/"))

    packed.each("[Content_Types].xml", content)
    return parts[0]


def number_formats(packed: Packed, part: str | None) -> tuple[list[str], frozenset[int]]:
    """The number format of each cell style, in their order, and the styles whose font strikes through what they show.

    Errors: `RefusedFile` for one of a length that no spreadsheet gives, as each cell would become as long; and for too many.
    """
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    own: dict[int, str] = {}
    styles: list[int] = []
    fonts: list[int] = []  # of each style
    struck: set[int] = set()
    count, of_cells = 0, False  # fonts so far, and whether the last one is a cell's

    def look(above: str, tag: str, found: Attributes) -> None:
        nonlocal count, of_cells
        if tag == "font":
            of_cells = above == "fonts"
            count += of_cells
        elif above == "font" and tag == "strike" and of_cells and is_true(found.get("val", "1")):
            struck.add(count - 1)
        elif above == "numFmts" and tag == "numFmt":
            form = own[int(found["numFmtId"])] = found.get("formatCode", "General")
            if len(form) > most("workbook-format"):
                limit = most("workbook-format")
                raise RefusedFile(say("workbook-format", file=str(packed.path), form=form[:40], limit=limit))
        elif above == "cellXfs" and tag == "xf":
            styles.append(int(found.get("numFmtId", 0)))
            fonts.append(int(found.get("fontId", 0)))

    if part is not None:
        packed.each(part, look)
    built_in = {number: form.replace('"$"', "") for number, form in BUILTIN_FORMATS.items()}  # which is the reader's
    formats = [own.get(number) or built_in.get(number, "General") for number in styles] or ["General"]
    if sum(map(len, set(formats))) > most("workbook-formats"):
        raise RefusedFile(say("workbook-formats", file=str(packed.path), limit=most("workbook-formats")))
    return formats, frozenset(at for at, font in enumerate(fonts) if font in struck)


_ESCAPED_MARK = "x005F_"
OF_MARRED = 400  # bytes that a marred text takes beside its letters
How = Literal["", "raised", "lowered", "struck"]
_ALIGNED: dict[str, How] = {"superscript": "raised", "subscript": "lowered"}
_PLAIN = "0123456789+-=()"
_RAISED = dict(zip(f"{_PLAIN}abcdef*", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠ*", strict=True))
_LOWERED = dict(zip(_PLAIN, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))


class Marred(str):
    """A text of a workbook as it looks, `123456¹` or `~~120~~130`, which is no figure; `joined` are all of its letters without that."""

    joined: str = ""
    struck: bool = False

    @classmethod
    def of(cls, shown: str, joined: str, struck: bool) -> Marred:
        """By both of its texts."""
        made = cls(shown)
        made.joined, made.struck = joined, struck
        return made


class Runs:
    """How the runs of one text look, as the tags of its XML come; `letters` are the pieces of the text so far."""

    def __init__(self, letters: list[str]) -> None:
        self.letters = letters
        self.marks: list[tuple[int, int, How]] = []
        self.start = 0
        self.how: How = ""  # the run that is read

    def begin(self) -> None:
        """A run begins."""
        self.start, self.how = len(self.letters), ""

    def look(self, tag: str | None, attributes: Attributes) -> None:
        """A tag of how it looks. What is struck out is so, wherever it stands."""
        if tag == "strike" and is_true(attributes.get("val", "1")):
            self.how = "struck"
        elif tag == "vertAlign" and self.how != "struck":
            self.how = _ALIGNED.get(attributes.get("val", "").strip(), "")

    def end(self) -> None:
        """The run ends."""
        if self.how and self.start < len(self.letters):
            self.marks.append((self.start, len(self.letters), self.how))
        self.how = ""

    def text(self, joined: str) -> str:
        """The text, whose letters joined are given: marred where something in it is struck out, or raised or lowered beside others."""
        marks = [*self.marks]
        self.marks.clear()
        parts: list[tuple[str, How]] = []
        at = 0
        for start, end, how in marks:
            parts += [("".join(self.letters[at:start]), ""), ("".join(self.letters[start:end]), how)]
            at = end
        parts.append(("".join(self.letters[at:]), ""))
        looks = {how for text, how in parts if text.strip()}
        if looks <= {""} or (len(looks) == 1 and "struck" not in looks):
            return joined
        return Marred.of("".join(_shown(text, how) for text, how in parts), joined, "struck" in looks)


def _shown(text: str, how: How) -> str:
    if not how or not text.strip():
        return text
    if how == "struck":
        return f"~~{text}~~"
    signs, before = (_RAISED, "^") if how == "raised" else (_LOWERED, "_")
    bare = text.strip()
    made = "".join(map(signs.get, bare)) if all(letter in signs for letter in bare) else f"{before}({bare})"  # type: ignore[arg-type]
    return text.replace(bare, made)


_TEXT_TAGS = known_tags("sst", "si", "t", "r", "rPh", "rPr", "vertAlign", "strike")


def shared_texts(packed: Packed, part: str | None) -> list[str]:
    """The texts that the cells of a workbook share. Errors: `RefusedFile` where they are more than are kept."""
    texts: list[str] = []
    if part is None:
        return texts
    parser = new_parser()
    inside: list[str | None] = [None]
    letters: list[str] = []
    runs = Runs(letters)
    kept = 0

    def start(name: str, attributes: Attributes) -> None:
        tag = _TEXT_TAGS.get(name)
        if inside[-1] == "t":
            raise RefusedFile(say("workbook-broken", file=str(packed.path), detail=f"<{name.rpartition(' ')[2][:40]}>"))
        if tag == "t" and inside[-1] in ("si", "r"):
            parser.CharacterDataHandler = letters.append
        elif tag == "r":
            runs.begin()
        elif inside[-1] == "rPr":
            runs.look(tag, attributes)
        inside.append("rPh" if inside[-1] == "rPh" else tag)

    def end(_: str) -> None:
        nonlocal kept
        parser.CharacterDataHandler = None
        tag = inside.pop()
        if tag == "r":
            runs.end()
        elif inside[-1] == "sst" and tag == "si":
            text = "".join(letters).replace(_ESCAPED_MARK, "")
            if runs.marks:
                letters[:] = (some.replace(_ESCAPED_MARK, "") for some in letters)
                text = runs.text(text)
            letters.clear()
            kept += 8 + (getsizeof(text) if text else 0)
            if type(text) is Marred:
                kept += OF_MARRED + getsizeof(text.joined)
            texts.append(text)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    for _ in packed.parse(part, "workbook-texts", parser):
        if kept + sum(map(len, letters)) > MAX_KEPT_TEXTS:
            raise RefusedFile(say("workbook-texts", file=str(packed.path), limit=f"{MAX_KEPT_TEXTS // 2**20} MB"))
    return texts
