"""Lines whose parts are right and stand in the wrong order or form: titles, names of several words, signs that lack or are too many."""

from __future__ import annotations

import re
from collections.abc import Callable

from iku_dsl.habits import ROWS, Advice, Stop
from iku_dsl.problem import say

_NAMED_HEADS = ("DIMENSION", "SOURCE", "TABLE", "SCALE", "PROFILE", "INDICATOR")
_COLUMNS = ("COLUMN", "ATTRIBUTE", "PARAMETER")
_WORDS = re.compile(r"[^\W\d]\w*(?:[ .-]+\w+)*")
_GRAIN = re.compile(r"(?:tahun|semester|triwulan|bulan|year|quarter|month)(?!\w)")
_SIGNS = {"COLON": ":", "COMMA": ",", "EQUAL": " ="}
MAX_SHOWN = 60


def arranged(stop: Stop, text: str) -> Advice | None:
    """What is to be moved, added or taken away; `text` is the line with its quoted text."""
    for advise in _ADVICE:
        found = advise(stop, text)
        if found is not None:
            return found
    return None


def _rest(stop: Stop) -> str:
    return stop.text[stop.position :]


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_SHOWN else flat[: MAX_SHOWN - 1] + "…"


def _quotes(stop: Stop, text: str) -> Advice | None:
    """Quotation marks that are not straight double ones."""
    rest = text[stop.position :]
    if not rest or rest[0] not in "'‘’“”„«»`":
        return None
    inner = re.match(r"(?:''|.)([^'‘’“”„«»`\"]*)(?:''|['‘’“”„«»`\"])?", rest)
    assert inner is not None
    mended = f'"{inner[1].strip()}"'
    return Advice(stop.position, stop.position + inner.end(), say("arranged.quotes", mended=_short(mended)), mended)


def _braces(stop: Stop, text: str) -> Advice | None:
    found = text[stop.position : stop.position + 1]
    if not found or found not in "{}":
        return None
    return Advice(stop.position, stop.position + 1, say("habit.braces", written=found))


def _semicolon(stop: Stop, text: str) -> Advice | None:
    if text[stop.position : stop.position + 1] != ";":
        return None
    at_end = not text[stop.position + 1 :].strip()
    hint = say("arranged.semicolon-at-end") if at_end else say("arranged.semicolon")
    return Advice(stop.position, stop.position + 1, hint, "" if at_end else ",")


def _closing(stop: Stop, text: str) -> Advice | None:
    found = text[stop.position : stop.position + 1]
    if found not in (")", "]") or {"RPAR", "RSQB"} & stop.accepted:
        return None
    return Advice(stop.position, stop.position + 1, say("arranged.closing", found=found))


def _sign_after_keyword(stop: Stop, text: str) -> Advice | None:
    """`rumus = …`, `satuan: …`."""
    before = stop.text[: stop.position].rstrip()
    found = text[stop.position : stop.position + 1]
    if stop.start != "statement" or found not in ("=", ":") or not stop.opener or "=" in before:
        return None
    if before not in (stop.word(stop.opener), *_phrases(stop)):
        return None
    if stop.opener == "TARGET":
        return Advice(stop.position, stop.position + 1, say("arranged.target-period", rest=_short(_rest(stop)[1:])))
    mended = f"{before} {text[stop.position + 1 :].strip()}"
    return Advice(stop.position, stop.position + 1, say("arranged.after-keyword", found=found, mended=_short(mended)))


def _phrases(stop: Stop) -> tuple[str, ...]:
    from iku_dsl.keywords import by_terminal

    keyword = by_terminal(stop.opener)
    return keyword.id + keyword.en


def _row_sign(stop: Stop, text: str) -> Advice | None:
    """`perencanaan = 30%`, `A: 80 .. 90`."""
    found = text[stop.position : stop.position + 1]
    if stop.start not in ROWS or found not in ("=", ":"):
        return None
    mended = f"{text[: stop.position].strip()} {text[stop.position + 1 :].strip()}"
    return Advice(stop.position, stop.position + 1, say("arranged.row-sign", found=found, mended=_short(mended)))


