"""What was never loaded, and the sentence that says so of whatever is missing for want of it.

A missing number carries all that it lacks, so that no reason can leave it out, however many operations lie between.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from iku_dsl.period import Period, stretches
from iku_dsl.problem import Text, say
from iku_dsl.records import record

PLAIN, BESIDE = "missing.not-loaded", "missing.and-not-loaded"
KEPT = 4_096  # names and reasons that are kept, as many numbers lack the same


@record
class NeverLoaded:
    """A source in a period (None: it has none) that no batch gave, as people call it; or the members of a dimension."""

    label: str
    period: Period | None = None
    members: bool = False


Unloaded = frozenset[NeverLoaded]
NOTHING: Unloaded = frozenset()


def together(groups: Iterable[Unloaded]) -> Unloaded:
    """All that several things lack; where all lack the same, that very set."""
    some = [group for group in groups if group]
    first = some[0] if some else NOTHING
    return first if all(group is first for group in some) else first.union(*some)


@lru_cache(KEPT)
def named(lacking: Unloaded) -> tuple[Text | str, ...]:
    """Sources with their periods, in the order of their names: `Asistensi 2024-01, 2024-03..2024-12`."""
    by_label: dict[str, list[Period]] = {}
    for one in sorted((one for one in lacking if one.period is not None), key=_order):
        assert one.period is not None
        by_label.setdefault(one.label, []).append(one.period)
    found: list[Text | str] = [f"{label} {', '.join(stretches(periods))}" for label, periods in by_label.items()]
    for one in sorted((one for one in lacking if one.period is None), key=_order):
        found.append(say("missing.members.of", dimension=one.label) if one.members else one.label)
    return tuple(found)


def _order(one: NeverLoaded) -> tuple[str, bool, str, int]:
    if one.period is None:
        return one.label, one.members, "", 0
    return one.label, one.members, one.period.grain.value, one.period.ordinal


@lru_cache(KEPT)
def reason_with(reason: Text | None, lacking: Unloaded) -> Text | None:
    """The reason of something missing, that names all that it lacks; what else the reason says stays before it."""
    if not lacking:
        return reason
    reason, source = apart(reason), named(lacking)
    return say(PLAIN, source=source) if reason is None else say(BESIDE, reason=reason, source=source)


def apart(reason: Text | None) -> Text | None:
    """What a reason says beside what was never loaded; None where it says nothing else."""
    if reason is None or reason.key == PLAIN:
        return None
    inner = dict(reason.arguments)["reason"] if reason.key == BESIDE else reason
    return inner if isinstance(inner, Text) else None


def joined(reasons: Iterable[tuple[Text, Unloaded]]) -> tuple[Text, ...]:
    """Reasons, each with what it lacks, as a reader takes them in: each once, and all that was never loaded in the last of them."""
    every = tuple(reasons)
    others = dict.fromkeys(apart(reason) if lacking else reason for reason, lacking in every)
    never = reason_with(None, together(lacking for _, lacking in every))
    return tuple(one for one in (*others, never) if one is not None)
