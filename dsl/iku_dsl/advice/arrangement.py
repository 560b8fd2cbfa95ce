"""Lines whose parts are right and stand in the wrong order or form, each asked in turn: signs too many here, the others in their files."""

from __future__ import annotations

import re
from collections.abc import Callable

from iku_dsl.advice import omissions, titles
from iku_dsl.advice.stop import COLUMNS, FIGURES, Advice, Stop, short
from iku_dsl.problem import say

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
    titles.quotation_marks,
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
    titles.misplaced,
    titles.in_brackets,
    omissions.per,
    omissions.domain,
    omissions.brackets_of_set,
    _list,
    _weights,
    omissions.because,
    omissions.otherwise,
    omissions.tolerance,
    titles.unquoted,
    omissions.one_sign,
    omissions.unit_of_duration,
    omissions.name_of_row,
    omissions.equals,
    titles.name_of_several_words,
    omissions.operator,
)
