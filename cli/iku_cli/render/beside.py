"""What is told beside a result, in words: the same in every form, so each of them goes through the facets and only draws."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.render.layout import QUIET, Line, wrap
from iku_dsl.keywords import Language
from iku_dsl.records import record
from iku_dsl.wording import SIGNS, Signs
from iku_engine.results.beside import Completeness, Stage, Status
from iku_engine.results.evaluation import Comparison, Result, Shown

MANY = 1_000  # sentences that are kept: thousands of results have the same
MOST_NAMED = 3  # entities of an indicator
Say = Callable[[Result, Language, Signs], Iterator[str]]  # the signs: of the language, or of documents


@record
class Facet:
    """One kind of what is told: its key in the messages (`below.…`), and its sentences for a result, none where there is nothing to say."""

    key: str
    say: Say


def _status(result: Result, language: Language, signs: Signs) -> Iterator[str]:
    if result.status is not None:
        text = status_text(result.status, language, signs)
        yield text if result.restated is None else text + message("status.not-this", language)


def _restated(result: Result, language: Language, signs: Signs) -> Iterator[str]:
    if result.restated is not None:
        from iku_cli.render.ledger import restated_text  # which loads what keeps runs

        yield restated_text(result.restated, {result.indicator: result.shown}, language, signs)


def _marks(result: Result, language: Language, signs: Signs) -> Iterator[str]:
    yield from saying.marks(result.marks, language, signs)


def _notes(result: Result, language: Language, signs: Signs) -> Iterator[str]:
    yield from dict.fromkeys(saying.reason(note, language, signs) for note in result.notes)


def _completeness(result: Result, language: Language, _: Signs) -> Iterator[str]:
    for known in result.completeness:
        if known.there < known.expected or known.undecided:
            yield _of_source(known, language)


@lru_cache(maxsize=MANY)
def _of_source(known: Completeness, language: Language) -> str:
    source = " ".join(part for part in (one_line(known.label), str(known.period or "")) if part)
    return message("complete.of", language, source=source, text=completeness_text(known, language))


def _unconfirmed(result: Result, language: Language, _: Signs) -> Iterator[str]:
    """For people alone: documents have these numbers in fields of their own."""
    for comparison in filter(unconfirmed, result.comparisons):
        name = message("below.official" if comparison.official else "below.comparison", language)
        yield f"{name}: {compared_text(comparison, result.shown, language)}"


STATUS = Facet("status", _status)
RESTATED = Facet("final", _restated)
MARKS = Facet("mark", _marks)
NOTES = Facet("note", _notes)
COMPLETENESS = Facet("complete", _completeness)
UNCONFIRMED = Facet("differs", _unconfirmed)
FACETS = (UNCONFIRMED, STATUS, RESTATED, MARKS, NOTES, COMPLETENESS)


def unconfirmed(comparison: Comparison) -> bool:
    """Whether what was published is not what was computed, or nothing is computed that could confirm it."""
    return comparison.published is not None and comparison.verdict != "equal"


def compared_text(comparison: Comparison, shown: Shown, language: Language) -> str:
    """What was published, what was computed, and whether they agree."""
    absent, none = message("below.compared.absent", language), message("below.compared.no-value", language)
    published, computed, difference = (
        saying.number(value, shown, language) if value is not None else instead
        for value, instead in (
            (comparison.published, absent),
            (comparison.computed, none),
            (comparison.difference, none),
        )
    )
    if comparison.fact is not None:
        published += f" ({saying.place(comparison.fact)})"
    if comparison.difference is None:
        within = saying.between(comparison.bounds, shown, language) if comparison.bounds is not None else ""
        computed += f", {within}" if within else ""
        key = "below.compared.outside" if comparison.is_outside else "below.compared.none"
        return message(key, language, published=published, computed=computed)
    return message(
        "below.compared",
        language,
        published=published,
        computed=computed,
        difference=difference,
        tolerance=saying.as_written(comparison.tolerance, shown.percent, SIGNS[language]),
        verdict=message(f"verdict.{comparison.verdict}", language) if comparison.verdict else "-",
    )


def completeness_text(known: Completeness, language: Language) -> str:
    """`551 dari 552 baris yang diharapkan; belum dikirim: Kab. X`."""
    text = message("facts.complete", language, there=known.there, total=known.expected)
    if known.absent:
        names = ", ".join(one_line(" · ".join(key)) for key in known.absent)
        more = known.expected - known.there - len(known.absent)
        names += f" {message('facts.complete.more', language, count=more)}" if more else ""
        text += "; " + message("facts.complete.absent", language, names=names)
    if known.undecided:
        text += "; " + message("facts.complete.undecided", language, count=known.undecided)
    return text


def status_text(status: Status, language: Language, signs: Signs) -> str:
    """`final (evaluasi #7, siti, 1 Maret 2025): alasan`; `draf`."""
    if status.stage is Stage.DRAFT:
        return message("status.draft", language)
    about = {"run": status.run, "user": status.user or "-", "day": saying.day(status.at, signs)}
    text = message(f"status.{status.stage}", language, **about)
    if status.restates is not None:
        text += message("status.restates", language, run=status.restates)
    if status.reason:
        text += message("status.reason", language, reason=status.reason)
    if status.despite:
        text += message("status.despite", language, reason=status.despite)
    return text


def beside_pairs(result: Result, language: Language, facets: Iterable[Facet] = FACETS) -> Iterator[tuple[str, str]]:
    """All that is told of a result, each sentence with the key of its facet."""
    for facet in facets:
        yield from ((facet.key, text) for text in facet.say(result, language, SIGNS[language]))


def name_of(result: Result) -> str:
    """`Nilai AKIP · 2025`, `Capaian · Kab. A · 2025`."""
    return " · ".join((one_line(result.label), *map(one_line, result.key_labels), str(result.period)))


def names_of(results: Iterable[Result], language: Language) -> str:
    """Some results in one line: of an indicator with many entities how many there are."""
    found: dict[tuple[str, object], list[Result]] = {}
    for result in results:
        found.setdefault((result.label, result.period), []).append(result)
    names = []
    for (label, period), some in found.items():
        if len(some) > MOST_NAMED:
            names.append(message("table.several", language, label=label, period=period, count=len(some)))
        else:
            names += map(name_of, some)
    return ", ".join(names)


def shared(results: Iterable[Result], facet: Facet, language: Language) -> dict[str, list[Result]]:
    """The sentences of a facet, each once, with the results that it is told of."""
    found: dict[str, list[Result]] = {}
    for result in results:
        for text in facet.say(result, language, SIGNS[language]):
            found.setdefault(text, []).append(result)
    return found


def beside_lines(
    results: Sequence[Result],
    language: Language,
    width: int,
    facets: Iterable[Facet] = FACETS,
    head: str = "",
    said: Collection[str] = (),
) -> list[Line]:
    """What is told of results that stand in a table, each sentence once with those it is of; none that is `said` already.

    A draft goes without saying. `head` stands before each, where several worlds or periods are told of.
    """
    lines: list[Line] = []
    for facet in facets:
        style = "yellow" if facet in (UNCONFIRMED, MARKS, RESTATED) else QUIET
        for text, some in shared(results, facet, language).items():
            if text in said or (facet is STATUS and all(_is_draft(one) for one in some)):
                continue
            named = "" if len(some) == len(results) or facet is RESTATED else names_of(some, language)
            whole = ": ".join(part for part in (head, named, text) if part)
            lines += [((("  " if n else "* ") + line, style),) for n, line in enumerate(wrap(whole, width - 2))]
    return lines


def _is_draft(result: Result) -> bool:
    return result.status is None or result.status.stage is Stage.DRAFT
