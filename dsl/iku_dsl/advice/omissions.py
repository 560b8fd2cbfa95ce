"""Small words and signs that were left out: `per`, `atas`, `=`, `karena`, the way of a rounding."""

from __future__ import annotations

import re

from iku_dsl.advice.stop import COLUMNS, Advice, Stop, short
from iku_dsl.problem import say

_GRAIN = re.compile(r"(?:tahun|semester|triwulan|bulan|year|quarter|month)(?!\w)")
_SIGNS = {"COLON": ":", "COMMA": ",", "EQUAL": " ="}
_N = r"-?\d[\d_.]*%?"
_DOMAIN = re.compile(
    rf"(?:(?:dari|antara|from|between)\s+)?({_N})\s*(?:\.\.|-|–|s\.d\.|s/d|sampai(?:\s+dengan)?|hingga|to|dan|and)\s*({_N})"
)


def per(stop: Stop) -> Advice | None:
    """`sumber lhe tahun, komponen`."""
    if "PER" not in stop.accepted or not _GRAIN.match(stop.rest):
        return None
    return _inserted(stop, "omissions.per", f"{stop.before} per {stop.rest}", "per ")


def domain(stop: Stop) -> Advice | None:
    """A scale that does not say which numbers it covers, or not after `atas`."""
    if stop.opener != "SCALE" or "OVER" not in stop.accepted:
        return None
    found = _DOMAIN.match(stop.rest)
    if stop.rest.strip() and found is None and not re.match(r"[\d.<>=-]", stop.rest):
        return None
    covered = f"{found[1]}..{found[2]}" if found is not None else "0..100"
    if found is not None and found[2].endswith("%") and not found[1].endswith("%"):
        covered = f"{found[1]}%..{found[2]}"
    after = stop.rest[found.end() :] if found is not None else ""
    mended = f"{stop.before} {stop.word('OVER')} {covered}{after}"
    end = stop.position + (found.end() if found is not None else len(stop.rest))
    return Advice(stop.position, end, say("omissions.domain", mended=short(mended)))


def because(stop: Stop) -> Advice | None:
    """A reason that lacks."""
    if stop.accepted != {"BECAUSE"}:
        return None
    return Advice(stop.position, stop.position, say("omissions.because", because=stop.word("BECAUSE")))


def otherwise(stop: Stop) -> Advice | None:
    """`jika … maka …` without its second branch."""
    if "OTHERWISE" not in stop.accepted or stop.rest.strip():
        return None
    return Advice(stop.position, stop.position, say("omissions.otherwise"))


def tolerance(stop: Stop) -> Advice | None:
    """`resmi lhe.nilai`."""
    if "WITHIN" not in stop.accepted or stop.opener not in ("OFFICIAL", "COMPARE") or stop.rest.strip():
        return None
    mended = f"{stop.before} {stop.word('WITHIN')} 0.01"
    return Advice(stop.position, stop.position, say("omissions.tolerance", mended=short(mended)))


def one_sign(stop: Stop) -> Advice | None:
    """The one sign that can stand there."""
    sign = _SIGNS.get(next(iter(stop.accepted))) if len(stop.accepted) == 1 else None
    return _inserted(stop, "omissions.sign", f"{stop.before}{sign} {stop.rest}", sign) if sign else None


def unit_of_duration(stop: Stop) -> Advice | None:
    """`kolom lama durasi 0..100`."""
    if stop.opener not in COLUMNS or stop.accepted != {"NAME"} or not re.search(r"\s(?:durasi|duration)$", stop.before):
        return None
    return Advice(stop.position, stop.position, say("omissions.unit-of-duration"))


def name_of_row(stop: Stop) -> Advice | None:
    """`80 .. 100 A`."""
    if stop.start not in ("row_band", "row_weight") or stop.position != 0:
        return None
    return Advice(0, len(stop.text.split(None, 1)[0]), say("omissions.name-of-row"))


def equals(stop: Stop) -> Advice | None:
    """A value where `=` must come first, or a colon in its stead."""
    if "EQUAL" not in stop.accepted or "PLUS" in stop.accepted:
        return None
    rest = stop.rest.lstrip(": ") if stop.found == ":" else stop.rest
    if not rest or re.match(r"[^\w(\"-]", rest) or re.match(r"[^=<>!]*=(?!=)", rest):
        return None  # the last: a name of two words, then `=`
    end = stop.position + (1 if stop.found == ":" else 0)
    return Advice(stop.position, end, say("omissions.equals", mended=short(f"{stop.before} = {rest}")))


def operator(stop: Stop) -> Advice | None:
    """Two operands side by side."""
    left = re.search(r"(?<![\w\]%)])([\w\]%)]++)\s++$", stop.blanked[: stop.position])
    right = re.match(r"[\w(]+", stop.rest)
    if left is None or right is None or "STAR" not in stop.accepted:
        return None
    hint = say("omissions.operator", left=left[1], right=right.group())
    return Advice(stop.position, stop.position + right.end(), hint)


def brackets_of_set(stop: Stop) -> Advice | None:
    """`banyaknya daerah yang …`: beside an aggregate a part of a set stands in brackets."""
    if "STAR" not in stop.accepted or not re.match(r"(?:yang|where|jika|if|dengan|untuk)(?!\w)", stop.rest):
        return None
    counted = re.search(r"(?:banyaknya|count)\s+([^\W\d]\w*(?:\[[^\[\]]*\])?)$", stop.before)
    end = stop.position + len(stop.rest.split(None, 1)[0])
    if counted is not None:
        ahead, condition = stop.before[: counted.start(1)], stop.rest.split(None, 1)[-1]
        mended = f"{ahead}({counted[1]} {stop.word('WHERE')} {condition})"
        return Advice(stop.position, end, say("omissions.brackets", mended=short(mended)))
    summed = re.search(r"(?<!\w)([^\W\d]\w*+\s++)?([^\W\d]\w*+)\.([^\W\d]\w*+)$", stop.before)
    if summed is None:
        return None
    mended = f"{summed[1] or ''}{summed[3]} {stop.word('OVER')} ({summed[2]} {stop.word('WHERE')} …)"
    return Advice(stop.position, end, say("omissions.brackets", mended=mended))


def _inserted(stop: Stop, key: str, line: str, sign: str) -> Advice:
    hint = say(key, mended=short(line), sign=sign.strip())
    return Advice(stop.position, stop.position, hint, sign)
