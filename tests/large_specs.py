"""Hostile specs by what makes them large: one rule for each dimension of size, to be made as small or as large as is asked for."""

from __future__ import annotations

from collections.abc import Callable

Rule = Callable[[int], str]
NUMBERS = "sumber s per tahun\n  kolom n angka 0..10\n  kolom x angka 1..10\n  kolom y angka 1..10\n"


def each(line: str, count: int, glue: str = "") -> str:
    """A line for every number: `{i}`, and the next, `{j}`."""
    return glue.join(line.format(i=i, j=i + 1) for i in range(count))


def indicator(statements: str, name: str = "i", per: str = "") -> str:
    return f"indikator {name}{per}\n  satuan angka\n  arah naik\n  {statements}\n"


def rule(formula: str) -> str:
    return NUMBERS + indicator(f"rumus {formula}")


def members(name: str, count: int) -> str:
    return f"dimensi {name}\n" + each(f"  {name}{{i}}\n", count)


def weights(name: str, count: int) -> str:
    return f"bobot {name}\n" + each(f"    {name}{{i}} 1/{count}\n", count) + "  "


def denominators(count: int) -> str:
    return rule("rerata(" + each("s.n / (s.x * s.x - s.y * s.y - {j}/7)", count, ", ") + ")")


def denominators_in_indicators(count: int) -> str:
    return NUMBERS + each(indicator("rumus s.n / (s.x * s.x - s.y * s.y - {j}/7)", "i{i}"), count)


def denominators_in_lets(count: int) -> str:
    lets = each("hitung a{i} = s.n / (s.x * s.x - s.y * s.y - {j}/7)\n  ", count)
    return NUMBERS + indicator(lets + "rumus maksimum(" + each("a{i}", count, ", ") + ")")


def denominators_in_columns(count: int) -> str:
    return NUMBERS + each("  hitung a{i} = n / (x * x - y * y - {j}/7)\n", count) + indicator("rumus s.a0")


def roots(count: int) -> str:
    return rule("rerata(" + each("akar(s.x * s.y - s.n * s.n + {i})", count, ", ") + ")")


def entities(count: int) -> str:
    """Results of a product of three dimensions."""
    text = "".join(members(name, count) for name in "abc")
    return f"{text}sumber s per tahun, a, b, c\n  kolom n angka 0..10\n" + indicator("rumus s.n", per=" per a, b, c")


def entities_of_nothing(count: int) -> str:
    text = "".join(members(name, count) for name in "abc")
    return text + indicator("rumus 1", per=" per a, b, c")


def many_dimensions(count: int) -> str:
    """Two members each, but so many dimensions."""
    text = "".join(members(f"d{i}_", 2) for i in range(count))
    per = ", ".join(f"d{i}_" for i in range(count))
    return text + f"sumber s per tahun, {per}\n  kolom n angka 0..10\n" + indicator("rumus s.n", per=f" per {per}")


def expected_rows(count: int) -> str:
    text = "".join(members(name, count) for name in "abc")
    return f"{text}sumber s per tahun, a, b, c lengkap\n  kolom n angka 0..10\n" + indicator("rumus jumlah s.n")


def expected_rows_looked_at(count: int) -> str:
    """The same, where SQL cannot say it."""
    text = "".join(members(name, count) for name in "abc")
    source = "sumber s per tahun, a, b, c lengkap\n  kolom n angka 0..10 bila kosong 1\n"
    return text + source + indicator("rumus median s.n")


def weighed_levels(count: int) -> str:
    text = "".join(members(name, count) for name in "abc")
    text += "sumber s per tahun, a, b, c\n  kolom n angka 0..10\n"
    return text + indicator("".join(weights(name, count) for name in "abc") + "rumus jumlah berbobot s.n")


def weighed_often(count: int) -> str:
    """One level, read by many indicators."""
    text = members("a", count) + "sumber s per tahun, a\n  kolom n angka 0..10\n"
    return text + each(indicator(weights("a", count).replace("{", "{{") + "rumus jumlah berbobot s.n", "i{i}"), 5)


