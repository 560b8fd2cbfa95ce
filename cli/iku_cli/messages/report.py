"""What `report` says, and the words of the page. Each key: Indonesian, English."""

from __future__ import annotations

REPORT: dict[str, tuple[str, str]] = {
    "help.report": (
        "Hitung indikator (semua bila tidak disebut) untuk suatu periode dan tahun-tahun sebelumnya, simpan hasilnya sebagai "
        "evaluasi, dan tulis laporannya ke satu berkas. Akhiran berkas menentukan bentuknya: .html adalah satu halaman yang "
        "terbuka tanpa jaringan, dengan bagan, tabel, dan jejak setiap angka; .xlsx lembar kerja dengan rumus hidup; .docx kartu "
        "(kamus) indikator dan lampiran laporan kinerja. Perlu: pip install 'iku-engine[reports]'.",
        "Evaluate indicators (all where none is named) for a period and the years before it, keep the run, and write the "
        "report to one file. The suffix of the file says its format: .html is one page that opens without a network, with "
        "charts, tables and the trace of every number; .xlsx a workbook with live formulas; .docx the cards of the indicators and the "
        "annex of a performance report. Needs: pip install 'iku-engine[reports]'.",
    ),
    "help.report.period": ("Periode: 2025, 2025-S1, 2025-Q3, 2025-07.", "The period: 2025, 2025-S1, 2025-Q3, 2025-07."),
    "help.report.to": (
        "Berkas yang ditulis; yang sudah ada diganti.",
        "The file to write; one that exists is replaced.",
    ),
    "help.report.years": (
        "Berapa tahun, termasuk tahun periodenya [5].",
        "How many years, that of the period included [5].",
    ),
    "help.report.title": (
        "Judul laporan [Laporan kinerja PERIODE].",
        "The report's title [Performance report PERIOD].",
    ),
    "help.report.depth": (
        "Anggota yang disebut tiap jejak, atau all [100].",
        "Members that each trace lists, or all [100].",
    ),
    "examples.report": (
        "iku-engine report --period 2025 --to laporan.html\n"
        "iku-engine report nilai_akip indeks_spm --period 2025 --years 3 --to iku.html\n"
        "iku-engine report --period 2025 --to perhitungan.xlsx\niku-engine report --period 2025 --to kamus.docx\n"
        "iku-engine report --period 2025 --to report.html --lang en",
        "iku-engine report --period 2025 --to report.html\n"
        "iku-engine report nilai_akip indeks_spm --period 2025 --years 3 --to iku.html\n"
        "iku-engine report --period 2025 --to calculation.xlsx\niku-engine report --period 2025 --to cards.docx\n"
        "iku-engine report --period 2025 --to laporan.html --lang id",
    ),
    "report.running": ("menyusun {file} …", "making {file} …"),
    "report.written": ("{file}: {count} indikator, {size} MB.", "{file}: indicators: {count}, {size} MB."),
    "report.suffix": (
        "{file}: bentuk laporan ini tidak dikenal; akhiran yang ada: {known}.",
        "{file}: there is no such format of a report; suffixes there are: {known}.",
    ),
    "report.extra": (
        "untuk menulis {file} masih ada yang perlu dipasang: pip install 'iku-engine[{extra}]'",
        "to write {file} something is still to be installed: pip install 'iku-engine[{extra}]'",
    ),
    "report.title": ("Laporan kinerja {period}", "Performance report {period}"),
    # the head of the page
    "report.skip": ("Lompat ke isi", "Skip to the contents"),
    "report.contents": ("Daftar isi", "Contents"),
    "report.period": ("Periode {period}, bersama {first}–{last}", "Period {period}, with {first}–{last}"),
    "report.period.alone": ("Periode {period}", "Period {period}"),
    "report.made": ("Disusun {time} oleh {user}", "Made {time} by {user}"),
    "report.made.nobody": ("Disusun {time}", "Made {time}"),
    "report.run": ("evaluasi #{run}", "run #{run}"),
    "report.run.none": ("evaluasi ini tidak tersimpan", "this evaluation was not kept"),
    "report.dark": ("Tampilan gelap", "Dark display"),
    "report.print": ("Cetak", "Print"),
    "report.print.traces": ("cetak juga jejaknya", "print the traces too"),
    "report.no-script": (
        "Tanpa JavaScript halaman ini menampilkan nilai, keterangan, dan jejak periode utama; bagan, tabel anggota, pencarian, "
        "dan jejak periode lain memerlukannya.",
        "Without JavaScript this page shows the values, the words and the traces of the main period; charts, tables of members, "
        "search and the traces of other periods need it.",
    ),
    # the summary
    "report.summary": ("Ringkasan", "Summary"),
    "report.indicators": ("indikator", "indicators"),
    "report.with-value": ("bernilai", "with a value"),
    "report.with-members": ("per anggota", "by member"),
    "report.reached": ("mencapai target", "reach the target"),
    "report.reached.of": ("{count} dari {total}", "{count} of {total}"),
    "report.search": ("Cari", "Search"),
    "report.search.found": ("{shown} dari {total} baris", "rows: {shown} of {total}"),
    "report.sort": ("Urutkan menurut {column}", "Sort by {column}"),
    "report.show-all": ("Tampilkan semua", "Show all"),
    "report.show-fewer": ("Tampilkan sebagian", "Show fewer"),
    "report.members": ("{count} anggota: {summary}", "{count} {count:member|members}: {summary}"),
    "report.note": ("Keterangan", "Note"),
    # an indicator
    "report.goal": ("Sasaran", "Goal"),
    "report.about": ("Tentang indikator", "About the indicator"),
    "report.definition": ("Definisi", "Definition"),
    "report.unit": ("Satuan", "Unit"),
    "report.unit.number": ("angka", "number"),
    "report.unit.percent": ("persen", "per cent"),
    "report.direction": ("Arah", "Direction"),
    "report.direction.higher": ("makin tinggi makin baik", "higher is better"),
    "report.direction.lower": ("makin rendah makin baik", "lower is better"),
    "report.direction.stable": ("makin dekat target makin baik", "nearer to the target is better"),
    "report.direction.none": ("tidak dinilai", "not judged"),
    "report.formula": ("Rumus", "Formula"),
    "report.basis": ("Dasar", "Basis"),
    "report.owner": ("Penanggung jawab", "Owner"),
    "report.name": ("Nama di spec", "Name in the spec"),
    "report.correction": ("Koreksi", "Correction"),
    "report.scale": ("Kategori: {scale}", "Bands: {scale}"),
    "report.printed": ("tercetak {printed}", "printed {printed}"),
    "report.scale.range": ("Rentang", "Range"),
    "report.by-period": ("Nilai tiap periode", "Values by period"),
    "report.by-entity": ("Nilai tiap anggota", "Values by member"),
    "report.charts": ("Bagan", "Charts"),
    "report.trace": ("Jejak {title}", "Trace of {title}"),
    "report.trace.open": ("Buka jejak: {title}", "Open the trace: {title}"),
    "report.trace.row": ("{label}: {value}", "{label}: {value}"),
    "report.trace.close": ("Tutup", "Close"),
    "report.trace.exact": ("Nilai persis", "Exact value"),
    "report.trace.command": (
        "Jejak ini tidak ikut ditulis karena laporannya besar; perintah ini menampilkannya:",
        "This trace was left out as the report is large; this command shows it:",
    ),
    "report.trace.print": ("Perintah yang menampilkan jejak ini:", "The command that prints this trace:"),
    "report.target": ("target", "target"),
    "report.possible": ("mungkin", "possible"),
    "report.nothing": ("Tidak ada hasil pada periode ini.", "There is no result in this period."),
    # charts
    "report.axis.percent": ("persen", "per cent"),
    "report.axis.value": ("nilai", "value"),
    "report.count": ("banyaknya", "count"),
    "report.none": ("–", "–"),
    "report.part": ("Bagian", "Part"),
    "report.weight": ("Bobot", "Weight"),
    "report.weight.overall": ("Bobot atas nilai akhir", "Weight in the final value"),
    "report.adds": ("Sumbangan", "Contribution"),
    "report.total": ("Jumlah", "Total"),
    "report.stretch": ("Rentang nilai", "Range of values"),
    "report.as-table": ("Bagan ini sebagai tabel", "This chart as a table"),
    "report.chart.trend": ("Perkembangan", "Trend"),
    "report.chart.middle": ("Perkembangan semua anggota", "Trend of all members"),
    "report.chart.contribution": ("Sumbangan tiap bagian, {period}", "Contribution of each part, {period}"),
    "report.chart.weights": ("Pohon bobot", "Tree of weights"),
    "report.chart.category": ("Menurut kategori, {period}", "By band, {period}"),
    "report.chart.entities": ("Tiap anggota, {period}", "Each member, {period}"),
    "report.chart.spread": ("Sebaran nilai, {period}", "Distribution of values, {period}"),
    "report.chart.groups": ("Menurut {attribute}", "By {attribute}"),
    "report.alt.trend": ("Bagan garis {indicator}: {values}.", "Line chart of {indicator}: {values}."),
    "report.alt.middle": (
        "Bagan median dan kuartil semua anggota {indicator}. {first}; {last}.",
        "Chart of the median and quartiles of all members of {indicator}. {first}; {last}.",
    ),
    "report.alt.contribution": (
        "Bagan air terjun {indicator}: {parts}; jumlah {total}.",
        "Waterfall chart of {indicator}: {parts}; total {total}.",
    ),
    "report.alt.weights": ("Pohon bobot {indicator}: {parts}.", "Tree of weights of {indicator}: {parts}."),
    "report.alt.category": (
        "Bagan batang banyaknya anggota {indicator} tiap kategori, {period}: {counts}.",
        "Bar chart of how many members of {indicator} are in each band, {period}: {counts}.",
    ),
    "report.alt.entities": (
        "Bagan batang {indicator} tiap anggota, {period}: {values}.",
        "Bar chart of {indicator} by member, {period}: {values}.",
    ),
    "report.alt.spread": (
        "Histogram {indicator}, {period}: {counts}; tanpa nilai: {absent}.",
        "Histogram of {indicator}, {period}: {counts}; without a value: {absent}.",
    ),
    "report.alt.groups": (
        "Bagan kecil median {indicator} menurut {attribute}: {values}.",
        "Small charts of the median of {indicator} by {attribute}: {values}.",
    ),
    "report.quartile.0": ("terendah", "least"),
    "report.quartile.1": ("kuartil pertama", "first quartile"),
    "report.quartile.2": ("median", "median"),
    "report.quartile.3": ("kuartil ketiga", "third quartile"),
    "report.quartile.4": ("tertinggi", "greatest"),
    "report.quartile.note": (
        "Garis: median; bidang gelap: kuartil pertama sampai ketiga; bidang terang: terendah sampai tertinggi. Hanya anggota yang "
        "bernilai; tiap anggota dihitung sama.",
        "Line: median; dark area: first to third quartile; light area: least to greatest. Only members with a value; each counts "
        "the same.",
    ),
    "report.contribution.note": ("Jumlah dari: {formula}", "The sum of: {formula}"),
    "report.spread.absent": ("Tanpa nilai: {count} anggota.", "Members without a value: {count}."),
    "report.groups.note": (
        "Garis: median anggota yang bernilai; bidang: terendah sampai tertinggi. Semua gambar memakai sumbu yang sama.",
        "Line: median of the members with a value; area: least to greatest. All pictures share one axis.",
    ),
    # where it comes from
    "report.origin": ("Asal angka", "Where the numbers come from"),
    "report.origin.specs": ("Sidik spec", "Digest of the specs"),
    "report.origin.facts": ("Sidik fakta", "Digest of the facts"),
    "report.origin.run": ("Evaluasi tersimpan", "Kept run"),
    "report.origin.head": ("Kepala rantai", "Head of the chain"),
    "report.origin.engine": ("Mesin", "Engine"),
    "report.origin.known": ("Sebagaimana diketahui", "As known"),
    "report.origin.verify": ("Hitung ulang dan periksa", "Compute again and verify"),
    "report.origin.exact": (
        "Setiap angka dihitung sebagai pecahan persis dari sel berkas; yang ditampilkan dibulatkan sekali. Yang kosong tidak pernah "
        "dihitung nol. Klik suatu angka untuk membuka jejaknya. Titik pada bagan digambar sampai enam desimal.",
        "Every number is computed as an exact fraction from the cells of files; what is shown is rounded once. What is missing never "
        "counts as zero. Click a number to open its trace. Points in charts are drawn to six decimals.",
    ),
    "report.state.missing": (
        "kosong: masukannya belum ada; batasnya adalah semua nilai yang masih mungkin",
        "missing: an input is not there; its bounds are all values that are still possible",
    ),
    "report.state.not-applicable": (
        "tidak berlaku: aturannya tidak memberi nilai di sini",
        "not applicable: the rule gives no value here",
    ),
    "report.state.error": ("galat: aturannya tidak dapat dihitung", "error: the rule cannot be computed"),
    "report.restated": ("Berbeda dari yang sudah final", "Differs from what was final"),
    "report.page": ("halaman", "page"),
}
