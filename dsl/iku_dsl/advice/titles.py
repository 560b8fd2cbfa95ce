"""Titles, names and quotation marks: a name has no blanks, a title stands in quotation marks and has its place."""

from __future__ import annotations

import re

from iku_dsl.advice.stop import COLUMNS, FIGURES, NAMED_HEADS, Advice, Stop, short
from iku_dsl.lines import QUOTED
from iku_dsl.problem import say

_WORDS = re.compile(r"[^\W\d]\w*(?:[ .-]+\w+)*")
_QUOTED = re.compile(QUOTED)


def quotation_marks(stop: Stop) -> Advice | None:
    """Quotation marks that are not straight double ones."""
    if not stop.found or stop.found not in "'‘’“”„«»`":
        return None
    inner = re.match(r"(?:''|.)([^'‘’“”„«»`\"]*)(?:''|['‘’“”„«»`\"])?", stop.rest)
    assert inner is not None
    mended = f'"{inner[1].strip()}"'
    return Advice(stop.position, stop.position + inner.end(), say("titles.quotes", mended=short(mended)), mended)


def misplaced(stop: Stop) -> Advice | None:
    """A quoted title where none may stand: in heads it follows the name, in rows and columns it comes last."""
    quoted = _QUOTED.match(stop.rest)
    if quoted is None or "STRING" in stop.accepted:
        return None
    end = stop.position + quoted.end()
    if re.search(r"(?:pilihan|choice)$|,$", stop.before) and "NAME" in stop.accepted:
        mended = re.sub(r"\W+", "_", quoted.group().strip('"'))
        return Advice(stop.position, end, say("titles.choice", mended=mended), mended)
    if stop.accepted == {"NAME"}:
        return Advice(stop.position, end, say("titles.name-first"))
    without = f"{stop.before} {stop.text[end:].strip()}".strip()
    if stop.start == "statement" and stop.opener in NAMED_HEADS:
        parts = without.split(None, 2)
        mended = " ".join([*parts[:2], quoted.group(), *parts[2:]])
        return Advice(stop.position, end, say("titles.after-name", mended=short(mended)))
    if stop.start in FIGURES or stop.opener in COLUMNS:
        return Advice(stop.position, end, say("titles.last", mended=short(f"{without} {quoted.group()}")))
    return None


def in_brackets(stop: Stop) -> Advice | None:
    """`A (sangat baik) > 80`."""
    bracketed = re.match(r"\(([^()\"]+)\)\s*", stop.rest)
    if bracketed is None or stop.start not in (*FIGURES, "row_member"):
        return None
    mended = " ".join(f'{stop.before} {stop.rest[bracketed.end() :]} "{bracketed[1].strip()}"'.split())
    end = stop.position + len(bracketed.group().rstrip())
    return Advice(stop.position, end, say("titles.last", mended=short(mended)))


def unquoted(stop: Stop) -> Advice | None:
    """Text without its quotation marks, where nothing but text may stand."""
    rest = stop.rest.strip()
    if stop.opener == "TEST" and stop.accepted == {"STRING"}:
        return Advice(stop.position, stop.position, say("titles.of-test"))
    if stop.accepted <= {"STRING", "LONG"} and rest:
        mended = f'"{rest}"'
        return Advice(stop.position, len(stop.text), say("titles.quoted", mended=short(mended)), mended)
    return None


def name_of_several_words(stop: Stop) -> Advice | None:
    """`indikator nilai akip`, `sangat baik > 80`, `up-tup`, `A+`."""
    signed = re.match(r"([^\W\d]\w*)([+-])(?=\s|$)", stop.text)
    if signed is not None and stop.start != "statement" and stop.position <= signed.end() + 1:
        joined = signed[1] + ("_plus" if signed[2] == "+" else "_minus")
        hint = say("titles.row-name", joined=joined, quoted=f'"{signed.group()}"')
        return Advice(0, signed.end(), hint, f'"{signed.group()}"')
    word = re.search(r"(?<!\w)[^\W\d]\w*+$", stop.before)
    if word is None or not re.match(r"[^\W\d]|[-./&'][ ]?\w", stop.rest):
        return None
    start, ahead = word.start(), stop.text[: word.start()].strip()
    if stop.start != "statement":
        return _joined(stop, 0, _end_of_words(stop, 0)) if start == 0 else None
    if stop.opener in COLUMNS and len(stop.before.split()) == 3:
        start = len(stop.before.rsplit(None, 2)[0]) + 1
        return _joined(stop, start, stop.position)
    needed = "STRING" if stop.opener in NAMED_HEADS else "EQUAL" if stop.opener in ("LET", "SET") else ""
    if needed not in stop.accepted or not stop.opens_with(ahead):
        return None
    return _joined(stop, start, _end_of_words(stop, start))


def _end_of_words(stop: Stop, start: int) -> int:
    words = _WORDS.match(stop.blanked, start)
    assert words is not None
    return words.end()


def _joined(stop: Stop, start: int, end: int) -> Advice:
    written = stop.text[start:end].rstrip()
    end = start + len(written)
    joined = re.sub(r"\W+", "_", written)
    first, _, title = written.partition(" ")
    if stop.start != "statement":
        return Advice(start, end, say("titles.row-name", joined=short(joined), quoted=short(f'"{written}"')), joined)
    if stop.opener in NAMED_HEADS and title and ("_" in first or len(title.split()) > 1):
        mended = f'"{title}"'
        return Advice(start + len(first) + 1, end, say("titles.quoted", mended=short(mended)), mended)
    return Advice(start, end, say("titles.name", joined=short(joined)), joined)
