"""What is told of a column of a file as a whole: above all that its figures are those from the beginning of the year on.

That matters where a year is the sum of its parts. A remark is kept by the event of its batch, and told as long as rows of it count.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import sqlalchemy as sa

from iku_dsl.keywords import LANGUAGES
from iku_dsl.period import Grain, Period, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import Column
from iku_dsl.program.expression import Reduction
from iku_dsl.records import record
from iku_engine.book_texts import detail_of
from iku_engine.database.books import Books
from iku_engine.database.relations import Relation
from iku_engine.reading.mapped import plan
from iku_engine.reading.opened import Opened
from iku_engine.wording import say_it
from iku_engine.words.layout import Layout
from iku_engine.words.notation import MONTHS

MOST_ROWS = 200  # that are remembered of one reason, at the least half as many of more
MOST_OF_FILE = 1_200  # of a file: two of each of six hundred periods
LARGEST = 2**63  # an id is smaller


@record
class FileRemark:
    """What is told of a `column`: the line and value that show it, and why; of all of a `year`, or (None) of the periods of its rows.

    `rows` are the ids of some rows that have it. Of `summed` columns it is told as long as a year sums them up.
    """

    column: str
    line: int
    value: str
    reason: Text
    year: int | None = None
    rows: tuple[int, ...] = ()
    summed: bool = True

    def kept(self) -> dict[str, object]:
        """As an event keeps it."""
        said = {language: say_it(self.reason, language) for language in LANGUAGES}
        rows = list(self.rows[:MOST_OF_FILE])
        found: dict[str, object] = {"column": self.column, "year": self.year, "reason": said}
        found |= {"count": len(self.rows), "rows": rows}
        return found if self.summed else {**found, "summed": False}

    def with_rows(self, ids: tuple[int, ...]) -> FileRemark:
        """The same of other rows."""
        return replace(self, rows=ids)


def of_file(kept: Mapping[str, object]) -> FileRemark | None:
    """What an event keeps; None for what is no such thing, as somebody may have put anything there."""
    column, year, said, rows = (kept.get(name) for name in ("column", "year", "reason", "rows"))
    if not isinstance(column, str) or not isinstance(said, dict) or not isinstance(rows, list):
        return None
    texts = {language: str(said.get(language, "")) for language in LANGUAGES}
    ids = tuple(row for row in rows[:MOST_OF_FILE] if isinstance(row, int) and 0 < row < LARGEST)
    summed = kept.get("summed") is not False
    return FileRemark(column, 0, "", say("noticed.said", **texts), year if isinstance(year, int) else None, ids, summed)


def remembered(connection: sa.Connection, books: Books, relation: str) -> Iterator[FileRemark]:
    """What the batches of a relation have told of their files."""
    events, batches = books.events.c, books.batches.c
    query = sa.select(events.event_id, events.detail).join_from(
        books.events, books.batches, batches.batch_id == events.event_id
    )
    for event, detail in connection.execute(
        query.where(batches.relation == relation, events.detail.contains('"year":')).order_by(events.event_id)
    ):
        kept = detail_of(event, detail).get("doubted")
        for one in kept if isinstance(kept, list) else ():
            found = of_file(one) if isinstance(one, dict) else None
            if found is not None:
                yield found


LONGEST = 500  # letters of a title
MONTH_ENDS = 28  # a day from which on a month may end
HALF_YEAR = 6
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_TO = r"(?:s ?[./-]? ?d\.?|sampai|hingga|until|till|up to|through|thru)"
_MONTH, _DAY_OF, _YEAR = r"(?:bulan|bln|bl)", r"(?:tanggal|tgl|tg)", r"(?:tahun|thn|th)"
_SPAN = rf"(?:{_MONTH}|{_YEAR}|periode|masa|minggu|mgg)"
_PARTS = r"(?:triwulan|triw|trw|tw|kuartal|kwartal|kw|quarter|q|caturwulan|cawu|semester|sem|smstr|smt)"
_GLUE = r"[. -]{0,2}(?:ke[ -]?)?"  # between a part and its number: `TW2`, `TW.II`, `Tw-2`, `triwulan ke-2`
_NUMBER = r"(?:IV|I{1,3}|[1-4])"
_SHORT_YEAR = r"\d\d(?:\d\d)?"
_DATE = rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_SHORT_YEAR}|\d{{4}}-\d{{2}}-\d{{2}})"
_NOW = "ini|laporan|pelaporan|berjalan|bersangkutan|yang dilaporkan|yang bersangkutan"
_TIMES = (  # what figures reach up to
    rf"(?:\d{{1,2}}[ -])?(?:{_NAMES})(?:{_SHORT_YEAR})?",
    rf"{_PARTS}(?:{_GLUE}{_NUMBER})?",
    rf"{_SPAN}\.? ?(?:{_NOW})",
    rf"(?:akhir|the end of|end of) (?:{_SPAN}|month|period|year|the|{_NAMES}|{_PARTS}(?:{_GLUE}{_NUMBER})?)",
    rf"saat (?:ini|pelaporan)|sekarang|kini|hari ini|{_DAY_OF}",
    r"(?:(?:this|the current|current|the reporting|reporting) )?(?:month|period|date|year)|today|now",
    _DATE,
)
_BEFORE = rf"(?:(?:dengan|dgn|dg|{_DAY_OF}|{_MONTH}|akhir|the|month)[. ]{{1,2}})*"
_UNTIL = rf"(?i)(?<!\w){_TO} ?{_BEFORE}(?:{'|'.join(_TIMES)})(?!\w)"
_GROWN = (  # words that say it alone
    r"(?i)(?<!\w)(?<!bukan )(?<!tidak )(?<!tanpa )(?<!non )(?<!non-)(?<!not )"
    r"(?:kumulatif|kumul|kum|(?:ter|di)?akumulasi(?:kan)?|akumulatif|akumul|akum|akm\.|(?:ac)?cumulative(?:ly)?|(?:ac)?cumulated|cum\."
    r"|(?<!up )to date|year-to-date|y[.-]?t[.-]?d"
    r"|(?:sejak|since|dari|from) (?:awal tahun|(?:the )?(?:beginning|start) of the year)|since january|sejak (?:1 )?januari)(?!\w)"
)
_BEGUN = (  # that they begin with the year, or are of all of it up to now
    rf"(?i)(?<!\w)(?:(?:mulai|dari|sejak|since|from) (?:{_MONTH}\.? ?)?(?:1 )?(?:januari|january|jan)"
    r"|(?:[2-9]|1[0-2]|dua|tiga|enam|sembilan) bulan pertama|(?:realisasi|capaian|penerimaan|belanja) tahun berjalan)(?!\w)"
)
_HALF = rf"(?i)(?<!\w)(?:semester|sem|smstr|smt){_GLUE}(?:I{{1,2}}|[12])(?!\w)"
_SHORTER = rf"(?i)(?<!\w)(?:(?:triwulan|triw|trw|tw|kuartal|kwartal|kw|quarter|q){_GLUE}{_NUMBER}|{_NAMES})(?!\w)"
_OTHERWISE = r"(?i)(?<!\w)(?:batas|paling lambat|berlaku|dikirim|pengiriman|dikumpulkan|deadline|due|valid)(?!\w)"  # of a day that comes
_CURRENT = r"(?i)(?<!\w)up[ -]to[ -]date(?!\w)"
_BETWEEN = rf" ?(?:{_TO}|-|–|—|to) ?(?:(?:dengan|dgn|dg|{_DAY_OF}|{_MONTH}|month)[. ]{{1,2}}){{0,2}}"
_RANGES = (  # with the first month, and the last
    rf"(?i)(?<!\w)(?:\d{{1,2}} )?(?P<first>{_NAMES})(?: \d{{4}})?{_BETWEEN}(?:\d{{1,2}} )?(?P<last>{_NAMES})(?!\w)",
    rf"(?<!\d)\d{{1,2}}[/.-](?P<first>\d{{1,2}})[/.-]{_SHORT_YEAR}{_BETWEEN}\d{{1,2}}[/.-](?P<last>\d{{1,2}})[/.-]{_SHORT_YEAR}(?!\d)",
    rf"(?<!\d)\d{{4}}-(?P<first>\d\d)-\d\d{_BETWEEN}\d{{4}}-(?P<last>\d\d)-\d\d(?!\d)",
)
_DAYS = rf"(?i)(?<!\w)\d{{1,2}}{_BETWEEN}\d{{1,2}} (?:{_NAMES})(?!\w)"  # of one month
_AND = rf"(?:{_BETWEEN}| ?[+&] ?| dan | and )"
_OF_PARTS = (
    rf"(?i)(?<!\w)(?P<part>{_PARTS}){_GLUE}(?P<first>{_NUMBER}){_AND}(?:{_PARTS}{_GLUE})?(?P<last>{_NUMBER})(?!\w)"
)
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, **{str(n): n for n in range(1, 5)}}
_MONTHS_OF = {"s": 6, "c": 4}  # of a part, by its first letter; those of the others are a quarter's
_STATE = rf"(?i)(?<!\w)(?:per|posisi|keadaan|kondisi|status|as of|as at)(?: (?:{_DAY_OF}\.?|hari))? "
_DAY = (  # of a state
    rf"{_STATE}(?P<day>\d{{1,2}}) (?P<month>{_NAMES})(?!\w)",
    rf"{_STATE}(?P<month>{_NAMES}) (?P<day>\d{{1,2}})(?!\w)",
    rf"{_STATE}(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})[/.-]{_SHORT_YEAR}(?!\d)",
)
_AT_MONTH = rf"{_STATE}(?:akhir (?:{_MONTH}\.? ?)?)?(?P<month>{_NAMES})(?!\w)(?! \d\d?(?!\d))"
_AT_PART = rf"{_STATE}akhir (?:{_PARTS}{_GLUE}{_NUMBER}|(?:{_SPAN}|{_PARTS})\.? ?(?:{_NOW}))(?!\w)"
_compiled = cache(re.compile)  # when first asked: few files are monthly and summed


def so_far(text: str, months: int = 1) -> bool:
    """Whether a text says that figures are those up to a time, as figures of a period of so many months are not.

    A stretch of months that is no longer than the period says nothing, nor does a stretch of days.
    """
    if len(text) > LONGEST:
        return False
    said = " ".join(text.split())
    for pattern in _RANGES:
        for found in _compiled(pattern).finditer(said):
            if (_month(found["last"]) - _month(found["first"])) % 12 + 1 > months:
                return True
        said = _compiled(pattern).sub("", said)
    for found in _compiled(_OF_PARTS).finditer(said):
        parts = _NUMBERS[found["last"].casefold()] - _NUMBERS[found["first"].casefold()] + 1
        if parts * _MONTHS_OF.get(found["part"][0].casefold(), 3) > months:
            return True
    said = _compiled(_CURRENT).sub("", _compiled(_DAYS).sub("", said))
    if any(not _of_a_day_that_comes(said[: found.start()]) for found in _compiled(_UNTIL).finditer(said)):
        return True
    return _compiled(_BEGUN).search(said) is not None or cumulative(said)


def of_half_a_year(text: str, months: int) -> bool:
    """Whether a title names half a year, and nothing shorter, of figures of a period of so many months."""
    if len(text) > LONGEST or months >= HALF_YEAR:
        return False
    said = " ".join(text.split())
    return _compiled(_HALF).search(said) is not None and _compiled(_SHORTER).search(said) is None


def _of_a_day_that_comes(before: str) -> bool:
    """Whether what stands before a time, in the same part of a sentence, says that something is to come up to it."""
    begun = max(map(before.rfind, "(),;"))
    return _compiled(_OTHERWISE).search(before[begun + 1 :]) is not None


def cumulative(text: str) -> bool:
    """Whether a text says of figures that they are cumulative."""
    return len(text) <= LONGEST and _compiled(_GROWN).search(" ".join(text.split())) is not None


def at_the_end(text: str, period: Period) -> bool:
    """Whether a title says that figures are those of the day on which a period ends."""
    if len(text) > LONGEST:
        return False
    said, last = " ".join(text.split()), period.months[1] % 12 + 1
    every = (found for pattern in _DAY for found in _compiled(pattern).finditer(said))
    if _compiled(_AT_PART).search(said) is not None:
        return True
    if any(_month(found["month"]) == last for found in _compiled(_AT_MONTH).finditer(said)):
        return True
    return any(_month(found["month"]) == last and int(found["day"]) >= MONTH_ENDS for found in every)


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else MONTHS[text.casefold()]


def summed(relation: Relation) -> list[Column]:
    """The columns that a year sums up from its parts; none of yearly sources."""
    if relation.grain is None or relation.grain is Grain.YEAR:
        return []
    every = relation.columns.values()
    return [one for one in every if one.consolidation is not None and one.consolidation.reduction is Reduction.SUM]


def summed_so_far(opened: Opened, relation: Relation, layout: Layout, periods: Collection[int]) -> list[FileRemark]:
    """The first text of a file with rows of some periods that says so, for each column that a year sums up.

    A title that names a time tells of figures what they are where all are of one period: else it may say which periods are there.
    """
    columns = summed(relation)
    if not columns or relation.grain is None:
        return []
    months, period = 12 // relation.grain.per_year, None
    if len(periods) == 1:
        period = from_ordinal(min(periods), relation.grain)

    def ends(text: str) -> bool:
        return period is not None and at_the_end(text, period)

    titles = [(opened.header_row, opened.sheet), *((line, text) for line, cells in opened.above for text in cells)]
    found = next((one for one in titles if ends(one[1])), None)
    for line, text in [*titles, *((opened.header_row, text) for text in opened.note.split("\n"))]:
        if found is None and (
            cumulative(text) if period is None else so_far(text, months) or of_half_a_year(text, months)
        ):
            found = line, text
    every: list[FileRemark] = []
    for column in columns:
        heads = ((opened.header_row, text) for text in _heads(opened, layout.columns.get(column.name)))
        told = found or next((one for one in heads if so_far(one[1], months) or ends(one[1])), None)
        if told is not None:
            reason = say("row.so-far", column=column.title, grain=f"noun.{relation.grain}")
            every.append(FileRemark(column.name, told[0], told[1].strip(), reason))
    return every


def _heads(opened: Opened, place: int | None) -> Iterator[str]:
    """The headings of a column at a place of the table that was read, as the file has them; of a wide one, those of all its columns."""
    if place is None:
        return
    places: Sequence[int] = [place]
    if opened.mapping is not None:
        made = plan(opened)
        wide = [at for at, _ in made.wide]
        constant = len(made.kept) <= place < len(made.kept) + len(made.constants)
        places = made.kept[place : place + 1] or ([] if constant else wide)
    for at in places:
        yield opened.written[at]
        yield from (head[at] for head in opened.heads if at < len(head))
