"""What had to be, derived from the chain, whatever a client noted.

A fact written into a period that was closed then comes late; an opening lets in what waited; a result becomes final after its review, once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from iku_dsl.period import Grain, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.database.books import PERIOD
from iku_engine.database.chain import Event
from iku_engine.database.locks import ALL, Closings, Lock
from iku_engine.runs.steps import FINAL, REVIEWED
from iku_engine.store.shapes import read_shape


@record
class Taken:
    """A step that an event says a result of a run took: by indicator, period and the text of its entity."""

    event: Event
    run: int
    place: tuple[str, str, str]
    status: str

    @property
    def told(self) -> dict[str, object]:
        """For a sentence: whose event it is, the result, and what it became."""
        indicator, period, entity = self.place
        shown = f"{indicator} {period}" + (f" {entity}" if entity != "[]" else "")
        return {
            "event": self.event.id, "user": self.event.user or "-", "result": shown, "status": f"step.{self.status}"
        }  # fmt: skip


class Lateness:
    """Follows a chain event by event, and says of each what is not as it had to be."""

    def __init__(self, noted: Mapping[int, set[int]]) -> None:
        """`noted` are the periods that each batch has among what came late."""
        self.noted = noted
        self.closings = Closings()
        self.last_locking: dict[str, int] = {}  # the event, by relation
        self.statuses: dict[tuple[int, tuple[str, str, str]], str] = {}  # of the results of each run
        self.steps: list[Taken] = []
        self.finals: dict[tuple[str, str, str], int] = {}  # the run of the last final result of each
        self.grains: dict[str, Grain | None] = {}
        self.waiting: defaultdict[tuple[str, int], set[int]] = defaultdict(set)  # periods by relation and batch

    def follow(self, event: Event, detail: Mapping[str, Any]) -> Text | None:
        """Takes in what an event without facts says. Gives the fault of an opening that lets in what did not wait for it."""
        match event.kind:
            case "migrate":
                self.grains |= {name: read_shape(text).of_grain for name, text in detail["shapes"].items()}
            case "lock" | "unlock":
                place = (detail["relation"], detail[PERIOD], detail["first_month"], detail["last_month"])
                lock = Lock(event.id, event.kind == "lock", *place)
                if not lock.is_of_its_period or lock.relation not in (ALL, *self.grains):
                    return say(
                        "verify.unreadable",
                        event=event.id,
                        detail=f"{lock.relation} {lock.period}: {lock.first_month}..{lock.last_month}".strip(),
                    )
                self.closings.add(lock)
                if lock.locked:
                    self.last_locking[lock.relation] = event.id
                for one in detail["admitted"]:
                    name, batch, period, grain = (
                        one["relation"],
                        one["batch_id"],
                        one[PERIOD],
                        self.grains.get(one["relation"]),
                    )
                    waits = self.waiting[name, batch]
                    covered = grain is not None and lock.covers(name, from_ordinal(period, grain))
                    if lock.locked or not covered or period not in waits:
                        return say("verify.admitted", event=event.id, batch=batch, relation=name)
                    waits.discard(period)
            case "review" | "final":
                return self._step(event, detail)
            case _:
                pass
        return None

    def not_let_in(self) -> Iterator[Text]:
        """After the last event: what waits though its period is open, by the opening that had to let it in."""
        for (name, batch), periods in self.waiting.items():
            grain = self.grains.get(name)
            for at in (from_ordinal(period, grain) for period in sorted(periods)) if grain is not None else ():
                last = self.closings.last(name, at)
                if last is not None and not last.locked:
                    yield say("verify.admitted-less", event=last.event, batch=batch, relation=name, period=str(at))

    def _step(self, event: Event, detail: Mapping[str, Any]) -> Text | None:
        for one in detail["steps"]:
            place = (one["indicator"], one[PERIOD], one["entity"])
            self.steps.append(Taken(event, one["run_id"], place, one["status"]))
            before, final = self.statuses.get((one["run_id"], place)), self.finals.get(place)
            if event.kind == FINAL:
                open_to_it = before == REVIEWED and one["status"] == FINAL and one["restates"] == final
            else:
                open_to_it = before is None and one["status"] == REVIEWED
            if not open_to_it:
                return say("verify.step", **self.steps[-1].told)
            self.statuses[one["run_id"], place] = one["status"]
            if event.kind == FINAL:
                self.finals[place] = one["run_id"]
        return None

    def of_batch(self, event: Event, detail: Mapping[str, Any], touched: Collection[int]) -> Text | None:
        """The fault of a batch that is not late in each period in which it had to be, or is where it had not.

        `touched` are the periods of the rows that it brought or took away.
        """
        name = str(detail["relation"])
        grain = self.grains.get(name)
        noted = self.noted.get(event.id, set())
        last = max(self.last_locking.get(ALL, 0), self.last_locking.get(name, 0))
        had_to: set[int] = set()
        if grain is not None and last:
            perhaps = {*detail["periods"], *touched}
            had_to = {n for n in perhaps if self.closings.closed(name, from_ordinal(n, grain))}
        self.waiting[name, event.id] |= noted
        for periods, key in ((had_to - noted, "verify.late"), (noted - had_to, "verify.not-late")):
            if periods:
                period = from_ordinal(min(periods), grain) if grain is not None else min(periods)
                about = {"batch": event.id, "user": event.user or "-", "file": detail["file"] or "-", "relation": name}
                return say(key, **about, period=str(period), lock=last)
        return None