def squares(count: int) -> str:
    return NUMBERS + indicator("rumus s.n + 1/3", "x0") + each(indicator("rumus x{i} * x{i}", "x{j}"), count)


def squares_without_facts(count: int) -> str:
    return indicator("rumus 10 / 3", "x0") + each(indicator("rumus x{i} * x{i}", "x{j}"), count)


def doubled(count: int) -> str:
    return NUMBERS + indicator("rumus s.n", "x0") + each(indicator("rumus x{i} + x{i}", "x{j}"), count)


def doubled_without_facts(count: int) -> str:
    return indicator("rumus 1", "x0") + each(indicator("rumus x{i} + x{i}", "x{j}"), count)


def powers_of_indicators(count: int) -> str:
    return indicator("rumus 10", "x0") + each(indicator("rumus x{i} ^ x0", "x{j}"), count)


def powers_of_powers(count: int) -> str:
    return rule("10 ^ " * min(count, 90) + "1_000_000_000")


def powers_beside(count: int) -> str:
    return rule(each("10 ^ 300000 * s.n", count, " + "))


def unlike_fractions(count: int) -> str:
    return NUMBERS + indicator("rumus s.n", "x0") + each(indicator("rumus x{i} + 1/{j}", "x{j}"), count)


def digits(count: int) -> str:
    return rule("s.n * " + "9" * count)


def decimals(count: int) -> str:
    return rule("s.n * 0." + "9" * count)


def long_numbers(count: int) -> str:
    return NUMBERS + each(indicator("rumus s.n * " + "7" * 60 + " / 0." + "3" * 50, "i{i}"), count)


def powers_of_ratios(count: int) -> str:
    """Each is a power of a power's size divided by another, far from its range."""
    ratio = "rumus ((s.n + {i}) / 999983) ^ 3200 / (s.x / 1000003 + {j}) ^ 3200"
    return NUMBERS + each(indicator(ratio, "i{i}").replace("satuan angka", "satuan angka 0..10"), count)


def sums_of_powers(count: int) -> str:
    """Sums of long fractions that are unlike."""
    parts = " + ".join(f"(s.n / {1_000_003 + 2 * part}) ^ 700" for part in range(12))
    return NUMBERS + each(
        indicator(f"rumus {parts} + {{i}}", "i{i}").replace("satuan angka", "satuan angka 0..10"), count
    )


def products(count: int) -> str:
    return rule("(" + each("(s.n + s.x * s.y + {i})", count, " * ") + ")")


def offsets(count: int) -> str:
    return NUMBERS + each(indicator("rumus s.n[tahun - {i}]", "i{i}"), count)


def to_date(count: int) -> str:
    text = "sumber s per bulan\n  kolom n angka 0..10 konsolidasi jumlah\n"
    return text + each(indicator("rumus s.n[sampai periode ini]", "i{i}"), count)


def brackets(count: int) -> str:
    return rule("(" * count + "s.n" + ")" * count)


def brackets_left_open(count: int) -> str:
    return "indikator i\n  rumus " + "([" * count


def signs(count: int) -> str:
    return rule("-" * count + "s.n")


def negations(count: int) -> str:
    return NUMBERS + indicator(f'bila {"bukan " * count}s.n > 1 tidak berlaku karena "x"\n  rumus s.n')


def choices_in_choices(count: int) -> str:
    return rule(each("jika s.n > {i} maka 1 selain itu ", count) + "0")


def a_sum(count: int) -> str:
    return rule(" + ".join(["s.n"] * count))


def a_list(count: int) -> str:
    return rule(f"minimum({each('s.n - {i}', count, ', ')})")


def conditions(count: int) -> str:
    return NUMBERS + indicator(f'bila {each("s.n != {i}", count, " dan ")} tidak berlaku karena "x"\n  rumus s.n')


def alternatives(count: int) -> str:
    text = each("(s.n = {i}/1_000_000 atau s.x = {i})", count, " dan ")
    return NUMBERS + indicator(f'bila {text} tidak berlaku karena "x"\n  rumus s.n')


