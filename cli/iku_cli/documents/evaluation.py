"""`iku-engine/evaluation/1`: results with their states, bounds and traces; `iku-engine/facts-uses/1`: those that rest on facts."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from iku_cli.documents.facts import completeness_object
from iku_cli.documents.ledger import record_object, restated_object
from iku_cli.documents.trace import bounds_object, fact_object, mark_object, node_object, sentence, unit_of
from iku_cli.render import saying
from iku_cli.render.ledger import restated_text
from iku_cli.render.result import band_ends, ends_near, is_count, target_ends
from iku_cli.terminal.faults import Fault
from iku_dsl.budgets import most
from iku_dsl.wording import OF_SPECS
from iku_engine.exact import exact_text
from iku_engine.results.evaluation import CategoryResult, Comparison, Evaluation, Result, Shown, State, TargetResult
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iku_cli.documents.declared import parts, results
    from iku_dsl.keywords import Language
    from iku_dsl.period import Period
    from iku_engine.facts.addressing import Address
    from iku_engine.facts.uses import Use, Uses
    from iku_engine.results.beside import Status, WaitingRows


def evaluation_document(
    evaluation: Evaluation,
    language: Language,
    traced: bool = True,
    run: int | None = None,
    printed: Sequence[Result] = (),
) -> results.Evaluation:
    """A whole run; `trace` of each result is null where it was not asked for, `run` where it was not kept.

    `printed` are the same results with the figures as they are printed, where somebody asked.
    """
    first, last = evaluation.periods[0], evaluation.periods[-1]
    made: results.Evaluation = {
        "schema": "iku-engine/evaluation/1",
        "engine": evaluation.engine,
        "specs": evaluation.specs,
        "facts": evaluation.facts,
        "period": str(first) if first == last else f"{first}..{last}",
        "as_of": evaluation.as_of.isoformat() if evaluation.as_of is not None else None,
        "as_printed": evaluation.as_printed,
        "run": run,
        "restated": [restated_object(one.restated, language) for one in evaluation.results if one.restated is not None],
        "results": [result_object(result, language, traced) for result in evaluation.results],
        "notes": [say_it(note, language) for note in evaluation.notes],
    }
    return {"printed": [_printed(result, language) for result in printed], **made} if printed else made


def may_write_traces(results: Iterable[Result], key: str = "too-many.traces", each_period: bool = False) -> None:
    """Whether the traces of results can all be written. Errors: `Fault`, by a `key`.

    Of several indicators their longest are counted, in each period where all periods are reported, whatever entities the facts name; in
    a document for programs, which has them all, those of all entities too. A report leaves out by itself what is too long for it.
    """
    longest: dict[tuple[str, Period | None], int] = {}
    together = 0
    for result in results:
        size = trace_size(result)
        together += size
        place = result.indicator, result.period if each_period else None
        longest[place] = max(size, longest.get(place, 0))
    count = sum(longest.values())
    if count > most("traces") and len({name for name, _ in longest}) > 1:
        raise Fault(key, count=count, limit=most("traces"))
    if together > most("traces-together") and not each_period:
        raise Fault(key, count=together, limit=most("traces-together"))


def trace_size(result: Result) -> int:
    """How many numbers the traces of a result have, those of its guards and targets among them."""
    targets = (target.trace.size for target in result.targets if target.trace is not None)
    return result.trace.size + sum(guard.size for guard in result.guards) + sum(targets)


def _printed(result: Result, language: Language) -> results.Printed:
    """What a result would be with the figures as they are printed, without its trace."""
    whole = result_object(result, language, traced=False)
    return {
        "indicator": whole["indicator"],
        "period": whole["period"],
        "key": whole["key"],
        "state": whole["state"],
        "value": whole["value"],
        "exact": whole["exact"],
        "bounds": whole["bounds"],
        "category": whole["category"],
    }


def result_object(result: Result, language: Language, traced: bool = True) -> results.Result:
    """One result. `value` is in display units, `exact` a fraction; both null without a value."""
    has_value = result.state is State.VALUE and result.value is not None
    target = next((target for target in result.targets if not target.name), None)
    return {
        "indicator": result.indicator,
        "label": result.label,
        "period": str(result.period),
        "key": _key(result.key),
        "key_labels": list(result.key_labels),
        "state": result.state.value,
        "value": saying.display(result.value or Fraction(0), result.shown, ends_near(result), is_count(result))
        if has_value
        else None,
        "exact": exact_text(result.value) if has_value and result.value is not None else None,
        "unit": unit_of(result.shown),
        "bounds": bounds_object(result.bounds),
        "may_be_not_applicable": result.may_be_not_applicable,
        "category": _category(result.category, language) if result.category is not None else None,
        "outside": sentence(result.outside, language),
        "reason": sentence(result.reason, language),
        "rank": result.rank,
        "target": _target(target, result) if target is not None else None,
        "achievement": _number(target.achievement, Shown(percent=True), band_ends(result))
        if target is not None
        else None,
        "targets": [_achieved(target, result, language, traced) for target in result.targets],
        "missing": [
            {
                "label": item.label,
                "reason": say_it(item.reason, language),
                "fact": fact_object(item.fact) if item.fact is not None else None,
            }
            for item in result.missing
        ],
        "missing_total": max(result.missing_total, len(result.missing)),
        "corrections": [
            {"name": item.name, "used": item.used, "printed": item.printed, "reason": item.reason}
            for item in result.corrections
        ],
        "basis": list(result.prose.basis),
        "owner": result.prose.responsible,
        **beside_object(result, language),
        "guards": [node_object(guard, language) for guard in result.guards] if traced else [],
        "trace": node_object(result.trace, language) if traced else None,
    }


def beside_object(result: Result, language: Language) -> results.Beside:
    """What is told beside a result, in every document that has results."""
    return {
        "comparisons": [_comparison(comparison, result.shown) for comparison in result.comparisons],
        "marks": [mark_object(mark, language) for mark in result.marks],
        "notes": [say_it(note, language) for note in result.notes],
        "waiting": [_waiting(rows, language) for rows in result.waiting],
        "completeness": [completeness_object(known) for known in result.completeness],
        "status": status_object(result.status) if result.status is not None else None,
        "restated": _restated(result, language),
    }


def _waiting(rows: WaitingRows, language: Language) -> results.Waiting:
    """Rows that are not counted; without a period where the relation has none, or where it could not be `read`."""
    return {
        "why": rows.wait.value,
        "relation": rows.relation,
        "period": str(rows.period) if rows.period is not None else None,
        "read": not rows.unread,
        "batch": rows.batch,
        "file": rows.file,
        "rows": rows.count,
        "earlier": rows.earlier,
        "text": say_it(rows.sentence, language),
    }


def status_object(status: Status) -> results.Status:
    """The status of a result."""
    return {
        "stage": status.stage.value,
        "run": status.run,
        "user": status.user,
        "at": status.at,
        "reason": status.reason,
        "restates": status.restates,
        "despite": status.despite,
    }


def _restated(result: Result, language: Language) -> results.Differs | None:
    """How it differs from what was made final, in short; the whole stands in `restated` of the document."""
    one = result.restated
    if one is None:
        return None
    return {
        "field": one.field,
        "final": record_object(one.was)["value"],
        "now": record_object(one.now)["value"],
        "run": one.final.run,
        "asked": [say_it(text, language) for text in one.asked],
        "events": [event.id for event in one.events],
        "specs": list(one.specs),
        "engine": one.engine,
        "text": restated_text(one, {result.indicator: result.shown}, language, OF_SPECS),
    }


def _key(key: tuple[str, ...]) -> str | list[str] | None:
    """Null without dimensions, the member of one, a list of several."""
    if not key:
        return None
    return key[0] if len(key) == 1 else list(key)


def _number(value: Fraction | None, shown: Shown, ends: Iterable[Fraction] = ()) -> parts.Number | None:
    return {"exact": exact_text(value), "value": saying.display(value, shown, ends)} if value is not None else None


def _category(category: CategoryResult, language: Language) -> results.Category:
    return {
        "id": category.id if category.certain else None,
        "label": category.label if category.certain else None,
        "certain": category.certain,
        "possible": list(category.possible) or [category.id],
        "next": category.next_up or None,
        "distance": exact_text(category.distance) if category.distance is not None else None,
        "capped": sentence(category.capped, language),
    }


def _target(target: TargetResult, result: Result) -> results.Target | None:
    texts = target_ends(target, result)
    ends: list[parts.Number] = [
        {"exact": exact_text(end), "value": text}
        for end, text in zip((target.value, target.high), texts, strict=False)
        if end is not None
    ]
    return {**ends[0], "high": ends[1] if len(ends) > 1 else None} if ends else None


def _achieved(target: TargetResult, result: Result, language: Language, traced: bool) -> results.Achieved:
    return {
        "name": target.name,
        "target": _target(target, result),
        "sign": target.sign or None,
        "reached": target.reached,
        "achievement": _number(target.achievement, Shown(percent=True), band_ends(result)),
        "state": target.state.value,
        "reason": sentence(target.reason, language),
        "trace": node_object(target.trace, language) if traced and target.trace is not None else None,
    }


def _comparison(comparison: Comparison, shown: Shown) -> results.Comparison:
    return {
        "official": comparison.official,
        "published": _number(comparison.published, shown),
        "computed": _number(comparison.computed, shown),
        "bounds": bounds_object(comparison.bounds),
        "difference": _number(comparison.difference, shown),
        "tolerance": str(comparison.tolerance),
        "verdict": comparison.verdict or None,
        "fact": fact_object(comparison.fact) if comparison.fact is not None else None,
    }


def uses_document(found: Sequence[tuple[Address, Uses]], language: Language) -> results.Uses:
    """Each fact with its uses: the result, and what of it the fact is; `group` is the class of a set that it puts a member in.

    `notes` say which years were not looked at.
    """
    return {"schema": "iku-engine/facts-uses/1", "facts": [_fact(place, made, language) for place, made in found]}


def _fact(place: Address, made: Uses, language: Language) -> results.UsedFact:
    return {
        "source": place.relation.name,
        "period": str(place.period) if place.period is not None else None,
        "keys": list(place.keys),
        "uses": [_use(use, language) for use in made.uses],
        "notes": [say_it(note, language) for note in made.notes],
    }


def _use(use: Use, language: Language) -> results.Use:
    whole = result_object(use.result, language, traced=False)
    return {
        "indicator": whole["indicator"],
        "label": whole["label"],
        "period": whole["period"],
        "key": whole["key"],
        "state": whole["state"],
        "value": whole["value"],
        "exact": whole["exact"],
        "bounds": whole["bounds"],
        "category": whole["category"],
        "reason": whole["reason"],
        **beside_object(use.result, language),
        "as": use.label,
        "group": use.group or None,
    }
