"""What an evaluation sees of bound files: which relations they are, a batch for each file, the periods that are loaded."""

from __future__ import annotations

from collections.abc import Mapping

from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.database.relations import Relation
from iku_engine.errors import WrongUse
from iku_engine.results.batch import Batch


@record
class BoundFacts:
    """Batches of bound files have negative numbers; `loaded` has the periods of a relation with the batches that give them."""

    batches: Mapping[int, Batch]
    loaded: Mapping[str, Mapping[int, frozenset[int]]]
    digest: str

    def take_over(self, loaded: dict[str, dict[int, set[int]]], relations: Mapping[str, Relation]) -> frozenset[str]:
        """Put what they give among what is loaded; the relations. Errors: `WrongUse` for one that has facts in the store as well.

        Rows can be taken back, and members only once no fact of the store is about them: there another mend is named.
        """
        for name, periods in self.loaded.items():
            if loaded.get(name):
                key = "bound-stored-members" if relations[name].is_dimension else "bound-stored"
                raise WrongUse(say(key, relation=name))
            loaded[name] = {period: set(batches) for period, batches in periods.items()}
        return frozenset(self.loaded)