def guards(count: int) -> str:
    return NUMBERS + indicator(each('bila s.n = {i}/100_000 tidak berlaku karena "x"\n  ', count) + "rumus 1 / s.n")


def guards_that_divide(count: int) -> str:
    """Each of them, and each part of the rule, is a question of its own."""
    conditions = each('bila s.n / (s.x - {i}/1_000_000) > 1 tidak berlaku karena "x"\n  ', count)
    return NUMBERS + indicator(conditions + "rumus s.n")


def conditions_together(count: int) -> str:
    """As many as an indicator may have, each a question of its own, in so many indicators."""
    each_of = 1_000 if count > 6 else count
    conditions = each('bila s.n / (s.x - {i}/1_000_000) > 1 tidak berlaku karena "x"\n  ', each_of)
    return NUMBERS + each(indicator(conditions.replace("{", "{{") + "rumus s.n", "i{i}"), count)


def targets_together(count: int) -> str:
    """As many as an indicator may have, each of them judged, in so many indicators."""
    each_of = 1_000 if count > 6 else count
    named = each("target n{i} 2025 = 9\n  ", each_of)
    profile = "profil p\n  naik = realisasi / target\n"
    return profile + NUMBERS + each(indicator(named + "rumus s.n\n  capaian p", "i{i}"), count)


def divided_under_guards(count: int) -> str:
    """Each of 500 denominators is compared with each of 500 conditions, in so many indicators; of each but a few where these are few."""
    each_of = 500 if count > 12 else count
    conditions = each('bila s.n = {i}/1_000_000 tidak berlaku karena "x"\n  ', each_of)
    formula = "rumus maksimum(" + each("1 / (s.n - {i}/7_000_000)", each_of, ", ") + ")"
    return NUMBERS + each(indicator(conditions.replace("{", "{{") + formula, "i{i}"), count)


def requirements_and_sets(count: int) -> str:
    """What each row keeps is known of each element of each set."""
    text = "dimensi d kunci kode\nsumber s per tahun, d register\n  kolom n angka 0..10\n"
    text += each("  syarat n != {j}/1_000_000\n", count)
    return text + each(indicator("rumus banyaknya (s yang n > {i}/100_000)", "i{i}"), count)


def targets(count: int) -> str:
    return NUMBERS + indicator(each("target 1{i:03} = s.n / (s.x - s.y)\n  ", min(count, 1000)) + "rumus s.n")


def long_sums(count: int) -> str:
    """As many parts as a text of its length can have."""
    return NUMBERS + each(indicator("rumus " + "+".join(["s.n", "s.x", "s.y"] * 36), "i{i}"), count)


def logarithms(count: int) -> str:
    """A question about each, and a doubt of each."""
    return NUMBERS + each(indicator("rumus " + "+".join(["ln(s.n)", "ln(s.x)"] * 27), "i{i}"), count)


def six_cells(count: int) -> str:
    """Indicators as long as a spec of a megabyte can have so many of."""
    formula = "rumus (s.n + s.x + s.y) / (s.x + 1) + s.n[tahun lalu] * 1.5"
    label = '"' + "Persentase daerah dampingan yang naik " * 2 + '"'
    return NUMBERS + each(f"indikator i{{i}} {label}\n  satuan angka\n  arah naik\n  {formula}\n", count)


def versions(count: int) -> str:
    lines = "indikator i\n  berlaku {i}..{i}\n  satuan angka\n  arah naik\n  rumus s.n / s.x\n"
    return NUMBERS + "".join(lines.format(i=f"{1000 + i}") for i in range(min(count, 8000)))


def columns(count: int) -> str:
    return "sumber s per tahun\n" + each("  kolom c{i} angka 0..10\n", count) + indicator("rumus s.c0 + s.c1")


def columns_together(count: int) -> str:
    text = "sumber s per tahun\n" + each("  kolom c{i} angka 0..10\n", count)
    return text + indicator("rumus maksimum(" + each("s.c{i}", count, ", ") + ")")


