"""What `check` proves without any data: one file a proof, all of one signature, run in this order.

Each takes the program and the names whose declarations have problems already (nothing is concluded from those),
and answers problems; a problem's counter-example is what proves it.
"""

from __future__ import annotations

from collections.abc import Callable

from iku_dsl.problem import Diagnostic
from iku_dsl.program import Program
from iku_dsl.proofs.absences import absences
from iku_dsl.proofs.bands import bands
from iku_dsl.proofs.conditions import conditions
from iku_dsl.proofs.covered import covered
from iku_dsl.proofs.cycles import cycles
from iku_dsl.proofs.division import division
from iku_dsl.proofs.elements import elements
from iku_dsl.proofs.keys import keys
from iku_dsl.proofs.limits import limits
from iku_dsl.proofs.mixed import mixed
from iku_dsl.proofs.parameters import parameters
from iku_dsl.proofs.profiles import profiles
from iku_dsl.proofs.sizes import sizes
from iku_dsl.proofs.targets import targets
from iku_dsl.proofs.undefined import undefined
from iku_dsl.proofs.universe import universe
from iku_dsl.proofs.versions import versions
from iku_dsl.proofs.weights import weights

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
    limits,
    covered,
    targets,
    parameters,
)

__all__ = ["PROOFS", "Proof"]
