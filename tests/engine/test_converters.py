"""Columns of text that are converted at once come to what their cells come to one by one, in whichever way that is."""

from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_engine.cells.cells import Bad
from iku_engine.cells.converters import Converter, NotApplicable
from iku_engine.reading.style import Style

SPEC = """
dimensi daerah kunci kode
sumber data per tahun, daerah
  kolom orang bilangan 0..5000
  kolom bagian persen 0%..100% digit 2
  kolom panjang angka 0 ..< 100 digit 3
  kolom lain angka digit 1 boleh kosong
"""
COLUMNS = check_files([SourceFile("spec.iku", SPEC)]).program.sources["data"].columns
FIGURES = st.builds(
    lambda whole, decimals, sign: f"{whole}{decimals}{sign}",
    st.integers(0, 6000).map(str),
    st.text("0123456789", max_size=4).map(lambda digits: f".{digits}" if digits else ""),
    st.sampled_from(["", "%"]),
)
ODD = st.sampled_from(
    ["", " 1", "1,5", "-1", "1.000", "n/a", "٣", "1\n2", "2.00%\n3.00%", ".34%56.78%", "1e3", "9" * 30]
)
TEXTS = st.one_of(st.lists(FIGURES, min_size=1, max_size=6), st.lists(FIGURES | ODD, min_size=1, max_size=4))


@given(TEXTS, st.sampled_from(["orang", "bagian", "panjang", "lain"]), st.sampled_from(["en", "id", None]))
@example(["1", "2.00%\n3.00%"], "bagian", "en")
@example(["12", ".34%56.78%"], "bagian", "en")
@example(["12.34%", "12.5%"], "bagian", None)
@example(["7%", "8%"], "bagian", None)
@example(["1.25", "99.99"], "panjang", "id")
@example(["1.250", "9.999"], "panjang", "en")
@settings(deadline=None)
def test_at_once_as_one_by_one(texts, name, declared) -> None:
    column = COLUMNS[name]
    found = Converter(column, Style(declared)).together(texts)
    alone = [Converter(column, Style(declared))[text] for text in texts]
    if found is None:
        assert any(isinstance(one, Bad | NotApplicable) for one in alone)
    else:
        assert list(found) == alone


def test_figures_with_as_many_decimals_are_not_looked_at_one_by_one() -> None:
    converter = Converter(COLUMNS["bagian"], Style())
    assert converter.together(["12.34%", "100.00%"]) == [1234, 10000]
    assert converter.together(["12.34%", "100.01%"]) is None
    assert list(converter) == ["12.34%"], "only what needed a closer look is remembered"
    assert Fraction(1234, COLUMNS["bagian"].parts) == Fraction("0.1234")