def columns_above_columns(count: int) -> str:
    text = "sumber s per tahun\n  kolom c0 angka 0..10\n" + each("  kolom c{j} angka 0..c{i}\n", count)
    return text + indicator(f"rumus s.c{count} / (s.c0 + 1)")


def derived_columns(count: int) -> str:
    text = "sumber s per tahun\n  kolom d0 angka 0..10\n" + each("  hitung d{j} = d{i} + 1\n", count)
    return text + indicator(f"rumus s.d{count}")


def requirements(count: int) -> str:
    text = "sumber s per tahun\n" + each("  kolom c{i} angka 0..10\n", count)
    return text + each("  syarat c{i} <= c{j}\n", count - 1) + indicator(f"rumus s.c0 / (1 + s.c{count - 1} - s.c0)")


def requirements_of_two(count: int) -> str:
    text = NUMBERS + each("  syarat n <= x * {j} + y * {j}\n", count)
    return text + indicator("rumus s.n / (s.x - s.y)")


def requirements_beside(rule: str, count: int) -> str:
    """Rules of a source that read another one."""
    text = "dimensi d kunci kode\nsumber b per tahun, d register\n  kolom y angka 0..10\n"
    text += "sumber s per tahun, d register\n  kolom n angka 0..10\n"
    return text + each(f'  syarat {rule} karena "z"\n', count) + indicator("rumus jumlah s.n")


def requirements_of_sums(count: int) -> str:
    return requirements_beside("n <= 10_000 - (jumlah b.y atas (b yang y > {i}/100_000))", count)


def requirements_of_members(count: int) -> str:
    """What only a statement for each tells."""
    return requirements_beside("n <= 10_000 - (banyaknya (d yang b.y > {i}/100_000))", count)


def requirements_of_cells(count: int) -> str:
    return requirements_beside("n <= b.y + {j}/100_000", count)


def keys_of_a_source(count: int) -> str:
    text = "".join(f"dimensi k{i} kunci kode\n" for i in range(count))
    per = ", ".join(f"k{i}" for i in range(count))
    return f"{text}sumber s per tahun, {per} register\n  kolom n angka 0..10\n" + indicator("rumus jumlah s.n")


def sources(count: int) -> str:
    text = each("sumber s{i} per tahun\n  kolom n angka 0..10\n", count)
    return text + indicator("rumus s0.n")


def sources_together(count: int) -> str:
    text = "dimensi d kunci kode\n" + each("sumber s{i} per tahun, d register\n  kolom n angka 0..10\n", count)
    where = each("ada s{i}", count, " dan ")
    return text + indicator(f"himpunan h = d yang {where}\n  rumus banyaknya h")


def dimensions(count: int) -> str:
    return each("dimensi d{i} kunci kode\n", count) + NUMBERS + indicator("rumus s.n")


def many_members(count: int) -> str:
    return members("d", count) + "sumber s per tahun, d\n  kolom n angka 0..10\n" + indicator("rumus jumlah s.n")


def members_with_weights(count: int) -> str:
    text = members("d", count) + "sumber s per tahun, d\n  kolom n angka 0..10\n"
    return text + indicator(weights("d", count) + "rumus jumlah berbobot s.n")


def attributes(count: int) -> str:
    text = "dimensi d kunci kode\n" + each("  atribut a{i} angka 0..10\n", count)
    return text + indicator("rumus banyaknya (d yang a0 > 1)")


def letters_of_an_alias(count: int) -> str:
    return f'dimensi d kunci kode tertutup\n  alias "b" = "{"q" * count}"\n' + indicator("rumus banyaknya d")


def options(count: int) -> str:
    return f"sumber s per tahun\n  kolom p pilihan {each('p{i}', count, ', ')}\n" + indicator(
        "rumus jika s.p = p0 maka 1 selain itu 0"
    )


def filters(count: int) -> str:
    text = "dimensi d kunci kode\nsumber s per tahun, d register\n  kolom n angka 0..10\n"
    return text + indicator(f"himpunan h = s yang {each('n != {i}/100_000', count, ' dan ')}\n  rumus banyaknya h")


