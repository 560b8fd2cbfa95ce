"""Results built by hand, for tests of what is drawn: one whole, one with something missing, one that wants to do harm."""

from fractions import Fraction as F

from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.problem import say
from iku_dsl.program import Prose
from iku_engine.results.beside import declared
from iku_engine.results.evaluation import (
    Bounds,
    CategoryResult,
    Comparison,
    Correction,
    Evaluation,
    Fact,
    MemberGroup,
    MemberLine,
    MissingInput,
    Node,
    Operation,
    Result,
    Shown,
    State,
    TargetResult,
    WeightUsed,
)

YEAR = Period(2021)
NILAI = Shown(unit="nilai")
PERCENT = Shown(percent=True)
MARKS = ("AA", "A", "BB", "B", "CC", "C", "D", "E")
WORTH = dict(zip(MARKS, (100, 90, 80, 70, 60, 50, 30, 0), strict=True))
LKE = {
    "Perencanaan kinerja": (F(30, 100), ("A", "BB", "BB")),
    "Pengukuran kinerja": (F(30, 100), ("A", "B", "BB")),
    "Pelaporan kinerja": (F(15, 100), ("BB", "BB", "BB")),
    "Evaluasi akuntabilitas kinerja internal": (F(25, 100), ("BB", "B", "BB")),
}
PARTS = {"Keberadaan": F(20, 100), "Kualitas": F(30, 100), "Pemanfaatan": F(50, 100)}


def sakip() -> Result:
    """The score of the SAKIP card, in two levels of weights: 79.55, BB."""
    row, components = 1, []
    for component, (weight, answers) in LKE.items():
        terms = []
        for (part, share), answer in zip(PARTS.items(), answers, strict=True):
            row += 1
            column = Node(
                Operation.COLUMN,
                "jawaban",
                f"jawaban · {component} · {part}",
                value=answer,
                fact=Fact("lke", "lke.csv", row),
                period=YEAR,
            )
            note = say("table.basis", basis="Permen PAN-RB 88/2021, hlm. 35-36")
            looked_up = Node(
                Operation.LOOKUP, "jawaban_lke[jawaban]", value=F(WORTH[answer]), children=(column,), notes=(note,)
            )
            leaf = Node(
                Operation.DERIVED,
                "jawaban_lke[jawaban]",
                "nilai",
                value=looked_up.value,
                children=(looked_up,),
                period=YEAR,
            )
            terms.append(
                Node(
                    Operation.TERM,
                    label=part,
                    value=share * WORTH[answer],
                    children=(leaf,),
                    weight=WeightUsed(share, share, weight * share),
                )
            )
        inner = sum((term.value for term in terms), F(0))
        components.append(
            Node(
                Operation.TERM,
                label=component,
                value=weight * inner,
                children=tuple(terms),
                weight=WeightUsed(weight, weight, weight),
            )
        )
    total = sum((term.value for term in components), F(0))
    return Result(
        "nilai_akip",
        "Nilai akuntabilitas kinerja Kementerian Sosial",
        YEAR,
        (),
        (),
        State.VALUE,
        total,
        NILAI,
        Node(Operation.WEIGHTED, "jumlah berbobot lke.nilai", value=total, children=tuple(components)),
        category=CategoryResult(
            "BB",
            "Sangat Baik",
            interval=Interval(F(70), F(80), True),
            next_up="A",
            next_from=Interval(F(80), F(90), True),
            distance=80 - total,
        ),
        targets=(TargetResult("", F(90), achievement=total / 90),),
        comparisons=(Comparison(True, F(7954, 100), total, F(-1, 100), F(1, 100), "equal", Fact("lhe", "lhe.csv", 2)),),
        marks=(declared("ilustratif"),),
        prose=Prose(
            basis=("Permen PAN-RB 88/2021 tentang Evaluasi Akuntabilitas Kinerja Instansi Pemerintah",),
            owner="Biro Perencanaan",
            teams=("Tim Kerja II", "Tim Kerja III"),
        ),
        corrections=(
            Correction(
                "pengukuran",
                "30%",
                "20%",
                "Kartu IKU mencetak 20%, jumlah bobotnya 90%; Permen PAN-RB 88/2021 menetapkan 30%",
            ),
        ),
    )


