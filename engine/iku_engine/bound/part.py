"""Files of one relation that are read in the same way, as SQL of the columns that the store would have."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from iku_engine.bound.context import ROW_BITS, Desk
from iku_engine.bound.faults import Faults
from iku_engine.importing.rows import RowReader


class Part(ABC):
    """`first` is the number of its first file, `paths` are all of them; the batch of a file is its number, negative."""

    def __init__(self, desk: Desk, paths: Sequence[str]) -> None:
        self.desk, self.paths = desk, paths
        self.first = next(desk.files)
        for _ in paths[1:]:
            next(desk.files)

    def path(self, batch: int) -> str:
        """The file of a batch."""
        return self.paths[-batch - self.first]

    def batches(self) -> range:
        """The batches of its files, in order."""
        return range(-self.first, -self.first - len(self.paths), -1)

    @property
    def not_data(self) -> Sequence[tuple[str, int, str]]:
        """The rows of its files that were recognised as no data: file, row and kind."""
        return ()

    def marks(self, batch: int) -> tuple[str, ...]:  # noqa: ARG002 — most files have none
        """What a file says of its own data, known once it was checked."""
        return ()

    @property
    @abstractmethod
    def select(self) -> str:
        """Its rows: identity, batch, row, period, keys and stored values, in the order of the relation's table."""

    @property
    @abstractmethod
    def reader(self) -> RowReader:
        """Reads its rows one by one, as an import does."""

    @abstractmethod
    def check(self, faults: Faults, *, known: bool) -> None:
        """What is wrong with its cells; nothing where they are `known` to be good."""

    @abstractmethod
    def cells(self, places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], list[str]]:
        """The cells of some rows, by batch and row, as an import has them."""


def identity(batch: int, row: int) -> int:
    """The identity of a row of a bound file: beyond those of a store."""
    return (-batch << ROW_BITS) + row