def filters_on_filters(count: int) -> str:
    text = "dimensi d kunci kode\nsumber s per tahun, d register\n  kolom n angka 0..10\n"
    sets = each("himpunan h{j} = h{i} yang n != {i}/100_000\n  ", count)
    return text + indicator(f"himpunan h0 = s\n  {sets}rumus banyaknya h{count}")


def operands(count: int) -> str:
    text = "dimensi d kunci kode\nsumber s per tahun, d register\n  kolom n angka 0..10\n"
    return text + indicator(f"rumus jumlah ({each('n * {i}', count, ' + ')}) atas s")


def counts(count: int) -> str:
    text = "dimensi d kunci kode\nsumber s per tahun, d register\n  kolom n angka 0..10\n"
    return text + each(indicator("rumus banyaknya (s yang n > {i}/100_000)", "i{i}"), count)


def averages_of_averages(count: int) -> str:
    """Each condition reads an average, which is worked out for each element."""
    text = "dimensi d kunci kode\nsumber s per tahun, d register\n  kolom n angka 0..10\n"
    where = each("n > rerata s.n + {i}/100_000", count, " atau ")
    return text + indicator(f'bila (banyaknya s) = 0 tidak berlaku karena "x"\n  rumus banyaknya (s yang {where})')


def indicators(count: int) -> str:
    return NUMBERS + each(indicator("rumus (s.n + s.x) / 2", "i{i}"), count)


def a_chain(count: int) -> str:
    return NUMBERS + indicator("rumus s.n", "i0") + each(indicator("rumus i{i} + 1", "i{j}"), count)


def a_chain_backwards(count: int) -> str:
    return NUMBERS + each(indicator("rumus i{j} + 1", "i{i}"), count) + indicator("rumus s.n", f"i{count}")


def a_ring(count: int) -> str:
    return each(indicator("rumus i{j}", "i{i}"), count) + indicator("rumus i0", f"i{count}")


def of_all_before(count: int) -> str:
    parts = (indicator("rumus " + each("i{i}", i + 1, " + "), f"i{i + 1}") for i in range(count))
    return NUMBERS + indicator("rumus s.n", "i0") + "".join(parts)


def of_the_year_before(count: int) -> str:
    return NUMBERS + indicator("rumus s.n", "i0") + each(indicator("rumus i{i}[tahun lalu] + i{i}", "i{j}"), count)


def of_each_others_year_before(count: int) -> str:
    """Twenty indicators, each of which names the last year of all of them, so many times together: places without end, and long rules."""
    named = [f"i{at % 20}[tahun lalu]" for at in range(count)]
    sums = " + ".join("(" + " + ".join(named[at : at + 50]) + ")" for at in range(0, count, 50))
    return NUMBERS + "".join(indicator(f"rumus s.n + 0.1 * ({sums})", f"i{i}") for i in range(20))


def weighed_indicators(count: int) -> str:
    text = NUMBERS + each(indicator("rumus s.n", "i{i}"), count)
    return text + indicator(
        "bobot indikator\n" + each(f"    i{{i}} 1/{count}\n", count) + "  rumus jumlah berbobot nilai", "all"
    )


def bands(count: int) -> str:
    return f"skala k atas 0..{count}\n{each('  k{i} {i} ..< {j}' + chr(10), count)}  akhir {count}\n"


def bands_on_one_another(count: int) -> str:
    return f"skala k atas 0..{count}\n" + each(f"  k{{i}} 0..{count}\n", count)


def breakpoints(count: int) -> str:
    return "tabel t\n" + each("  {i}: {j}\n", count) + rule("t[s.n]")


def entries(count: int) -> str:
    return (
        members("d", count)
        + "tabel t dari d\n"
        + each("  d{i} {i}\n", count)
        + ("sumber s per tahun\n  kolom d d\n" + indicator("rumus t[s.d]"))
    )


