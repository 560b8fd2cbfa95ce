"""What `seek` and `sensitivity` say, and their help. Each key: Indonesian, English."""

from __future__ import annotations

SEEKING: dict[str, tuple[str, str]] = {
    "help.seek": (
        "Cari perubahan terkecil yang mencapai suatu kategori, nilai, atau target: tiap masukan sendiri-sendiri, lalu "
        "berdua atau bersama-sama; atau jelaskan mengapa tidak mungkin. Tiap usul sudah dihitung, dan satu langkah "
        "kurang tidak mencapai. Tanpa --key: tabel semua entitas.",
        "Find the smallest changes that reach a category, a value or the target: each input alone, then two or all "
        "together; or say why it cannot be. Each proposal was evaluated, and one step less does not reach. Without "
        "--key: a table of all entities.",
    ),
    "help.seek.reach": (
        "Yang dicapai: kategori, nilai (80,5 atau 95%), target, atau berikutnya [berikutnya].",
        "What to reach: a category, a value (80.5, 95%), target, or next [next].",
    ),
    "help.seek.by": (
        "Masukan yang boleh berubah: acuan, kolom, sumber, atau anggota; boleh berulang [semua].",
        "An input that may change: a reference, column, source or member; may be repeated [all].",
    ),
    "help.seek.limit": (
        "Banyaknya pilihan [5], atau banyaknya entitas dalam tabel [semua].",
        "How many alternatives [5], or how many entities in the table [all].",
    ),
    "help.seek.key": (
        "Anggota yang dicari; berulang untuk beberapa dimensi [semua].",
        "The member to look at; repeated where there are several dimensions [all].",
    ),
    "examples.seek": (
        "iku-engine seek nilai_akip --period 2025 --reach A\niku-engine seek spm_meningkat --period 2025 --reach 90%\n"
        "iku-engine seek indeks_spm --period 2025 --key 11.01\niku-engine seek indeks_spm --period 2025",
        "iku-engine seek nilai_akip --period 2025 --reach A\niku-engine seek spm_meningkat --period 2025 --reach 90%\n"
        "iku-engine seek indeks_spm --period 2025 --key 11.01\niku-engine seek indeks_spm --period 2025",
    ),
    "seek.running": ("mencari untuk {period} …", "seeking for {period} …"),
    # the goal
    "seek.goal": ("dicari: {goal}", "to reach: {goal}"),
    "seek.goal.only": ("{band}", "{band}"),
    "seek.goal.better": ("{band} atau lebih baik", "{band} or better"),
    "seek.goal.worse": ("{band} atau lebih buruk", "{band} or worse"),
    "seek.goal.value": ("nilai {range}", "a value {range}"),
    "seek.goal.target": ("target, {range}", "the target, {range}"),
    "seek.official": (
        "nilai resmi sudah ada dan menjadi hasilnya: yang dihitung dari masukan lain tidak mengubahnya",
        "the published value is there and is the result: what is computed from other inputs does not change it",
    ),
    # the verdict
    "seek.reached": ("Sudah tercapai; tidak ada yang perlu berubah.", "Reached already; nothing need change."),
    "seek.reached.missing": (
        "Sudah pasti tercapai, apa pun isi yang masih kosong.",
        "Reached for certain, whatever is missing turns out to be.",
    ),
    "seek.single": (
        "Satu perubahan saja cukup; yang mana pun, dari yang terkecil:",
        "One change is enough; any of these, the smallest first:",
    ),
    "seek.single.one": ("Satu perubahan saja cukup:", "One change is enough:"),
    "seek.several": (
        "Tidak ada satu perubahan pun yang cukup sendirian. Bersama-sama cukup:",
        "No change is enough by itself. Together these are:",
    ),
    "seek.impossible": (
        "Tidak dapat dicapai dengan mengubah masukannya, dalam rentang masing-masing.",
        "It cannot be reached by changing its inputs within their ranges.",
    ),
    "seek.impossible.none": (
        "Tidak dapat dicapai: tidak ada masukan yang dapat diubah sendiri.",
        "It cannot be reached: there is no input that could change by itself.",
    ),
    "seek.impossible.named": (
        "Tidak dapat dicapai hanya dengan mengubah masukan yang disebut, dalam rentang masing-masing.",
        "It cannot be reached by changing only the inputs that were named, within their ranges.",
    ),
    "seek.unmoved": (
        "Tidak ditemukan cara mencapainya: tidak ada masukan yang dapat diubah sendiri. Bahwa tidak ada cara, tidak terbukti.",
        "No way to reach it was found: there is no input that could change by itself. That there is none is not proven.",
    ),
    "seek.unknown": (
        "Tidak ditemukan cara mencapainya; bahwa tidak ada, tidak terbukti.",
        "No way to reach it was found; that there is none is not proven.",
    ),
    "seek.unknown.alone": (
        "Tidak ada satu perubahan pun yang cukup sendirian.",
        "No change is enough by itself.",
    ),
    "seek.best": ("Terbaik yang dicoba {value}, dengan:", "The best that was tried {value}, with:"),
    "seek.found": (
        "* ditemukan dengan mencoba: satu langkah kurang tidak cukup, tetapi bahwa tidak ada yang lebih kecil tidak terbukti",
        "* found by trying: one step less is not enough, but that nothing smaller is, is not proven",
    ),
    # what is taken as it is
    "unmoved": ("tidak diubah, karena {why} ({count}): {inputs}", "not moved, as {why} ({count}): {inputs}"),
    # the table
    "seek.change": ("perubahan", "change"),
    "seek.now": ("kini", "now"),
    "seek.to": ("menjadi", "to"),
    "seek.by": ("beda", "by"),
    "seek.share": ("dari rentangnya", "of its range"),
    "seek.then": ("hasilnya", "result"),
    "seek.more": ("{count} lagi", "{count} more"),
    "seek.fewer": ("{count} kurang", "{count} fewer"),
    "seek.gone": ("kosong", "missing"),
    "seek.any": ("berapa pun", "anything"),
    "seek.entity": ("entitas", "entity"),
    "seek.lacking": ("kurang", "lacking"),
    "seek.smallest": ("perubahan terkecil", "smallest change"),
    "seek.none-alone": ("tidak cukup satu", "no single one"),
    "seek.at-best": ("terbaik", "at its best"),
    "seek.done": ("tercapai", "reached"),
    "seek.rest": ("{count} entitas lain", "{count} other {count:entity|entities}"),
    # sensitivity
    "help.sensitivity": (
        "Uraikan apa yang menentukan satu hasil: jarak ke kategori lain, bobot kritis, pengaruh tiap masukan pada "
        "seluruh rentangnya, dan isian kosong mana yang paling penting. Semua dihitung tepat.",
        "Tell what one result hangs on: the distance to other categories, critical weights, the pull of each input over "
        "its whole range, and which missing input matters most. All of it exact.",
    ),
    "help.sensitivity.key": (
        "Anggota yang diuraikan; berulang untuk beberapa dimensi.",
        "The member to look at; repeated where there are several dimensions.",
    ),
    "help.sensitivity.limit": (
        "Banyaknya baris tiap tabel, atau all [15].",
        "How many rows of each table, or all [15].",
    ),
    "examples.sensitivity": (
        "iku-engine sensitivity nilai_akip --period 2025\niku-engine sensitivity indeks_spm --period 2025 --key 11.01",
        "iku-engine sensitivity nilai_akip --period 2025\niku-engine sensitivity indeks_spm --period 2025 --key 11.01",
    ),
    "pull.running": ("menguraikan {period} …", "looking at {period} …"),
    "pull.above": ("{distance} lagi sampai {category}", "{distance} up to {category}"),
    "pull.below": ("{distance} turun sampai {category}", "{distance} down to {category}"),
    "pull.weights": (
        "Bobot kritis: di mana kategorinya berubah, bobot lain tetap sebanding",
        "Critical weights: where the category changes, the other weights in proportion",
    ),
    "pull.weights.stable": (
        "Tidak ada bobot yang mengubah kategori, berapa pun besarnya.",
        "No weight changes the category, however large or small.",
    ),
    "pull.inputs": (
        "Pengaruh tiap masukan: hasil pada angka terkecil dan terbesarnya, yang lain tetap",
        "The pull of each input: the result at its least and greatest, the others as they are",
    ),
    "pull.turns": (
        "Jarak tiap masukan ke kategori lain",
        "How far each input is from another category",
    ),
    "pull.missing": (
        "Yang kosong: berapa batasnya menyempit bila diketahui",
        "What is missing: how far the bounds shrink once it is known",
    ),
    "pull.weight": ("bobot", "weight"),
    "pull.member": ("bagian", "part"),
    "pull.lower": ("ke bawah", "down to"),
    "pull.upper": ("ke atas", "up to"),
    "pull.input": ("masukan", "input"),
    "pull.least": ("pada terkecil", "at its least"),
    "pull.greatest": ("pada terbesar", "at its greatest"),
    "pull.swing": ("selisih", "apart"),
    "pull.down": ("turun ke", "down to"),
    "pull.up": ("naik ke", "up to"),
    "pull.width": ("lebar batas kini", "bounds now"),
    "pull.known": ("bila diketahui", "once known"),
    "pull.removed": ("menyempit", "shrinks by"),
    "pull.beyond": ("lewat {weight}: {category}", "beyond {weight}: {category}"),
    "pull.at": ("{weight}: {category}", "{weight}: {category}"),
    "pull.at-most": ("paling banyak {width}", "at most {width}"),
    "pull.rest": ("{count} masukan lain", "{count} other {count:input|inputs}"),
    "pull.tried": (
        "* ditemukan dengan mencoba: tidak terbukti tidak ada yang lebih dekat",
        "* found by trying: that nothing nearer does is not proven",
    ),
    "pull.none": (
        "Tidak ada masukan yang dapat diubah sendiri.",
        "There is no input that could change by itself.",
    ),
}
