"""Which member a text names: its key, else its label, in any case and spacing, with the aliases that the dimension declares.

`alias "Kab." = "Kabupaten"` makes the one stand for the other, word for word, on both sides. A text that fits two members names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from iku_dsl.budgets import Effort
from iku_dsl.key_text import key_text
from iku_dsl.problem import say
from iku_dsl.program import Dimension
from iku_engine.cells.cells import Bad, is_fault, is_missing
from iku_engine.words.guessing import Guesses

REMEMBERED = 50_000  # texts
_BEGINNINGS = re.compile(r"(?<!\w)(?=.)")  # where a word, a blank or a mark begins
_LETTER = re.compile(r"\w")


class Names(dict[str, "str | Bad"]):
    """Keys of members by the texts that name them, or why a text names none; `known` are the members with their labels.

    With `steps` it is said what was probably meant, as long as some are left.
    """

    def __init__(self, dimension: Dimension, known: Mapping[str, str], steps: Effort | None = None) -> None:
        super().__init__()
        self._guesses = Guesses([*known, *known.values()], steps) if steps is not None else None
        self.dimension, self.known = dimension, known
        self._aliases = {_plain(written): _plain(meant) for written, meant in dimension.aliases}
        self._lengths = sorted({len(written) for written in self._aliases} - {0}, reverse=True)
        self._by_plain: dict[str, list[str]] = {}

    def plain(self, text: str) -> str:
        """A text as it is compared."""
        plain = _plain(text)
        if not self._lengths:
            return plain
        parts, end = [], 0  # of the text, up to where it is looked at
        for beginning in _BEGINNINGS.finditer(plain):
            start = beginning.start()
            written = self._written_at(plain, start) if start >= end else None
            if written is not None:
                parts += [plain[end:start], self._aliases[written]]
                end = start + len(written)
        return " ".join("".join([*parts, plain[end:]]).split())

    def _written_at(self, plain: str, start: int) -> str | None:
        """The longest alias that is written at a place of a text, as whole words; looked up by each length that an alias has."""
        for length in self._lengths:
            written = plain[start : start + length]
            if written in self._aliases and _LETTER.match(plain, start + len(written)) is None:
                return written
        return None

    def __missing__(self, text: str) -> str | Bad:
        """The key that a text names, that is not remembered."""
        found = self._named(text.strip())
        if isinstance(found, Bad) and (kept := key_text(text)) != text.strip():
            found = self._named(kept)
        if len(self) >= REMEMBERED:
            self.clear()
        self[text] = found
        return found

    def gather(self, known: Mapping[str, str]) -> None:
        """From here on the members are these."""
        self.clear()
        self.known, self._by_plain = known, {}

    def _named(self, text: str) -> str | Bad:
        if text in self.known:
            return text
        if is_missing(text):
            return Bad(say("row.key-empty"))
        if is_fault(text):
            return Bad(say("cell.fault"))
        if not self._by_plain:
            self._by_plain = _gathered(
                (self.plain(one), key) for key, label in self.known.items() for one in {key, label}
            )
        fitting = self._by_plain.get(self.plain(text), [])
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            exact = [key for key in fitting if self.known[key] == text]
            shown = [f"{key} ({self.known[key]})" if self.known[key] != key else key for key in fitting[:6]]
            return exact[0] if len(exact) == 1 else Bad(say("row.member-several", members=tuple(shown)))
        reason = "row.member-closed" if self.dimension.closed else "row.member"
        guess = self._guesses.of(text) if self._guesses is not None else None
        return Bad(say(reason, dimension=self.dimension.name), guess)


def _plain(text: str) -> str:
    return key_text(text).casefold()


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for plain, key in pairs:
        keys = found.setdefault(plain, [])
        if key not in keys:
            keys.append(key)
    return found