def lets(count: int) -> str:
    return NUMBERS + indicator(
        "hitung a0 = s.n\n  "
        + each("hitung a{j} = s.n + {i}\n  ", count)
        + "rumus maksimum("
        + each("a{i}", count, ", ")
        + ")"
    )


def lets_on_lets(count: int) -> str:
    return NUMBERS + indicator("hitung a0 = s.n\n  " + each("hitung a{j} = a{i} * a{i}\n  ", count) + f"rumus a{count}")


def tests(count: int) -> str:
    case = 'uji "t{i}" untuk i pada 2025\n  diberi s: n, x, y\n    1, 2, 3\n  harap nilai = 1\n'
    return rule("s.n") + each(case, count)


def rows_of_a_test(count: int) -> str:
    text = "dimensi d kunci kode\nsumber s per tahun, d register\n  kolom n angka 0..10\n" + indicator(
        "rumus jumlah s.n"
    )
    return (
        text
        + 'uji "t" untuk i pada 2025\n  diberi s: d, n\n'
        + each("    d{i}, 1\n", count)
        + f"  harap nilai = {count}\n"
    )


def periods_of_a_test(count: int) -> str:
    """Lines that each stand for nine thousand years of months."""
    given = "  diberi s: bulan, n\n    2025-01, 1\n" + "    1000-01..9999-12\n" * count
    source = "sumber s per bulan\n  kolom n angka 0..10 konsolidasi jumlah\n"
    return source + indicator("rumus s.n") + f'uji "t" untuk i pada 2025\n{given}  harap nilai = 1\n'


def months_of_months(count: int) -> str:
    """Monthly indicators that each read two years of months of the one before."""
    read = "rumus i{i}[tahun ini] + i{i}[tahun lalu]\n  konsolidasi rerata"
    first = indicator("rumus s.n\n  konsolidasi rerata", "i0", " per bulan")
    source = "sumber s per bulan\n  kolom n angka 0..10 konsolidasi jumlah\n"
    return source + first + each(indicator(read, "i{j}", " per bulan"), count)


def bases(count: int) -> str:
    return NUMBERS + indicator(each('dasar "Permensos {i}"\n  ', count) + "rumus s.n")


def unknown_names(count: int) -> str:
    return NUMBERS + each(indicator("rumus s{i}.nn{i}y", "i{i}"), count)


def unknown_names_of_lets(count: int) -> str:
    """Each could mean any of the others."""
    return NUMBERS + indicator(each("hitung q{i} = zz{i}.x + zz{i}\n  ", count) + "rumus s.n")


def names_declared_twice(count: int) -> str:
    return NUMBERS * count


def unreadable(count: int) -> str:
    return "rumus ((\n" * count


def unreadable_rows(count: int) -> str:
    """Rows of a block that opens well: each is asked what would have been accepted, and what was meant."""
    return "skala k atas 0..10\n" + each("  baik {i} sampai dengan 3\n", count)


def no_keywords(count: int) -> str:
    return "a\n" * count


def a_name(count: int) -> str:
    return f"sumber {'s' * count} per tahun\n  kolom n angka\n"


def a_label(count: int) -> str:
    return rule("s.n").replace("indikator i", f'indikator i "{"x" * count}"')


def a_definition(count: int) -> str:
    return rule("s.n").replace("  arah naik", f'  definisi """{"kata " * (count // 5)}"""\n  arah naik')


def a_comment(count: int) -> str:
    return f"# tanda: {'x' * count}\n" + rule("s.n")


def a_word(count: int) -> str:
    return "x" * count


def quotes(count: int) -> str:
    return '"""\n' * count


def commas(count: int) -> str:
    return rule("minimum(" + "," * count)


def joined_lines(count: int) -> str:
    return "indikator i\n  rumus " + "1 +\n" * count


def decimal_commas(count: int) -> str:
    return NUMBERS + each(indicator("rumus s.n * 1,5", "i{i}"), count)