def spm(listed: int = 10) -> Result:
    """A share of a set of which two members are not known: between 73.33% and 76.67%."""

    def line(number: int, code: int, *reasons: object) -> MemberLine:
        facts = (
            Fact("asistensi", "asistensi.csv", number + 1),
            Fact("espm", "espm.csv", number + 100),
            Fact("espm", "espm.csv", number + 7),
        )
        return MemberLine((f"11.{number:02}",), f"Kabupaten Contoh {number}", tuple(reasons), facts[: 3 if code else 1])  # type: ignore[arg-type]

    def compare(left: str, right: str, holds: str) -> object:
        text, sign = "espm.indeks > espm.indeks[tahun lalu]", ">" if holds == "why.holds" else "<="
        return say("why.compare", text=text, left=left, right=right, holds=say(holds), sign=sign)

    counted = tuple(line(n, 1, compare(f"{90 + n}.25%", f"{80 + n}%", "why.holds")) for n in range(5))
    out = (line(20, 1, compare("70%", "70%", "why.fails")),)
    gone = tuple(
        line(n, 0, say("missing.no-row", where=f"Kabupaten Contoh {n} · 2023", source="Aplikasi e-SPM"))
        for n in (30, 31)
    )
    rising = Node(
        Operation.COUNT,
        "banyaknya meningkat",
        "Daerah diasistensi yang meningkat capaian SPM-nya",
        State.MISSING,
        bounds=Bounds(F(44), F(46), True),
        reason=say("missing.undecided", count=2, set="meningkat"),
        groups=(
            MemberGroup("counted", 44, counted[:listed]),
            MemberGroup("left-out", 14, out),
            MemberGroup("unknown", 2, gone),
        ),
    )
    assisted = Node(
        Operation.COUNT,
        "banyaknya diasistensi",
        "Daerah yang diberikan asistensi pada tahun sebelumnya",
        value=F(60),
        groups=(
            MemberGroup(
                "counted",
                60,
                tuple(line(n, 0, say("why.has", source="ada asistensi[tahun lalu]", place="x")) for n in range(3)),
            ),
        ),
    )
    n = Node(Operation.NAMED, "n", "n", State.MISSING, bounds=rising.bounds, reason=rising.reason, children=(rising,))
    t = Node(Operation.NAMED, "T", "T", value=F(60), children=(assisted,))
    bounds = Bounds(F(44, 60), F(46, 60), True)
    quotient = Node(
        Operation.DIVIDE, "n / T", state=State.MISSING, bounds=bounds, reason=rising.reason, children=(n, t)
    )
    hundred = Node(Operation.CONSTANT, "100%", value=F(1), shown=PERCENT)
    trace = Node(
        Operation.MULTIPLY,
        "n / T * 100%",
        state=State.MISSING,
        bounds=bounds,
        reason=rising.reason,
        children=(quotient, hundred),
    )
    return Result(
        "spm_meningkat",
        "Persentase daerah yang meningkat kemampuannya dalam penerapan SPM Bidang Sosial",
        Period(2023),
        (),
        (),
        State.MISSING,
        None,
        PERCENT,
        trace,
        reason=rising.reason,
        bounds=bounds,
        guards=(Node(Operation.COMPARE, "T = 0", value=False, children=(t, hundred)),),
        missing=tuple(MissingInput(member.label, member.reasons[0]) for member in gone),
        missing_total=2,
        prose=Prose(owner="Biro Perencanaan", teams=("Tim Kerja II", "Tim Kerja IV")),
    )


def hostile() -> Result:
    """Labels with markup, escape codes, letters that turn the line around, and no end."""
    label = "[bold red]Daerah[/] \x1b[31mmerah\x1b[0m \u202eterbalik\u2066 " + "panjang" * 30
    trace = Node(
        Operation.ADD,
        "a + b",
        value=F(3),
        children=(
            Node(
                Operation.COLUMN,
                "s.a",
                "[link=file:///etc/passwd]a[/link]",
                value=F(1),
                fact=Fact("s", "a\x1b]0;x\x07.csv", 3),
            ),
            Node(Operation.COLUMN, "s.b", "b\r\nbaris palsu", value=F(2), fact=Fact("s", "b.csv", 4)),
        ),
    )
    return Result("jahat", label, YEAR, ("k[/]",), ("[blink]k",), State.VALUE, F(3), Shown(unit="[red]x"), trace)


def regions(count: int) -> tuple[Result, ...]:
    """An indicator of many entities."""
    return tuple(
        Result(
            "indeks_spm",
            "Indeks pencapaian SPM Bidang Sosial",
            YEAR,
            (f"11.{n:02}",),
            (f"Kabupaten Contoh {n}",),
            State.VALUE,
            F(80 + n, 100),
            PERCENT,
            Node(Operation.COLUMN, "espm.indeks", value=F(80 + n, 100), shown=PERCENT),
            category=CategoryResult("madya", "Tuntas Madya", interval=Interval(F(80, 100), F(89, 100)), percent=True),
        )
        for n in range(count)
    )


def evaluation(*results: Result, as_printed: bool = False) -> Evaluation:
    """A run with some results."""
    return Evaluation("0.1.0", "sha256:0", "sha256:1", None, as_printed, (YEAR,), results)
