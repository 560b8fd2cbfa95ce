"""How much work a spec may ask for, counted in steps and sizes: the same answer on every machine. (The last resort, `watched`, is none.)

Every budget stands in this one table, with what it counts and why it is what it is. What runs out is told: a proof as not proven,
anything else as `too-large`; it is never taken for proven. `docs/security.md` shows the table, and a test holds both together.
"""

from __future__ import annotations

from collections.abc import Callable

from iku_dsl.records import record


@record
class Budget:
    """The most there may be of what is counted, and why it is so much."""

    most: int
    counts: str
    why: str


BUDGETS: dict[str, Budget] = {
    # what is read
    "folder": Budget(
        100_000,
        "files and folders below a folder of specs, or looked through for all patterns of `[files]`, whatever they are",
        "a program with all that it rests on has 60,000; a second",
    ),
    "file": Budget(
        4_000_000, "letters of a file", "the longest spec shipped has 16,000; a million take 3 s to be read"
    ),
    "letters-together": Budget(
        8_000_000,
        "letters of all files of a spec set, also of one that is kept with a run",
        "the 58 national indicators shipped have 80,000, and five thousand like them 7 million; a million take 3 s to be read",
    ),
    "letters-again": Budget(
        1_000_000,
        "letters of such files that are in another one of them as well, from its first to its last",
        "no name is declared twice, so that files that are the same are notes and tests; a run names one text as often as it likes",
    ),
    "statement": Budget(
        50_000,
        "letters of a statement, text between quotes not counted",
        "a page has 3,000; it takes a second to be read",
    ),
    "text": Budget(
        2_000,
        "letters of a text between quotes; ten times as many between three",
        "a page has 3,000; what is called so is told with each of its members, and in each trace",
    ),
    "brackets": Budget(
        100, "brackets inside one another", "each is a call on the stack of the parser; Python ends it at 1,000"
    ),
    "nesting": Budget(
        120, "levels of a line, brackets and operators", "each is a call on Python's stack, in every stage"
    ),
    "digits": Budget(60, "letters of a number or a duration", "all the money there is, in rupiah, has 20"),
    # what is understood
    "lets": Budget(40, "lets and sets that rest on one another", "each may double the rule"),
    "parts": Budget(
        5_000,
        "parts of a rule, with every let and column in it",
        "the longest of the specs shipped has 66, in 13 levels",
    ),
    "levels": Budget(200, "levels of such a rule", "each is a call on Python's stack, in every stage"),
    "parts-together": Budget(
        100_000,
        "parts of all rules of a spec set, with every let and column in them",
        "the 58 national indicators shipped have 1,020, and five thousand like them 88,000; to check and to evaluate one takes 50 μs",
    ),
    "compared": Budget(
        100_000, "names that are compared with one that nothing has, to say what was probably meant", "a second"
    ),
    # what is proven
    "worlds": Budget(
        300,
        "small worlds of facts that one search for a counter-example looks at",
        "the ends of each range come first, then others at random",
    ),
    "world": Budget(
        40_000,
        "expressions, rows and elements looked at in one small world; one that needs more is left out",
        "half a second",
    ),
    "search": Budget(
        40_000,
        "expressions and rows looked at in one search",
        "300 worlds of a formula of 130 parts; half a second",
    ),
    "search-least": Budget(
        400,
        "steps that a search has even where those before it took nearly all",
        "ten worlds of a formula of 40 parts",
    ),
    "searches": Budget(
        100_000,
        "steps of all searches of one proof; each has an eighth of what is left",
        "about 1 s; those of the corpus of wrong specs take 6,100 at most, the specs shipped none",
    ),
    "known": Budget(
        500,
        "things known at one place, from the conditions around it; what is beyond them is not made use of",
        "the rules of the specs shipped have 7 at most; each condition is looked up with all before it",
    ),
    "pairs": Budget(
        100_000,
        "pairs of keys that are looked for in a table where it is read; beyond that its rows alone are looked at, and it is said so",
        "30 ms; two keys of 300 names",
    ),
    "question": Budget(
        20_000,
        "steps to bound one number: forms, and the rules of their rows, looked at",
        "half a second; a rule of the specs shipped takes 2,600 at most",
    ),
    "questions": Budget(
        150_000,
        "the same for all numbers of one proof",
        "about 4 s; all specs shipped together take 9,100",
    ),
    "questions-each": Budget(
        20,
        "beside that for each indicator: people who write more rules ask more",
        "an ordinary indicator takes 8",
    ),
    "targets": Budget(
        1_000,
        "targets of an indicator",
        "fifty years of twenty; each result looks at all of them",
    ),
    "targets-together": Budget(
        20_000,
        "targets that there may be in one period, of all indicators of a spec set",
        "hundreds of indicators of a dozen documents have 5,000; to judge by one, and to show that, takes 0.3 ms",
    ),
    "conditions": Budget(
        1_000,
        "conditions of an indicator under which it does not apply, or its category is capped",
        "the specs shipped have two at most; each result looks at all of them",
    ),
    "conditions-together": Budget(
        10_000, "the same of all indicators of a spec set", "the specs shipped have 15; each takes 0.7 ms"
    ),
    "bands": Budget(
        60,
        "categories of a scale",
        "those of the specs shipped have seven; each is looked at for each result",
    ),
    "mixed": Budget(
        1_000_000,
        "periods around the versions of an indicator, once for each way in which a formula reads it, of all formulas that read it in more "
        "than one",
        "a formula that reads one of three versions in two ways comes to 126; a second",
    ),
    "watched-seconds": Budget(
        20,
        "seconds of the processor that checking takes, for each begun million of letters; `IKU_PATIENCE` gives so many times as much",
        "the last resort, where no other budget counted: the largest that these allow take 10 s; it gives no answer but that there is none",
    ),
    "watched-bytes": Budget(
        1_000_000_000,
        "bytes of memory that checking takes, in the same way",
        "the largest that the other budgets allow take 240 MB",
    ),
    # what is evaluated
    "notes": Budget(
        10_000,
        "letters in the `#` lines above a table of facts: marks and notes",
        "three pages; each evaluation reads them, and each figure of the file is marked with them",
    ),
    "marks": Budget(
        150,
        "different marks of a file of facts, or of a table of `[files]`",
        "a file needs a handful, an export has those of all its batches; as many lines fit above a header",
    ),
    "marks-together": Budget(
        2_000,
        "different marks of all that one figure was read from",
        "a hundred files of twenty; each result tells all of them, 5 μs each in a document for programs",
    ),
    "cells": Budget(
        400_000,
        "parts of rules, each as often as the members listed in the specs make it come up: entities, weights, rows that are due",
        "a part keeps 1 KB for its trace, a result 2, a row that is due 4, a weighed term 12: 400 MB",
    ),
    "columns": Budget(
        400,
        "columns and keys of a source, or attributes of a dimension",
        "a row of PostgreSQL has 8,160 bytes, and 18 of them for a text",
    ),
    "alias": Budget(
        100,
        "letters of an alias, and of what it stands for",
        "the longest names of states have 60; each length that an alias has is looked up at each word of a name",
    ),
    "keys": Budget(
        31,
        "keys of a source, or dimensions of an indicator",
        "an index of PostgreSQL has 32 columns, one of them the period; each reading has all of them",
    ),
    "tables": Budget(
        1_000,
        "sources and dimensions of a spec set",
        "each has its tables in the store; to make those of 15,000 takes 50 s and 1 GB, and what rests on all of them names each",
    ),
    "columns-together": Budget(
        45_000,
        "columns and keys of all sources and dimensions of a spec set, each of these counted as 40 more",
        "hundreds of sources of twenty columns; a column takes 0.15 ms in the worst command, and its table 5 ms: 8 s and 250 MB",
    ),
    "indicators": Budget(
        5_000,
        "indicators of a spec set, each of their versions counted",
        "the national specs shipped have 58; to evaluate them takes 8 s",
    ),
    "tested": Budget(
        300_000,
        "tests of a spec set, each as often as it has sources and dimensions",
        "each looks at what is given of each, 25 μs; the national specs shipped have 8,800",
    ),
    "tests": Budget(3_000, "tests of a spec set", "the specs shipped have 175; each takes 4 ms and a store of its own"),
    "periods-given": Budget(
        200_000,
        "periods that tests of a spec set name by lines such as `2020-01..2024-12`, of each line",
        "a hundred tests with ten years of months for each of fifteen sources; each takes 1 μs to check, and 4 to run",
    ),
    "rows-decided": Budget(
        500_000,
        "steps that decide which rows of tests their sources refuse, by `syarat` and by ends that columns and tables give; what is left of "
        "the rows is for the tests to tell",
        "a thousand rows with ten conditions of ten parts each take a fifth of them",
    ),
    "bits": Budget(
        65_536,
        "binary digits of a numerator or denominator; a value beyond is an error; a number of more than 4,096 takes more steps (`worked`) "
        "wherever it is made or looked at, the longest 1,024",
        "19,700 decimal digits: an average over 1,700 districts of ratios of rupiah, or over 3,000 of unlike fractions of six digits; who "
        "has more rounds what is averaged",
    ),
    "bits-proof": Budget(
        4_096,
        "binary digits of a numerator or denominator in proofs, and of the ends between which a missing number lies: a longer end is "
        "rounded outwards, and a search passes over such a number",
        "1,200 decimal digits; each takes 20 μs, as long as anything else that a search looks at",
    ),
    "results": Budget(
        150_000,
        "results of one evaluation where members of several dimensions are combined, whoever lists them",
        "a hundred members of each of three dimensions come from 1 KB of facts; each result takes 70 μs and keeps 3 KB, 10 s and 450 MB",
    ),
    "results-each": Budget(
        20,
        "beside that for each row of facts",
        "many results come of many facts; 514 districts and ten groups have 5,140 rows a period",
    ),
    "asked": Budget(
        500_000,
        "indicators, each as often as there are periods, that one evaluation is asked for",
        "a thousand monthly indicators, of forty years; 20 s where none of them has a result",
    ),
    "needed": Budget(
        10_000,
        "indicators in a period that are worked out because others need them, beside those that are asked for",
        "eighty monthly indicators that each need their own past, of ten years",
    ),
    "asked-again": Budget(
        70_000_000,
        "listed members of sets that are looked at once more for another member, as the set names what is that member's own; a "
        "statement counts as 13,000, a member that is looked at by itself as 300",
        "4,000 units, each with the units right below it: 9 s and 320 MB, a statement takes 2 ms and 80 KB",
    ),
    "held-again": Budget(
        100_000,
        "rows of which each `periksa` is held again beside the results that read them, in one evaluation; of more it is "
        "told as it was when they came, and that `facts list` looks again",
        "10,000 units, held to three such rules: 0.2 s",
    ),
    "rows-due": Budget(
        20_000_000,
        "rows that complete sources must have and do not, where they are about members of several dimensions, whoever lists them; once for "
        "each statement over them of an evaluation, or of all tests; one that is looked at by itself counts as 80",
        "83,000 villages and 120 kinds of things, summed and counted: 10 s",
    ),
    "rows-due-each": Budget(
        100,
        "beside that for each row of facts, in an evaluation",
        "many sums are made of many facts; where half the rows are there, a hundred statements over all of them",
    ),
    "rows-due-held": Budget(
        250_000,
        "the same where each of them is looked at by itself: for a median, a rule for periods that were not loaded, a list of all members",
        "83,000 villages and three kinds of things; each takes up to 3 KB and 80 μs",
    ),
    "bits-on-the-way": Budget(
        524_288,
        "the same of a part of a sum, before it is known what becomes of all of it",
        "an average of 25,000 unlike fractions of six digits; adding two such takes 0.3 s",
    ),
    "bits-multiplied": Budget(
        4_194_304,
        "the same of a product, of which a geometric average takes a root",
        "100,000 figures of twelve digits; 1 s",
    ),
    "guesses": Budget(
        20_000_000,
        "words looked at, and pairs of letters compared, to say what was probably meant by texts of one file; later ones have no guess",
        "800 names that are like many of 80,000 members; 2 s",
    ),
    # what is read of files of facts
    "letters": Budget(
        200_000_000,
        "letters and cells of the rows of a workbook, or of a file that is read by a mapping, each text as often as a cell has it",
        "a million rows of 24 figures; texts that are shared or merged, or that a mapping puts into rows, come again for nothing",
    ),
    "letters-each": Budget(20, "beside that for each byte of the file", "a workbook packs its own texts to a tenth"),
    "mapping-text": Budget(
        1_000,
        "letters of a text that a mapping puts into rows",
        "the longest names of members have 200; each row has it",
    ),
    "mapping-braces": Budget(
        20, "headings in the braces of such a text", "`{Tahun}-02` has one; each row is looked at for each of them"
    ),
    "total-sets": Budget(
        8,
        "sets of keys by which rows labelled totals are about some rows; totals of rarer ones are held against all rows alone",
        "an office's sheet has three: by year, province, and both; each row is added up for each",
    ),
    "total-columns": Budget(
        60,
        "columns of figures by which a row labelled a total is held against others; those after them are not looked at",
        "five years of twelve months; each is compared some ten times",
    ),
    "total-rows": Budget(
        10_000,
        "rows that are added up once more to see whether a row labelled a total is one of the last few rows",
        "a hundredth of a second",
    ),
    "total-rows-each": Budget(
        10, "beside that for each row of the file", "where each is below one such total, it is one; ten take 20 μs"
    ),
    "rejected": Budget(
        30_000,
        "rows of a file that are kept out; one with more is refused as a whole, with what most of them have wrong",
        "each is kept with its cells and reason: 35 μs, 90 where it is a workbook's and has a key that is there already",
    ),
    "rejected-bytes": Budget(
        20,
        "bytes of the file for each more",
        "a row of a key of six digits and two figures has twenty: all of them may be wrong",
    ),
    "totals": Budget(
        65_000,
        "rows of a file that are labelled totals, each as often as there are columns of figures, and three times more",
        "2,400 subtotals of 24 columns; 70 μs each",
    ),
    "totals-bytes": Budget(
        20,
        "bytes of the file for each more",
        "a file of a megabyte whose every other row is a total of eight columns has 131,000: 7 s",
    ),
    "parquet-rows": Budget(
        1_000_000,
        "rows of a bound Parquet file, and of all of them together, where they have more rows than `parquet-rows-each` says",
        "ten million equal rows take 6 s and 1.3 GB, sixty million a minute; they pack into a hundredth of a byte each",
    ),
    "parquet-rows-each": Budget(
        10,
        "rows for each byte of such files, by their metadata before any row is read",
        "a hundred million facts in 585 MB have a sixth of one; keys that count up beside figures that are all alike may be as dense, and "
        "are not without compression",
    ),
    "parquet-unpacked": Budget(
        67_108_864,
        "bytes to which the pages of a bound Parquet file, and of all of them together, unpack, by their metadata before any row is read",
        "a text of 200 million equal letters packs into 7 KB, and takes 1.6 GB",
    ),
    "parquet-unpacked-each": Budget(
        250, "the same where it is more, for each byte of such files", "as of a workbook; real files have 1 to 40"
    ),
    "parquet-text": Budget(
        131_068,
        "bytes of a text in a bound Parquet file, as read; the metadata may say less",
        "a cell of a workbook has 32,767 letters, of four bytes at the most; two thousand texts are in memory at a time",
    ),
    "parquet-letters": Budget(
        20_000_000,
        "bytes of the texts of a bound Parquet file, and of all of a relation with the same columns, each text as often as a row has it",
        "200,000 rows of 100 letters; a dictionary has a text once for as many rows as it likes, and each takes up to 20 times as much",
    ),
    "parquet-letters-each": Budget(
        50,
        "beside that for each byte of such files",
        "a row that packs into six bytes may have 300 letters of keys",
    ),
    # what is read of settings and exports
    "toml-points": Budget(
        200,
        "points in a line of `iku.toml` or a mapping",
        "a list of two hundred files; of names with points between them the parser looks at each with all before it",
    ),
    "export-values": Budget(
        20_000_000,
        "values, lists and objects of an exported run or another file of JSON, and commas and brackets of the texts within it",
        "two million facts of ten columns; one takes 50 to 120 bytes once it is read, 2 GB together",
    ),
    # what is read of workbooks
    "workbook-tags": Budget(
        100_000_000,
        "tags of a sheet of a workbook, opening and closing ones",
        "a million rows of 24 figures; a million tags take 0.2 s",
    ),
    "workbook-tops": Budget(
        10_000_000,
        "the same, of all sheets whose first rows are looked at for a header",
        "200 rows of 1,000 columns have 800,000",
    ),
    "workbook-texts": Budget(
        20_000_000,
        "tags of the texts that the cells of a workbook share",
        "five million texts; those kept may take 384 MB",
    ),
    "workbook-looks": Budget(
        1_000_000,
        "tags of all other parts of a workbook that are read, its styles among them",
        "a spreadsheet makes 65,000 styles at the most",
    ),
    "workbook-format": Budget(
        1_000, "letters of a number format", "Excel takes 255; a number that is shown by it may be as long"
    ),
    "workbook-formats": Budget(
        100_000,
        "letters of all number formats of a workbook, those that are alike counted once",
        "Excel takes 250 of 255 letters; each is read letter by letter",
    ),
    "workbook-moved": Budget(
        100_000,
        "letters of formulas without a value that are shown as those of their own cells; others are shown as written where they are shared",
        "five thousand ordinary ones; each letter takes 2 μs",
    ),
    "workbook-sheets": Budget(1_000, "sheets of a workbook", "the first rows of each are looked at"),
    "workbook-merges": Budget(100_000, "merged ranges of a sheet", "each is held while the rows are read"),
    # what is worked out
    "worked": Budget(
        400_000,
        "numbers, parts of periods, conditions and members looked at that an evaluation works out; a result or a root counts 20, "
        "a listed member in a statement 16, a weighted one 5, of names that it looks up, and entries of tables that it looks through, "
        "every tenth, of a trace every eighth number",
        "a number takes 5 to 20 μs, and keeps up to 1 KB for its trace: 8 s and 400 MB",
    ),
    "worked-untraced": Budget(
        700_000,
        "the same where no trace is kept: of all tests of a spec set together, of what `test --mutate` has tested, of what `seek` and "
        "`sensitivity` try, and of the worlds between the two sides of `compare`, in which what is worked out as numbers alone "
        "counts an eighth; a test itself counts 450, and half the letters of the specs are taken off for `test`; `test --all` has no limit",
        "6 to 13 μs each; the tests of all specs shipped take 94,000, and 30,000 with their small changes",
    ),
    "worked-each": Budget(
        500,
        "for each row of facts, and each member that a file names, where that comes to more, instead of `worked` or `ruled`; for each row "
        "that is coming in beside `ruled`",
        "much is made of many facts; 25 indicators of twenty parts that all read the same row",
    ),
    "tried-each": Budget(
        50,
        "for each row of facts, where that comes to more, instead of `worked-untraced`, of what `seek` and `sensitivity` try; where a "
        "table of entities is foreseen to take half as much again, it is refused after the first of them",
        "a table of 60 regions took 20,000 in all; with 500, half a megabyte of months took 30 s",
    ),
    "ruled": Budget(
        200_000,
        "the same of the rules of sources (`require`, `check`, ends that something else gives), for all rows that a command asks them of; "
        "a set of which statements must be made counts 150",
        "1,300 such sets of a period each: 2 s; of a cell that is missing a step takes 30 μs: 7 s; little is kept of them, 100 MB",
    ),
    # what is tried
    "supposed": Budget(
        500,
        "times that the facts of `eval --what-if` are put into a world: all at once, then by halves where some are refused or rest on "
        "others before them",
        "one that is refused among a million is found in 40; each looks at all rows, 25 ms of 20,000",
    ),
    "mutants": Budget(
        700_000,
        "letters of what the small changes of `test --mutate` reach, with a ten-thousandth of their square, and 3,000 for each change, "
        "beside half the letters of all specs; those beyond are counted, and tried with `--all`",
        "each change is checked and tested with what it reaches; the specs of the demonstration take 610,000, 3 s",
    ),
    "completed": Budget(
        100_000,
        "parts of rules that `eval --cross-check` works out with something filled in for what is missing; "
        "results after that are compared as they are, and it says so",
        "four results of each indicator of the demonstration take 32,000; 30 μs each",
    ),
    # what is told
    "problems": Budget(
        2_000,
        "problems that are told; errors come before warnings, and it is said how many more there are",
        "nobody reads more at once; each takes 25 KB to be drawn",
    ),
    "offered": Budget(
        1_000,
        "names that a completion offers; of more, those that have the letters that are typed, and the editor asks again",
        "514 districts; each takes 40 μs and 0.3 KB of the answer",
    ),
    "template": Budget(
        300_000,
        "cells of members and keys in a workbook to fill in: members that are listed, each once, then the rows whose keys are filled in; "
        "and of a workbook to mend all cells, the reason of a row as eight",
        "83,000 villages in one period; each takes 15 μs and 0.6 KB",
    ),
    "statements-shown": Budget(
        2_000,
        "statements that `stages --show sql` shows; what an evaluation asks after them is not shown",
        "all national specs shipped ask 265; each takes up to 3 ms to be made, asked and drawn, and 150 KB",
    ),
    "renamed": Budget(
        1_000_000,
        "letters of a new name that an editor gives, in all of its places",
        "all specs shipped have 100,000 letters; a million take 3 s to be read",
    ),
    "failing-tests": Budget(
        1_000,
        "tests that fail whose results are told with their traces; of those after them what was expected and what came",
        "nobody mends more at once; each takes 0.6 ms",
    ),
    "traces": Budget(
        25_000,
        "numbers in the traces that a document for programs has of several indicators, or a report in several periods; "
        "of the entities of an indicator the longest counts",
        "the national specs shipped have 700 in a period, 3,500 in a report of five; each takes 3 KB to be written",
    ),
    "traces-together": Budget(
        1_000_000,
        "numbers in the traces of all entities that a document for programs has",
        "514 districts and 58 indicators of thirty; each takes 70 μs to be written; `--no-trace` writes more",
    ),
    "arithmetic": Budget(
        60_000,
        "numbers of traces that a workbook has as formulas, the latest periods first; results beyond have their value alone",
        "the national specs shipped have 3,500; each takes 0.17 ms and 3 KB",
    ),
    "reported": Budget(
        600,
        "indicators of a report",
        "the national specs shipped have 58; a card in a document for Word takes 0.02 s",
    ),
    "below": Budget(
        20_000,
        "numbers of a trace; where there are more, what is below other indicators stands in their own traces alone",
        "the longest of the specs shipped has 96",
    ),
    "trace": Budget(
        20_000,
        "numbers in the traces that one `eval` draws for people; the others are there for the asking",
        "400 pages",
    ),
}


def most(name: str) -> int:
    """How much there may be of something."""
    return BUDGETS[name].most


class Effort:
    """Steps that may still be taken; what asks for more is told no."""

    __slots__ = ("_more", "left", "most")

    def __init__(self, steps: int, more: Callable[[], int] | None = None) -> None:
        """`more` says how many there are beside that, once they are needed."""
        self.left = self.most = steps
        self._more = more

    def spend(self, steps: int = 1) -> bool:
        """Take some steps; whether there were so many."""
        self.left -= steps
        if self.left < 0 and self._more is not None:
            more, self._more = self._more(), None
            self.left, self.most = self.left + more, self.most + more
        return self.left >= 0

    def allow(self, steps: int) -> None:
        """Give some steps more."""
        self.left, self.most = self.left + steps, self.most + steps

    @property
    def gone(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0