# How many of each make a spec of about 1 MB, or the worst of what is shorter.
def categories_and_indicators(count: int) -> str:
    most = 50
    scale = (
        f'skala k "K" atas 0..{most}\n' + each('  a{i} {i} ..< {j} "A"\n', most - 1) + f'  z {most - 1} .. {most} "Z"\n'
    )
    ruled = "indikator i{i}\n  satuan angka 0..{j}0\n  arah naik\n  rumus s.n\n  kategori k\n"
    return NUMBERS + scale + each(ruled, count)


def a_chain_of_sources(count: int) -> str:
    """Each result lacks, where nothing is loaded, all that those before it lack, and one source more."""
    sources = each("sumber s{i} per tahun\n  kolom n angka 0..10\n", count + 1)
    return sources + indicator("rumus s0.n", "i0") + each(indicator("rumus s{j}.n + i{i}", "i{j}"), count)


def long_numbers_of_indicators(count: int) -> str:
    """Each is a long number, within what one may have, times another small one."""
    squares = each(indicator("rumus a{i} * a{i}", "a{j}"), 15)
    return NUMBERS + indicator("rumus 3", "a0") + squares + each(indicator("rumus a15 * {j}", "b{i}"), count)


def targets_with_names(count: int) -> str:
    return NUMBERS + indicator(each("target n{i} 2025.. = 1\n  ", count) + "rumus s.n")


def caps(count: int) -> str:
    scale = 'skala k "K" atas 0..10\n  a 5..10 "A"\n  b 0..<5 "B"\n'
    several = each('kategori paling tinggi b bila s.x - s.y < {j}/100003 karena "z"\n  ', count)
    return NUMBERS + scale + indicator(f"rumus s.n\n  kategori k\n  {several}")


def profiles_used(count: int) -> str:
    """A profile of so many parameters and guards, for ten times as many indicators."""
    some = each("  parameter q{i} angka 0.. boleh kosong\n", count)
    some += each('  bila target = {i} dan q{i} = kosong tidak berlaku karena "x"\n', count)
    ruled = "indikator i{i}\n  satuan angka\n  arah naik\n  rumus s.n\n  target 2025 = {j}\n  capaian p\n"
    return (
        f"profil p\n{some}  naik = jika target = 0 maka 0 selain itu realisasi / target\n"
        + NUMBERS
        + each(ruled, 10 * count)
    )


def targets_of_a_profile(count: int) -> str:
    """Each of so many targets, in twenty indicators, is held against each of a hundred guards."""
    some = each('  bila target = {i}/7 tidak berlaku karena "x"\n', min(count, 100))
    profile = f"profil p\n{some}  naik = jika target = 0 maka 0 selain itu realisasi / target\n"
    years = each("  target 1{i:03} = {j}\n", count)
    ruled = "".join(indicator(f"rumus s.n\n  capaian p\n{years}", f"i{i}") for i in range(20))
    return profile + NUMBERS + ruled


def arguments_of_a_profile(count: int) -> str:
    """Twenty indicators that fill so many parameters each, and have a thousand targets."""
    some = each("  parameter q{i} angka 0..\n", count)
    given = each("q{i} = 1", count, ", ")
    years = each("  target 1{i:03} = {j}\n", min(1000, 3 * count))
    ruled = "".join(indicator(f"rumus s.n\n  capaian p dengan {given}\n{years}", f"i{i}") for i in range(20))
    profile = f"profil p\n{some}  naik = jika target = 0 maka 0 selain itu realisasi / target + q0\n"
    return profile + NUMBERS + ruled


