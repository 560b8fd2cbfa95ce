"""Lines whose parts are right, but left out, misplaced or in the wrong form, each slip asked for in turn.

Small words and signs that were left out (`per`, `atas`, `=`, `karena`, the way of a rounding), signs too many, and titles and names:
a name has no blanks, a title stands in quotation marks and has its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from iku_dsl.lines import QUOTED
from iku_dsl.parsing.habits import COLUMNS, FIGURES, NAMED_HEADS, Advice, Stop, short
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
    """`banyaknya daerah yang …`, `… atas kab yang …`: beside an aggregate and after `atas` a part of a set stands in brackets."""
    where = re.match(r"(?:yang|where|jika|if|dengan|untuk)(?!\w)", stop.rest)
    if "STAR" not in stop.accepted or where is None:
        return None
    end = stop.position + where.end()
    beside = re.search(r"(?<!\w)(banyaknya|count|atas|over)\s++([^\W\d]\w*(?:\[[^\[\]]*\])?)$", stop.before)
    if beside is not None:
        condition = re.split(" (?:bila|when) ", " ".join(stop.rest[where.end() :].split()))[0]
        mended = f"{beside[1]} ({beside[2]} {stop.word('WHERE')} {condition})"
        return Advice(stop.position, end, say("omissions.brackets", mended=short(mended)))
    summed = re.search(r"(?<!\w)([^\W\d]\w*+\s++)?([^\W\d]\w*+)\.([^\W\d]\w*+)$", stop.before)
    if summed is None:
        return None
    mended = f"{summed[1] or ''}{summed[3]} {stop.word('OVER')} ({summed[2]} {stop.word('WHERE')} …)"
    return Advice(stop.position, end, say("omissions.brackets", mended=mended))


def _inserted(stop: Stop, key: str, line: str, sign: str) -> Advice:
    hint = say(key, mended=short(line), sign=sign.strip())
    return Advice(stop.position, stop.position, hint, sign)


LONGEST = 1000  # characters; nobody reads a hint on a longer line


def arranged(stop: Stop) -> Advice | None:
    """What is to be moved, added or taken away."""
    if len(stop.text) > LONGEST:
        return None
    return next((found for advise in ADVICE if (found := advise(stop)) is not None), None)


def _here(stop: Stop, key: str, fix: str = "", **arguments: object) -> Advice:
    return Advice(stop.position, stop.position + 1, say(key, **arguments), fix)


def _braces(stop: Stop) -> Advice | None:
    return _here(stop, "opening.braces") if stop.found and stop.found in "{}" else None


def _semicolon(stop: Stop) -> Advice | None:
    if stop.found != ";":
        return None
    return _here(stop, "signs.semicolon", ",") if stop.rest[1:].strip() else _here(stop, "signs.semicolon-at-end")


def _closing(stop: Stop) -> Advice | None:
    if stop.found not in (")", "]") or {"RPAR", "RSQB"} & stop.accepted:
        return None
    return _here(stop, "signs.closing", found=stop.found)


def _colon_at_end(stop: Stop) -> Advice | None:
    """`bobot komponen:`."""
    return _here(stop, "habit.drop", written=":") if stop.rest.strip() == ":" else None


def _members_in_head(stop: Stop) -> Advice | None:
    """`dimensi komponen: a, b`."""
    listed = stop.found in (":", "=") or ("," in stop.rest and re.match(r"[^\W\d]", stop.rest))
    if stop.opener != "DIMENSION" or stop.start != "statement" or not listed:
        return None
    return Advice(stop.position, len(stop.text), say("signs.members-below"))


def _achievement(stop: Stop) -> Advice | None:
    """`capaian = realisasi / target`."""
    if stop.opener != "ACHIEVEMENT" or stop.found not in ("=", "/", "*", "(", "-", ":"):
        return None
    return Advice(stop.position, len(stop.text), say("signs.achievement"))


def _after_keyword(stop: Stop) -> Advice | None:
    """`rumus = …`, `satuan: …`."""
    if stop.start != "statement" or stop.found not in ("=", ":") or not stop.opens_with(stop.before):
        return None
    rest = stop.rest[1:].strip()
    if stop.opener == "TARGET" and not re.match(r"\d{4}", rest):
        return _here(stop, "signs.target-period", rest=short(rest))
    return _here(stop, "signs.after-keyword", found=stop.found, mended=short(f"{stop.before} {rest}"))


def _in_row(stop: Stop) -> Advice | None:
    """`perencanaan = 30%`, `A: 80 .. 90`."""
    if stop.found not in ("=", ":"):
        return None
    if stop.start in (*FIGURES, "row_member"):
        mended = f"{stop.before} {stop.rest[1:].strip()}"
        return _here(stop, "signs.in-row", found=stop.found, mended=short(mended))
    if stop.start == "row_cells":
        return _here(stop, "signs.expect", mended=short(f"{stop.word('EXPECT')} {stop.text}"))
    if stop.opener == "GIVEN":
        return Advice(stop.position, len(stop.text), say("signs.given"))
    return None


def _comma(stop: Stop) -> Advice | None:
    """Commas that are too many: members with titles, several targets in one line, options of a column."""
    if stop.found != "," or "COMMA" in stop.accepted:
        return None
    if stop.start == "row_member" and '"' in stop.before:
        return _here(stop, "signs.one-member-a-line")
    if stop.opener == "TARGET":
        return _here(stop, "signs.one-target-a-line")
    return _here(stop, "habit.drop", written=",") if stop.opener in (*COLUMNS, "UNIT") else None


def _list(stop: Stop) -> Advice | None:
    """Words and signs in a list that is parted by commas."""
    joint = re.match(r"(?:dan|and|serta|atau|or|per)(?!\w)|[/;|&+]", stop.rest)
    if joint is None or "COMMA" not in stop.accepted or {"PLUS", "RPAR"} & stop.accepted:
        return None
    others = re.sub(" ?[/;|] ?", ", ", " ".join(stop.rest[joint.end() :].split())).strip()
    mended = f"{stop.before}, {others}"
    end = stop.position + joint.end()
    return Advice(stop.position, end, say("signs.comma-list", mended=short(mended)), ",")


def _bullet(stop: Stop) -> Advice | None:
    """`- perencanaan`, `1. perencanaan`."""
    bullet = re.match(r"(?:[-*•–]|\d+[.)])\s+(?=[^\W\d])", stop.text)
    if bullet is None or stop.start == "statement":
        return None
    return Advice(0, len(bullet.group().rstrip()), say("opening.bullet", written=bullet.group().strip()))


def _weights(stop: Stop) -> Advice | None:
    """`bobot perencanaan 30%`, or `bobot` alone."""
    return Advice(stop.position, len(stop.text), say("signs.weights")) if stop.opener == "WEIGHTS" else None


ADVICE: tuple[Callable[[Stop], Advice | None], ...] = (
    quotation_marks,
    _braces,
    _semicolon,
    _closing,
    _colon_at_end,
    _bullet,
    _members_in_head,
    _achievement,
    _after_keyword,
    _in_row,
    _comma,
    misplaced,
    in_brackets,
    per,
    domain,
    brackets_of_set,
    _list,
    _weights,
    because,
    otherwise,
    tolerance,
    unquoted,
    one_sign,
    unit_of_duration,
    name_of_row,
    equals,
    name_of_several_words,
    operator,
)
