"""Rows to canonical text."""

from __future__ import annotations

from iku_dsl import statements as st
from iku_dsl.formatting.format_expressions import amount, band, quoted
from iku_dsl.formatting.format_words import TRUTHS, Words
from iku_dsl.statements import syntax as sx


def row(node: st.Row, words: Words) -> str:
    """A row."""
    match node:
        case st.Members():
            names = ", ".join(_name(name) for name in node.names)
            return names if node.label is None else f"{names} {quoted(node.label)}"
        case st.WeightRow():
            return f"{_name(node.name)} {amount(node.weight, words)}{_printed(node.printed, words)}"
        case st.BandRow():
            ranges = ", ".join(band(item, words) for item in node.ranges) or words["NO_RANGE"]
            label = f" {quoted(node.label)}" if node.label is not None else ""
            reason = f" {because(node.because, words)}" if node.because is not None else ""
            return f"{_name(node.name)} {ranges}{label}{_printed(node.printed, words)}{reason}"
        case st.EntryRow():
            return _entry(node, words)
        case st.CellsRow():
            return ", ".join(_cell(item, words, place in words.truths) for place, item in enumerate(node.cells))


def because(node: st.Because | None, words: Words) -> str:
    """`karena "…"`, or nothing."""
    return f"{words['BECAUSE']} {quoted(node.reason)}" if node is not None else ""


def _name(node: sx.Name | sx.Text) -> str:
    return node.text if isinstance(node, sx.Name) else quoted(node)


def _printed(node: st.Printed | None, words: Words) -> str:
    if node is None:
        return ""
    value = band(node.value, words) if isinstance(node.value, sx.Range) else amount(node.value, words)
    return f" {words['PRINTED']} {value} {because(node.because, words)}"


def _entry(node: st.EntryRow, words: Words) -> str:
    key, cells = _cell(node.key, words), ", ".join(_cell(item, words) for item in node.cells)
    if isinstance(node.key, sx.Number | sx.Duration):
        return f"{key}: {cells}"
    alone = len(node.cells) == 1 and isinstance(node.cells[0], sx.Number | sx.Duration | sx.Missing)
    return f"{key} {cells}" if alone else f"{key}, {cells}"


def _cell(node: st.Cell, words: Words, truth: bool = False) -> str:
    match node:
        case sx.Name():
            return words.name(node, TRUTHS) if truth else node.text
        case sx.Text():
            return quoted(node)
        case sx.Number() | sx.Duration():
            return amount(node, words)
        case sx.Date(text=text) | sx.Period(text=text):
            return text
        case sx.Periods(first=first, last=last):
            assert first is not None and last is not None, "a stretch in a cell has both ends"
            return f"{first.text}..{last.text}"
        case sx.Missing():
            return words["MISSING"]
        case sx.NotApplicable():
            return words["NA"]