def entries_named(count: int) -> str:
    """A table of so many entries, each of which a quarter as many indicators name."""
    text = members("d", count) + "tabel t dari d\n" + each("  d{i} {i}\n", count)
    return text + each(indicator("rumus 1 / (t[d{i}] + 1)", "i{i}"), count // 4)


def tests_beside_sources(count: int) -> str:
    """Each test is one of a spec set that has so many sources, and ten times as many tests."""
    text = each("sumber s{i} per tahun\n  kolom n angka 0..10\n", count) + indicator("rumus s0.n")
    return text + each('uji "t{i}" untuk i pada 2025\n  diberi s0: n\n    1\n  harap nilai = 1\n', 10 * count)


def a_long_line_with_many_problems(count: int) -> str:
    """Each problem is drawn below its line, which has letters that are wide or take several bytes."""
    return f'indikator x "{chr(0x1F600) * 100 * count}" per {each("zz{i}", count, ", ")}\n  rumus 1\n'


LARGE: dict[Rule, int] = {
    profiles_used: 70,
    targets_of_a_profile: 900,
    arguments_of_a_profile: 390,
    entries_named: 15_000,
    tests_beside_sources: 170,
    targets_with_names: 40_000,
    caps: 12_000,
    a_long_line_with_many_problems: 2_000,
    long_numbers_of_indicators: 4_980,
    categories_and_indicators: 4_990,
    a_chain_of_sources: 990,
    denominators: 300,
    denominators_in_indicators: 4_990,
    denominators_in_lets: 200,
    denominators_in_columns: 900,
    roots: 300,
    entities: 200,
    entities_of_nothing: 200,
    many_dimensions: 40,
    expected_rows: 200,
    expected_rows_looked_at: 200,
    weighed_levels: 100,
    weighed_often: 4_990,
    squares: 60,
    squares_without_facts: 60,
    doubled: 4_990,
    doubled_without_facts: 4_990,
    powers_of_indicators: 60,
    powers_of_powers: 90,
    powers_beside: 40,
    unlike_fractions: 4_990,
    digits: 1_000_000,
    decimals: 1_000_000,
    long_numbers: 5_000,
    powers_of_ratios: 4_980,
    sums_of_powers: 3_000,
    products: 40,
    offsets: 4_990,
    to_date: 4_990,
    brackets: 400_000,
    brackets_left_open: 400_000,
    signs: 90,
    negations: 110,
    choices_in_choices: 55,
    a_sum: 100,
    a_list: 1_600,
    conditions: 55,
    alternatives: 55,
    guards: 20_000,
    guards_that_divide: 15_000,
    conditions_together: 10,
    targets_together: 20,
    divided_under_guards: 20,
    requirements_and_sets: 4_990,
    targets: 1_000,
    versions: 4_990,
    columns: 30_000,
    columns_together: 2_400,
    columns_above_columns: 25_000,
    derived_columns: 150,
    requirements: 15_000,
    requirements_of_two: 20_000,
    requirements_of_sums: 4_500,
    requirements_of_members: 4_500,
    requirements_of_cells: 9_000,
    keys_of_a_source: 1_000,
    sources: 15_000,
    sources_together: 40,
    dimensions: 30_000,
    many_members: 80_000,
    members_with_weights: 30_000,
    attributes: 30_000,
    options: 6_000,
    filters: 90,
    filters_on_filters: 38,
    operands: 40,
    counts: 4_990,
    averages_of_averages: 30,
    indicators: 10_000,
    six_cells: 4_990,
    long_sums: 2_000,
    logarithms: 2_000,
    a_chain: 4_990,
    a_chain_backwards: 4_990,
    a_ring: 4_990,
    of_all_before: 110,
    of_the_year_before: 4_990,
    weighed_indicators: 4_990,
    bands: 40_000,
    bands_on_one_another: 40_000,
    breakpoints: 50_000,
    entries: 30_000,
    lets: 900,
    lets_on_lets: 11,
    tests: 3_000,
    rows_of_a_test: 60_000,
    periods_of_a_test: 40_000,
    months_of_months: 9_000,
    bases: 40_000,
    unknown_names: 4_990,
    unknown_names_of_lets: 25_000,
    names_declared_twice: 10_000,
    unreadable: 100_000,
    unreadable_rows: 32_000,
    no_keywords: 500_000,
    a_name: 45_000,
    a_label: 1_000_000,
    a_definition: 1_000_000,
    a_comment: 1_000_000,
    a_word: 1_000_000,
    quotes: 250_000,
    commas: 45_000,
    joined_lines: 200_000,
    decimal_commas: 4_990,
    of_each_others_year_before: 2_300,
}