def _title_in_the_wrong_place(stop: Stop, text: str) -> Advice | None:
    """A quoted title where none may stand: in heads it follows the name, in rows and columns it comes last."""
    quoted = re.match(r'"(?:[^"\n]|"")*"', text[stop.position :])
    if quoted is None or "STRING" in stop.accepted:
        return None
    end = stop.position + quoted.end()
    if stop.accepted == {"NAME"}:
        return Advice(stop.position, end, say("arranged.name-first"))
    without = f"{text[: stop.position].rstrip()} {text[end:].strip()}".strip()
    if stop.start == "statement" and stop.opener in _NAMED_HEADS:
        parts = without.split(None, 2)
        mended = " ".join([*parts[:2], quoted.group(), *parts[2:]])
        return Advice(stop.position, end, say("arranged.title-after-name", mended=_short(mended)))
    if stop.start in ROWS or stop.opener in _COLUMNS:
        return Advice(stop.position, end, say("arranged.title-last", mended=_short(f"{without} {quoted.group()}")))
    return None


def _members_with_titles(stop: Stop, text: str) -> Advice | None:
    if stop.start != "row_member" or text[stop.position : stop.position + 1] != "," or '"' not in text[: stop.position]:
        return None
    return Advice(stop.position, stop.position + 1, say("arranged.one-member-a-line"))


def _per(stop: Stop, text: str) -> Advice | None:
    rest = _rest(stop)
    if "PER" in stop.accepted and _GRAIN.match(rest):
        mended = f"{text[: stop.position].rstrip()} per {text[stop.position :]}"
        return Advice(stop.position, stop.position, say("arranged.per", mended=_short(mended)), "per ")
    together = re.match(r"(?:dan|and|serta|&|\+)(?!\w)", rest)
    if together is not None and "COMMA" in stop.accepted and "PLUS" not in stop.accepted and "RPAR" not in stop.accepted:
        mended = f"{text[: stop.position].rstrip()}, {text[stop.position + together.end() :].strip()}"
        end = stop.position + together.end()
        return Advice(stop.position, end, say("arranged.comma-list", mended=_short(mended)), ",")
    return None


def _scale_domain(stop: Stop, text: str) -> Advice | None:
    if stop.opener != "SCALE" or "OVER" not in stop.accepted:
        return None
    rest = text[stop.position :].strip()
    if rest and not re.match(r"[\d.<>=-]", rest):
        return None
    mended = f"{text[: stop.position].rstrip()} {stop.word('OVER')} {rest or '0..100'}"
    return Advice(stop.position, max(stop.position, len(text)), say("arranged.domain", mended=_short(mended)))


def _weights_in_one_line(stop: Stop, text: str) -> Advice | None:
    if stop.opener != "WEIGHTS":
        return None
    return Advice(stop.position, len(text), say("arranged.weights"))


def _reason(stop: Stop, text: str) -> Advice | None:
    """A reason that lacks, or text without its quotation marks."""
    rest = text[stop.position :].strip()
    if stop.accepted == {"BECAUSE"} and not rest:
        return Advice(stop.position, stop.position, say("arranged.because", because=stop.word("BECAUSE")))
    if "OTHERWISE" in stop.accepted and not rest:
        return Advice(stop.position, stop.position, say("arranged.otherwise"))
    if stop.opener == "TEST" and stop.accepted == {"STRING"}:
        return Advice(stop.position, stop.position, say("arranged.test-title"))
    if stop.accepted <= {"STRING", "LONG"} and rest:
        return Advice(stop.position, len(text), say("arranged.quoted", mended=_short(f'"{rest}"')), f'"{rest}"')
    return None


def _one_sign(stop: Stop, text: str) -> Advice | None:
    """The one sign that can stand there was left out."""
    sign = _SIGNS.get(next(iter(stop.accepted))) if len(stop.accepted) == 1 else None
    if sign is None:
        return None
    mended = f"{text[: stop.position].rstrip()}{sign} {text[stop.position :].strip()}"
    return Advice(stop.position, stop.position, say("arranged.sign", sign=sign, mended=_short(mended)), sign)


