"""What `check` proves without any data: one file what proofs are about, all of one signature, run in this order.

Each takes the program and the names whose declarations have problems already (nothing is concluded from those),
and answers problems; a problem's counter-example is what proves it.
"""

from __future__ import annotations

from collections.abc import Callable

from iku_dsl.problem import Diagnostic
from iku_dsl.program import Program
from iku_dsl.proofs.achievement import parameters, profiles, targets
from iku_dsl.proofs.arguments import arguments
from iku_dsl.proofs.bands import bands, weights
from iku_dsl.proofs.limits import conditions, limits
from iku_dsl.proofs.lookups import covered, keys
from iku_dsl.proofs.members import absences, elements, sizes, universe
from iku_dsl.proofs.undefined import division, undefined
from iku_dsl.proofs.versions import cycles, mixed, versions

Proof = Callable[[Program, frozenset[str]], tuple[Diagnostic, ...]]

PROOFS: tuple[Proof, ...] = (
    cycles,
    sizes,
    versions,
    mixed,
    weights,
    bands,
    keys,
    universe,
    absences,
    elements,
    conditions,
    division,
    undefined,
    profiles,
    arguments,
    limits,
    covered,
    targets,
    parameters,
)

__all__ = ["PROOFS", "Proof"]
