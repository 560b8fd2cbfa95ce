"""The document being written: headings, paragraphs, tables, equations; every text as a document can hold it.

An equation is Office Math Markup (ISO/IEC 29500-1, 22.1); what has no form of its own there stands as its text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Row
from docx.text.paragraph import Paragraph

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_dsl.keywords import Language
from iku_dsl.program import expression as ex
from iku_dsl.types import Mean, Operator, Statistic

LONGEST = 20_000  # letters of one text; a reader of a card needs no more
SHADE = "E8EEF4"
A4 = (Cm(29.7), Cm(21.0))


class Paper:
    """A document on landscape A4."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.file = Document()
        section = self.file.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = A4
        section.left_margin = section.right_margin = Cm(1.8)
        section.top_margin = section.bottom_margin = Cm(1.8)
        style = self.file.styles["Normal"]
        style.font.name, style.font.size = "Calibri", Pt(10)
        style.paragraph_format.space_after = Pt(3)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), "Calibri")

    def say(self, key: str, /, **arguments: object) -> str:
        """A text of the messages."""
        return message(key, self.language, **arguments)

    def foot(self, text: str, more: str) -> None:
        """What stands below on every page: a text and which page it is of how many, and on a line of its own what else is to be said."""
        footer = self.file.sections[0].footer
        line = footer.paragraphs[0]
        write(line, f"{fit(text)} · {self.say('annex.page')}", grey=True)
        for before, field in ((" ", "PAGE"), (" / ", "NUMPAGES")):
            line.add_run(before)
            line._p.append(parse_xml(f'<w:fldSimple {_W} w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
        if more:
            write(footer.add_paragraph(), more, grey=True)

    def heading(self, text: str, level: int) -> None:
        """A heading, level 0 the title."""
        self.file.add_heading(fit(text), level)

    def text(self, text: str, **style: Any) -> None:
        """A paragraph; nothing where there is no text."""
        if text:
            write(self.file.add_paragraph(), text, **style)

    def table(self, heads: Sequence[str], widths: Sequence[float]) -> Any:
        """A table with a head that stands on every page; widths in centimetres."""
        table = self.file.add_table(rows=1, cols=len(heads), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for cell, head, width in zip(table.rows[0].cells, heads, widths, strict=True):
            cell.width = Cm(width)
            write(cell.paragraphs[0], head, bold=True)
            shade = parse_xml(f'<w:shd {_W} w:val="clear" w:color="auto" w:fill="{SHADE}"/>')
            cell._tc.get_or_add_tcPr().append(shade)
        repeat = parse_xml(f'<w:tblHeader {_W} w:val="true"/>')
        table.rows[0]._tr.get_or_add_trPr().append(repeat)
        return table

    def row(self, table: Any, texts: Sequence[str], widths: Sequence[float], *, whole: bool = True) -> Any:
        """A row of texts. `whole`: it is not cut by the end of a page.

        It is written at once: through its cells, one by one, it takes ten times as long, and a table may have thousands.
        """
        cells = (
            f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{Cm(width).twips}"/></w:tcPr><w:p>{_run(text)}</w:p></w:tc>'
            for text, width in zip(texts, widths, strict=True)
        )
        once = "<w:trPr><w:cantSplit/></w:trPr>" if whole else ""
        written = parse_xml(f"<w:tr {_W}>{once}{''.join(cells)}</w:tr>")
        table._tbl.append(written)
        return _Row(written, table)

    def page(self) -> None:
        """A new page."""
        self.file.add_page_break()

    def content(self) -> bytes:
        """The whole file."""
        made = io.BytesIO()
        self.file.save(made)
        return made.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _run(text: str) -> str:
    """The run of a text; nothing where there is none."""
    return f'<w:r><w:t xml:space="preserve">{escape(fit(text))}</w:t></w:r>' if text else ""


def fit(text: str) -> str:
    """A text on one line, what XML cannot have and what reorders letters as escapes, cut where it is too long."""
    shown = one_line(text)
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


def write(
    paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, underline: bool = False, grey: bool = False
) -> None:
    """A run of text at the end of a paragraph."""
    run = paragraph.add_run(fit(text))
    run.bold, run.italic, run.underline = bold or None, italic or None, underline or None
    if grey:
        run.font.color.rgb = RGBColor(0x66, 0x66, 0x66)


def add(cell: Any, text: str, **style: Any) -> Any:
    """A paragraph at the end of a cell, in its first one while that is empty.

    It is put there at once: the library looks through all that the cell has, and a cell may have thousands.
    """
    first = cell._tc.find(qn("w:p"))
    empty = first is not None and first.getnext() is None and not first.xpath("./w:r | ./m:oMath")
    if not empty:
        cell._tc.append(OxmlElement("w:p"))
    paragraph = Paragraph(cell._tc[-1], cell)
    write(paragraph, text, **style)
    return paragraph


def listed(cell: Any, items: Iterable[str], mark: str = "• ") -> None:
    """A line an item."""
    for place, item in enumerate(items, start=1):
        add(cell, f"{f'{place}) ' if mark == '1' else mark}{item}")


def put_equation(cell: Any, markup: str) -> None:
    """An equation on a line of its own."""
    cell.add_paragraph()._p.append(parse_xml(markup))


NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/math"
SIGNS = {
    Operator.ADD: "+", Operator.SUBTRACT: "−", Operator.MULTIPLY: "×", Operator.EQUAL: "=", Operator.NOT_EQUAL: "≠",
    Operator.LESS: "<", Operator.AT_MOST: "≤", Operator.MORE: ">", Operator.AT_LEAST: "≥", Operator.AND: "∧", Operator.OR: "∨",
}  # fmt: skip
LONG, WIDE = (
    400,
    56,
)  # letters of a formula, and of what stands in its equation, beyond which it does not fit a cell: not every program breaks it


def equation(name: str, expression: ex.Expression) -> str | None:
    """`name = expression` as one `m:oMath`; None where it is too long to be read as one."""
    if len(expression.text) > LONG:
        return None
    made = _math(expression)
    if len("".join(re.findall(r"<m:t [^<>]*>([^<]*)", made))) > WIDE:
        return None
    return f'<m:oMath xmlns:m="{NAMESPACE}">{_word(name)}{_math_run(" = ")}{made}</m:oMath>'


def _math(expression: ex.Expression) -> str:
    match expression:
        case ex.Arithmetic(operator=Operator.DIVIDE):
            top, below = _math(expression.left), _math(expression.right)
            return f"<m:f><m:num>{top}</m:num><m:den>{below}</m:den></m:f>"
        case ex.Arithmetic(operator=Operator.POWER):
            base = _closed(expression.left, (ex.Arithmetic, ex.Negative))
            return f"<m:sSup><m:e>{base}</m:e><m:sup>{_math(expression.right)}</m:sup></m:sSup>"
        case ex.Arithmetic(operator=Operator.MULTIPLY):
            return f"{_factor(expression.left)}{_math_run(' × ')}{_factor(expression.right)}"
        case ex.Arithmetic(operator=Operator.SUBTRACT):
            return f"{_math(expression.left)}{_math_run(' − ')}{_factor(expression.right)}"
        case ex.Arithmetic() | ex.Comparison() | ex.Logic():
            return f"{_math(expression.left)}{_math_run(f' {SIGNS[expression.operator]} ')}{_math(expression.right)}"
        case ex.Negative():
            return _math_run("−") + _factor(expression.operand)
        case ex.Apply():
            return _function(expression)
        case ex.Aggregated() if expression.statistic is Statistic.SUM and expression.operand is not None:
            return _sum(_set_text(expression.set), _factor(expression.operand))
        case ex.Weighted() if expression.statistic is Statistic.SUM and expression.mean is Mean.ARITHMETIC:
            one = len(expression.levels) == 1
            weights = (
                f"<m:sSub><m:e>{_word('w')}</m:e><m:sub>{_word(expression.levels[0])}</m:sub></m:sSub>"
                if one
                else _word("w")
            )
            return _sum(", ".join(expression.levels), weights + _math_run(" × ") + _factor(expression.operand))
        case ex.Choose():
            return _choices(expression)
        case ex.Named():
            return _word(expression.name)
        case _:
            return _word(expression.text)


def _function(expression: ex.Apply) -> str:
    inner = [_math(argument) for argument in expression.arguments]
    match expression.function:
        case ex.Function.ROOT:
            degree = inner[1] if len(inner) == 2 else ""
            hide = "" if degree else '<m:radPr><m:degHide m:val="1"/></m:radPr>'
            return f"<m:rad>{hide}<m:deg>{degree}</m:deg><m:e>{inner[0]}</m:e></m:rad>"
        case ex.Function.ABSOLUTE:
            return _fenced(inner, "|", "|")
        case _:
            return _word(expression.text.partition("(")[0] or expression.function) + _fenced(inner)


def _choices(expression: ex.Choose) -> str:
    """A brace with a line a branch."""
    lines = [
        _math(expression.then) + _math_run(",  ") + _math(expression.condition),
        _math(expression.otherwise) + _math_run(",  ¬(") + _math(expression.condition) + _math_run(")"),
    ]
    rows = "".join(f"<m:e>{line}</m:e>" for line in lines)
    return f'<m:d><m:dPr><m:begChr m:val="{{"/><m:endChr m:val=""/></m:dPr><m:e><m:eqArr>{rows}</m:eqArr></m:e></m:d>'


def _sum(below: str, operand: str) -> str:
    properties = '<m:naryPr><m:chr m:val="∑"/><m:limLoc m:val="undOvr"/><m:supHide m:val="1"/></m:naryPr>'
    return f"<m:nary>{properties}<m:sub>{_word(below)}</m:sub><m:sup/><m:e>{operand}</m:e></m:nary>"


def _set_text(found: ex.SetExpression) -> str:
    return found.name if isinstance(found, ex.NamedSet) else found.text


def _factor(expression: ex.Expression) -> str:
    """In parentheses where it is a sum or difference."""
    loose = isinstance(expression, ex.Arithmetic) and expression.operator in (Operator.ADD, Operator.SUBTRACT)
    return _fenced([_math(expression)]) if loose or isinstance(expression, ex.Negative) else _math(expression)


def _closed(expression: ex.Expression, kinds: tuple[type, ...]) -> str:
    return _fenced([_math(expression)]) if isinstance(expression, kinds) else _math(expression)


def _fenced(inner: Sequence[str], first: str = "(", last: str = ")") -> str:
    held = "".join(f"<m:e>{one}</m:e>" for one in inner)
    return (
        f'<m:d><m:dPr><m:begChr m:val="{first}"/><m:sepChr m:val="; "/><m:endChr m:val="{last}"/></m:dPr>{held}</m:d>'
    )


def _math_run(sign: str) -> str:
    """One of our own signs, with its spaces."""
    return f'<m:r><m:t xml:space="preserve">{escape(sign)}</m:t></m:r>'


def _word(text: str) -> str:
    """A name or a piece of a formula, upright, as it is written."""
    return f'<m:r><m:rPr><m:sty m:val="p"/></m:rPr><m:t xml:space="preserve">{escape(one_line(text))}</m:t></m:r>'
