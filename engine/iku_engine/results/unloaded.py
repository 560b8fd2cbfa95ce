"""What was never loaded, and the sentence that says so of whatever is missing for want of it.

A missing number carries all that it lacks, so that no reason can leave it out, however many operations lie between.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from heapq import nsmallest

from iku_dsl.period import Period, stretches
from iku_dsl.problem import Text, say
from iku_dsl.records import record

PLAIN, BESIDE = "missing.not-loaded", "missing.and-not-loaded"
KEPT = 4_096  # names and reasons that are kept, as many numbers lack the same
NAMED = 24  # labels that a sentence names; how many more there are it says


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
    """Sources with their periods, in the order of their names: `Asistensi 2024-01, 2024-03..2024-12`; of many the first, and `… (+7)`.

    A chain of results lacks more with each link, and each of its numbers says what: unbounded, its trace would grow with the square.
    """
    every = {(one.period is None, one.label, one.members) for one in lacking}
    shown = every if len(every) <= NAMED else set(nsmallest(NAMED, every))
    of_labels: dict[tuple[bool, str, bool], list[Period]] = {label: [] for label in sorted(shown)}
    for one in lacking:
        at = (one.period is None, one.label, one.members)
        if one.period is not None and at in of_labels:
            of_labels[at].append(one.period)
    found: list[Text | str] = []
    for (timeless, label, members), periods in of_labels.items():
        if timeless:
            found.append(say("missing.members.of", dimension=label) if members else label)
        else:
            found.append(f"{label} {', '.join(stretches(sorted(periods, key=_order)))}")
    return (*found, f"… (+{len(every) - len(shown)})") if len(shown) < len(every) else tuple(found)


def _order(period: Period) -> tuple[str, int]:
    return period.grain.value, period.ordinal


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