def _unit_of_duration(stop: Stop, text: str) -> Advice | None:
    words = stop.text[: stop.position].split()
    if stop.opener not in _COLUMNS or stop.accepted != {"NAME"} or not words or words[-1] not in ("durasi", "duration"):
        return None
    return Advice(stop.position, stop.position, say("arranged.unit-of-duration"))


def _row_without_name(stop: Stop, text: str) -> Advice | None:
    if stop.start not in ("row_band", "row_weight") or stop.position != 0:
        return None
    return Advice(0, len(text.split(None, 1)[0]), say("arranged.row-without-name"))


def _equals(stop: Stop, text: str) -> Advice | None:
    """A value where `=` must come first."""
    rest = text[stop.position :]
    if "EQUAL" not in stop.accepted or "PLUS" in stop.accepted or not rest or re.match(r"[^\w(\"-]", rest):
        return None
    if re.match(r"[^=<>!]*=(?!=)", rest):
        return None  # a name of two words, then `=`
    mended = f"{text[: stop.position].rstrip()} = {rest}"
    return Advice(stop.position, stop.position + len(rest.split()[0]), say("arranged.equals", mended=_short(mended)))


def _name_of_several_words(stop: Stop, text: str) -> Advice | None:
    """`indikator nilai akip`, `sangat baik > 80`, `up-tup`."""
    if not re.match(r"[^\W\d]|[-./&'][ ]?\w", _rest(stop)):
        return None
    word = re.search(r"[^\W\d]\w*$", stop.text[: stop.position].rstrip())
    if word is None:
        return None
    begins = word.start()
    if stop.start == "statement":
        before = stop.text[:begins].rstrip()
        if stop.opener in _NAMED_HEADS and "STRING" in stop.accepted and before in _phrases(stop):
            pass
        elif stop.opener in ("LET", "SET") and "EQUAL" in stop.accepted and before in _phrases(stop):
            pass
        elif stop.opener in _COLUMNS and len(stop.text[: stop.position].split()) == 3:
            begins = len(stop.text[: stop.position].rstrip().rsplit(None, 2)[0]) + 1
            return _joined(stop, text, begins, stop.position)
        else:
            return None
    elif begins != 0:
        return None
    words = _WORDS.match(stop.text, begins)
    assert words is not None
    return _joined(stop, text, begins, words.end())


def _joined(stop: Stop, text: str, begins: int, ends: int) -> Advice:
    written = text[begins:ends].rstrip()
    joined = re.sub(r"\W+", "_", written)
    first, _, title = written.partition(" ")
    if stop.opener in _NAMED_HEADS and stop.start == "statement" and ("_" in first or len(title.split()) > 1):
        mended = f'"{title}"'
        hint = say("arranged.quoted", mended=_short(mended))
        return Advice(begins + len(first) + 1, begins + len(written), hint, mended)
    key = "arranged.name" if stop.start == "statement" else "arranged.row-name"
    return Advice(begins, begins + len(written), say(key, joined=_short(joined), quoted=_short(f'"{written}"')), joined)


def _side_by_side(stop: Stop, text: str) -> Advice | None:
    """Two operands without an operator between them."""
    left = re.search(r"([\w\]%)]+)\s+$", stop.text[: stop.position])
    right = re.match(r"[\w(]+", _rest(stop))
    if left is None or right is None or "STAR" not in stop.accepted:
        return None
    hint = say("arranged.side-by-side", left=left[1], right=right.group())
    return Advice(stop.position, stop.position + right.end(), hint)


_ADVICE: tuple[Callable[[Stop, str], Advice | None], ...] = (
    _quotes, _braces, _semicolon, _closing, _sign_after_keyword, _row_sign, _title_in_the_wrong_place, _members_with_titles,
    _per, _scale_domain, _weights_in_one_line, _reason, _one_sign, _unit_of_duration, _row_without_name, _equals, _name_of_several_words, _side_by_side,
)  # fmt: skip
