"""What two texts that name a member have in common to the eye: the one form in which every key is kept, and how a key looks.

A key is kept in NFC (Unicode Standard Annex 15), without letters that nobody sees, its blanks as single spaces, and letters that only
differ by their width or type face, or are drawn as one (`ﬁ`), as plain ones. What is written otherwise and still looks alike, Cyrillic
`а` beside Latin `a`, stays two keys: which of both is meant is for somebody to say (Unicode Technical Standard 39, confusables).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal

INVISIBLE = (  # soft hyphen, joiners, fillers, marks of direction, variants of letters, tags: nothing looks otherwise without them
    "\\x{AD}\\x{34F}\\x{61C}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}"
    "\\x{180B}-\\x{180F}\\x{200B}-\\x{200F}\\x{2060}-\\x{2065}\\x{206A}-\\x{206F}\\x{3164}\\x{FE00}-\\x{FE0F}\\x{FEFF}\\x{FFA0}"
    "\\x{FFF0}-\\x{FFFB}\\x{E0000}-\\x{E0FFF}"
)  # as DuckDB writes a class of letters
UNSEEN = (
    INVISIBLE + "\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}\\x{1}-\\x{8}\\x{E}-\\x{1B}\\x{7F}-\\x{84}\\x{86}-\\x{9F}"
)  # and controls
STYLED = (  # letters of another face or width, and several that are drawn as one: ligatures, Roman numbers, dots
    "\\x{132}\\x{133}\\x{1C4}-\\x{1CC}\\x{1F1}-\\x{1F3}\\x{2024}-\\x{2026}\\x{2102}\\x{210A}-\\x{2115}\\x{2119}-\\x{211D}"
    "\\x{2124}\\x{2128}\\x{212C}\\x{212D}\\x{212F}-\\x{2131}\\x{2133}\\x{2134}\\x{2139}\\x{213C}-\\x{2140}\\x{2145}-\\x{2149}"
    "\\x{2160}-\\x{217F}\\x{FB00}-\\x{FB06}\\x{FB20}-\\x{FB29}\\x{FF01}-\\x{FFEE}\\x{1D400}-\\x{1D7FF}\\x{1EE00}-\\x{1EEFF}"
    "\\x{1FBF0}-\\x{1FBF9}"
)
DRAWN_BLANK = "\\x{2800}\\x{1D159}"  # which Unicode does not count among blanks
BLANKS = (
    DRAWN_BLANK
    + "\\x{9}-\\x{D}\\x{1C}-\\x{1F}\\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}"
)


def _class(letters: str) -> str:
    return re.sub(r"\\x\{([0-9A-F]+)\}", lambda code: f"\\U{int(code[1], 16):08X}", letters)


_compiled = cache(re.compile)  # when first asked: most keys are plain ASCII
_INVISIBLE = f"[{_class(INVISIBLE)}]+"
_UNSEEN = f"[{_class(UNSEEN)}]+"
_DRAWN_BLANK = f"[{_class(DRAWN_BLANK)}]"
_STYLED = f"[{_class(STYLED)}]+"
_CHANGED = f"[{_class(UNSEEN + STYLED + BLANKS)}\0]"
HIDING = f"[{INVISIBLE}]"  # the same of any text
ODD = (
    f"[{UNSEEN}{STYLED}{BLANKS}]|  "  # with `nfc_normalize` what tells SQL that a key is perhaps not kept as it stands
)

_LOOKS = {
    "a": "аɑα", "c": "сϲ", "d": "ԁ", "e": "еҽ", "g": "ɡ", "h": "һ", "i": "іıι", "j": "јϳ", "k": "кκ", "l": "ӏ", "n": "ո", "o": "оοօ",
    "p": "рρ", "q": "ԛ", "s": "ѕ", "u": "υս", "v": "ѵν", "w": "ԝѡ", "x": "хχ", "y": "уүγ", "A": "АΑ", "B": "ВΒ", "C": "СϹ", "E": "ЕΕ",
    "G": "Ԍ", "H": "НΗ", "I": "ІӀΙ", "J": "ЈͿ", "K": "КΚ", "M": "МΜϺ", "N": "Ν", "O": "ОΟՕ", "P": "РΡ", "Q": "Ԛ", "S": "ЅՏ", "T": "ТΤ",
    "U": "Ս", "V": "Ѵ", "W": "Ԝ", "X": "ХΧ", "Y": "УҮΥ", "Z": "Ζ", "3": "ЗӠ", "-": "‐‑‒–—―−﹣⁃", "'": "’‘ʼʹ′`´ˈ", '"': "“”″",
    "/": "⁄∕", ":": "ː∶",
}  # fmt: skip
_AS_LATIN = str.maketrans({letter: plain for plain, letters in _LOOKS.items() for letter in letters})

_LIKE = f"[{''.join(_LOOKS.values())}{_class(UNSEEN + STYLED + BLANKS)}\u0300-\u036f]"  # where to look closer


LONGEST_KEY = 1_000  # letters


def normal(form: Literal["NFC", "NFKC"], text: str) -> str:
    """A text in a normal form; as it is where hundreds of marks stand over one letter, which takes the square of them to be sorted."""
    if len(text) > LONGEST_KEY and not text.isascii() and _compiled(_heap_of_marks()).search(text) is not None:
        return text
    return unicodedata.normalize(form, text)


@cache
def _heap_of_marks() -> str:
    marks = "".join(letter for letter in map(chr, range(0x20000)) if unicodedata.combining(letter))
    return rf"(?<![{marks}])[{marks}]{{100}}"  # from the first of them on alone


def plain_text(text: str) -> str:
    """A text of a spec or a cell as it is kept and compared: in NFC, and without letters that nobody sees; a long one as it is."""
    if text.isascii() or len(text) > LONGEST_KEY:
        return text
    return unicodedata.normalize("NFC", _compiled(_INVISIBLE).sub("", text))


def key_text(text: str) -> str:
    """A key as it is kept, whoever wrote it and however."""
    if not (text.isascii() and text.isprintable()):
        text = normal("NFC", _compiled(_DRAWN_BLANK).sub(" ", _compiled(_UNSEEN).sub("", text)))
        text = normal("NFC", _compiled(_STYLED).sub(lambda some: normal("NFKC", some[0]), text))
    return " ".join(text.split())


def are_kept(texts: Sequence[str]) -> bool:
    """Whether all of some texts are keys as they are kept, told quickly; False where each must be looked at."""
    if max(map(len, texts), default=0) > LONGEST_KEY:
        return False
    joined = "\n".join(["", *texts, ""])
    bare = joined.replace("\n", "")
    if len(joined) - len(bare) != len(texts) + 1 or any(blank in joined for blank in ("  ", " \n", "\n ")):
        return False
    if bare.isascii():
        return bare.isprintable()
    return _compiled(_CHANGED).search(bare) is None and unicodedata.is_normalized("NFC", joined)


def look_of(key: str) -> str:
    """How a key looks: the Latin letters, and the plain marks, that its letters are taken for."""
    return key if key.isascii() else key_text(key).translate(_AS_LATIN)


def alike(keys: Iterable[str], also: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """The pairs among keys that look alike, in their order: one with letters that are taken for others, and the key that it looks like.

    `also` gives the same keys once more: only those that are written otherwise than they look are held between.
    """
    odd: dict[str, list[str]] = {}
    for key in keys:
        if not key.isascii() and _compiled(_LIKE).search(key) and (look := look_of(key)) != key:
            odd.setdefault(look, []).append(key)
    if not odd:
        return
    plain = {key for key in also if key in odd}
    for look, written in odd.items():
        first, *rest = [look, *written] if look in plain else written
        for key in rest:
            yield key, first


def foreign(key: str) -> str:
    """The first letter of a key that looks like another, by its name: `CYRILLIC SMALL LETTER A`."""
    letter = next((one for one in key if one.translate(_AS_LATIN) != one), "")
    return f"{letter} ({unicodedata.name(letter, f'U+{ord(letter):04X}')})" if letter else ""
