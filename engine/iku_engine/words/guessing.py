"""What was probably meant by a text that names nothing known: the words that are most like it, sought within a budget of steps.

A file may misspell every member of a dimension of 80,000, so words are not compared one by one: those that share the rarest pairs of
letters with the text are, and when the budget is spent, later texts have no guess. Where several are as likely, who takes the one that is
named may give its figures to another: all of them are named, or none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from iku_dsl.budgets import Effort, most
from iku_dsl.problem import Text, say

LIKE = 0.6  # of 1: as much as `difflib` asks for
NEAR = 0.05  # less than the most like one, and as likely
LONGEST = 200  # letters of a text or word; nobody mistypes more
POSTED = 20_000  # words that share the pairs that are looked at
COMPARED = 12  # words that are compared letter by letter
FEWEST = 3  # letters of a text that may be the beginnings of words
NAMED = 3  # that a guess names; where more are as likely it names none
_PARTS = re.compile(r"\w+")


def effort() -> Effort:
    """The steps for all guesses about one file."""
    return Effort(most("guesses"))


class Guesses:
    """What is probably meant among `known` words, each text once. An index of them is made when the first text is asked about."""

    def __init__(self, known: Collection[str], steps: Effort) -> None:
        self.known, self.steps = known, steps
        self._words: list[tuple[str, str]] = []  # folded, and as they are
        self._having: dict[str, list[int]] = defaultdict(list)  # by a pair of letters
        self._made: dict[str, Text | None] = {}

    def of(self, text: str) -> Text | None:
        """The guess for a text, None where no word is like it, too many are, or no step is left."""
        folded = text.casefold()
        if folded not in self._made:
            if self.steps.gone or not 0 < len(folded) <= LONGEST:
                return None
            self._made[folded] = _told(self._most_like(folded))
        return self._made[folded]

    def _most_like(self, text: str) -> list[str]:
        """The words that are as likely meant as any other: those that the text begins each part of, then the most like ones."""
        if not self._words:
            self._index()
        least, likely, matcher = LIKE, list[tuple[bool, float, str]](), SequenceMatcher(b=text, autojunk=False)
        parts = _PARTS.findall(text) if len(text) >= FEWEST and any(map(str.isalpha, text)) else []
        for place, _ in self._sharing(text).most_common(COMPARED):
            word, written = self._words[place]
            if not self.steps.spend(len(word) * len(text)):
                return []
            matcher.set_seq1(word)
            begun = _begins(parts, word)
            if begun or matcher.quick_ratio() >= least:
                like = matcher.ratio()
                least = max(least, like - NEAR)
                likely.append((begun, like, written))
        found = [one for one in likely if one[0] or one[1] >= least]
        return [written for _, _, written in sorted(found, key=lambda one: (not one[0], -one[1], one[2]))]

    def _sharing(self, text: str) -> Counter[int]:
        """How many of its rarest pairs of letters each word shares with a text."""
        posted, shared = 0, Counter[int]()
        for words in sorted((self._having[pair] for pair in _pairs(text) if pair in self._having), key=len):
            posted += len(words)
            if posted > POSTED or not self.steps.spend(len(words)):
                break
            shared.update(words)
        return shared

    def _index(self) -> None:
        folded = {word.casefold(): word for word in self.known}
        self._words = [pair for pair in folded.items() if len(pair[0]) <= LONGEST]
        for place, (word, _) in enumerate(self._words):
            for pair in _pairs(word):
                self._having[pair].append(place)


def _told(found: Sequence[str]) -> Text | None:
    """A guess that names words, as long as they are few."""
    if not 0 < len(found) <= NAMED:
        return None
    *others, last = found
    return say("cell.guess-several", values=tuple(others), last=last) if others else say("cell.guess", value=last)


def _begins(parts: Sequence[str], word: str) -> bool:
    """Whether the parts of a text begin parts of a word, in their order: `kab bogor` those of `kabupaten bogor`, as `bogor` does."""
    of_word = iter(_PARTS.findall(word))
    return bool(parts) and all(any(one.startswith(part) for one in of_word) for part in parts)


def _pairs(word: str) -> set[str]:
    """The pairs of letters beside one another, with the beginning and the end."""
    whole = f" {word} "
    return {whole[at : at + 2] for at in range(len(whole) - 1)}
