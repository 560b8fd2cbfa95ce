"""What an evaluation sees of bound files: which relations they are, a batch for each file, the periods that are loaded."""

from __future__ import annotations

from collections.abc import Mapping

from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.batch import Batch
from iku_engine.errors import WrongUse


@record
class BoundFacts:
    """Batches of bound files have negative numbers; `loaded` has the periods of a relation with the batches that give them."""

    batches: Mapping[int, Batch]
    loaded: Mapping[str, Mapping[int, frozenset[int]]]
    digest: str

    def take_over(self, loaded: dict[str, dict[int, set[int]]]) -> frozenset[str]:
        """Put what they give among what is loaded; the relations. Errors: `WrongUse` for one that has facts in the store as well."""
        for name, periods in self.loaded.items():
            if loaded.get(name):
                raise WrongUse(say("bound-stored", relation=name))
            loaded[name] = {period: set(batches) for period, batches in periods.items()}
        return frozenset(self.loaded)
