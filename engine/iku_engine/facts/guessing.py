"""What was probably meant by a text that names nothing known: the word that is most like it, sought within a budget of steps.

A file may misspell every member of a dimension of 80,000, so words are not compared one by one: those that share the rarest pairs of
letters with the text are, and when the budget is spent, later texts have no guess.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from difflib import SequenceMatcher

from iku_dsl.budgets import Effort, most
from iku_dsl.problem import Text, say

LIKE = 0.6  # of 1: as much as `difflib` asks for
LONGEST = 200  # letters of a text or word; nobody mistypes more
POSTED = 20_000  # words that share the pairs that are looked at
COMPARED = 12  # words that are compared letter by letter


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
        """The guess for a text, None where no word is like it, or no step is left."""
        folded = text.casefold()
        if folded not in self._made:
            if self.steps.gone or not 0 < len(folded) <= LONGEST:
                return None
            found = self._most_like(folded)
            self._made[folded] = say("cell.guess", value=found) if found else None
        return self._made[folded]

    def _most_like(self, text: str) -> str:
        if not self._words:
            self._index()
        best, found, matcher = (LIKE, ""), "", SequenceMatcher(b=text, autojunk=False)
        for place, _ in self._sharing(text).most_common(COMPARED):
            word, written = self._words[place]
            if not self.steps.spend(len(word) * len(text)):
                return ""
            matcher.set_seq1(word)
            if matcher.quick_ratio() >= best[0] and (like := (matcher.ratio(), word)) > best:
                best, found = like, written
        return found

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


def _pairs(word: str) -> set[str]:
    """The pairs of letters beside one another, with the beginning and the end."""
    whole = f" {word} "
    return {whole[at : at + 2] for at in range(len(whole) - 1)}
