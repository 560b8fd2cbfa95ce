"""The one way a file gets onto the disk: the whole of it or nothing, and never in place of something that is not ours to replace.

Whoever writes a file says by which test one that is there already may be replaced; without a test nothing may be there. What is there
is told by its content, not by its name: a link to a store is a store. Results, reports and exports are `ours` while they are byte for
byte what this program wrote: their digests are kept in the user's own folder, so that what somebody worked on is never lost.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from iku_dsl.cache import lasting
from iku_dsl.files_read import LARGEST_TEXT, named, open_ordinary
from iku_dsl.problem import say
from iku_engine.errors import FileError, WrongUse
from iku_engine.long_work import WORK, undisturbed

RUN_FORMAT = "iku-engine/run/1"
HEAD_FORMAT = "iku-engine/head/1"
REPORT_MARK = "iku-engine report"  # the category among the properties of a workbook or document
RESULT_COLUMNS = (
    b"indicator,label,period,",
    b",state,value,exact,unit,",
)  # how the head of a table of results starts, and what it has
HEAD = 4_096  # bytes of a file that tell what it is
_HEAD_LINE = re.compile(rb"(?:\S{1,40} )?\d{1,10}:[0-9a-f]{64}")
_LONGEST_LINE = 256
NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})

ERRNO: Mapping[str, tuple[str, str]] = {
    "errno.ENOENT": ("tidak ada", "it does not exist"),
    "errno.EACCES": ("tidak ada izin", "permission denied"),
    "errno.EEXIST": ("sudah ada", "it is there already"),
    "errno.EISDIR": ("itu folder", "it is a folder"),
    "errno.ENOTDIR": ("itu bukan folder", "it is not a folder"),
    "errno.ENOSPC": ("ruang penyimpanan habis", "no space left"),
    "errno.EDQUOT": ("jatah penyimpanan habis", "the quota is used up"),
    "errno.EROFS": ("hanya dapat dibaca", "read-only"),
    "errno.ENAMETOOLONG": ("namanya terlalu panjang", "its name is too long"),
    "errno.ESPIPE": ("bukan berkas biasa", "it is no ordinary file"),
    "errno.EFBIG": ("lebih besar daripada batasnya", "it is larger than may be"),
    "errno.E2BIG": (
        "terlalu banyak berkas di dalamnya; sebut folder yang hanya memuat spec",
        "too many files are in it; name a folder that has the specs alone",
    ),
    "errno.EILSEQ": ("namanya bukan UTF-8; ganti namanya", "its name is not UTF-8; rename it"),
    "errno.ELOOP": ("tautannya berputar", "its links go in a circle"),
}
WRITING: Mapping[str, tuple[str, str]] = {
    **ERRNO,
    "file-unwritable": ("{file} tidak dapat ditulis: {detail}", "{file} cannot be written: {detail}"),
    "file-no-folder": (
        "{file} tidak dapat ditulis: folder {folder} tidak ada; buat dahulu",
        "{file} cannot be written: there is no folder {folder}; make it first",
    ),
    "file-taken": (
        "{file} sudah ada ({what}) dan tidak ditimpa; pilih nama lain, atau pindahkan dahulu yang ada itu",
        "{file} is there already ({what}) and is not replaced; choose another name, or move away first what is there",
    ),
    "file-changed": (
        "{file} sudah ada ({what}) dan isinya bukan yang ditulis iku-engine di akun ini: ada yang mengubahnya, atau ia datang dari tempat "
        "lain; tidak ditimpa; pilih nama lain, atau pindahkan dahulu yang ada itu",
        "{file} is there already ({what}), and its content is not what iku-engine wrote on this account: somebody changed it, or it came "
        "from elsewhere; it is not replaced; choose another name, or move away first what is there",
    ),
    "heads-taken": (
        "setelan heads menunjuk {file}, yang ada ({what}) dan tidak memuat kepala rantai saja; sebut yang lain (iku.toml, IKU_HEADS)",
        "the setting heads names {file}, which is there ({what}) and has not heads alone; name another file (iku.toml, IKU_HEADS)",
    ),
    "file-place": (
        "{file} tidak ditulis: nama itu milik {what}, dan akan dibaca sebagai itu; pilih nama lain",
        "{file} is not written: its name is that of {what}, and it would be read as one; choose another name",
    ),
    "heads-place": (
        "setelan heads menunjuk {file}, tempat {what}; sebut yang lain (iku.toml, IKU_HEADS)",
        "the setting heads names {file}, which is the place of {what}; name another file (iku.toml, IKU_HEADS)",
    ),
    "file-same": (
        "{file} disebut untuk dua berkas yang berbeda; beri masing-masing namanya sendiri",
        "{file} is named for two different files; give each a name of its own",
    ),
    "file-nul": ("nama berkas tidak boleh memuat karakter NUL", "the name of a file cannot contain a NUL character"),
    "kind.store": ("sebuah penyimpanan atau basis data lain", "a store or another database"),
    "kind.beside": ("bagian dari sebuah penyimpanan", "a part of a store"),
    "kind.key": ("sebuah kunci", "a key"),
    "kind.spec": ("sebuah spec", "a spec"),
    "kind.settings": ("sebuah berkas setelan", "a file of settings"),
    "kind.run": ("ekspor sebuah run", "an exported run"),
    "kind.head": ("sebuah kepala rantai", "a head of a chain"),
    "kind.results": ("sebuah tabel hasil", "a table of results"),
    "kind.report": ("sebuah laporan", "a report"),
    "kind.package": ("deskripsi paket data", "the description of a data package"),
    "kind.office": ("sebuah buku kerja atau dokumen", "a workbook or document"),
    "kind.folder": ("sebuah folder", "a folder"),
    "kind.special": ("bukan berkas biasa", "no ordinary file"),
    "kind.unknown": ("berkas yang bukan buatan perintah ini", "a file that this command did not write"),
}  # fmt: skip

Again = Callable[[Path], bool]


def write_file(
    path: Path, content: bytes, again: Again | None = None, *, private: bool = False, meant: bool = False
) -> None:
    """Writes a file beside its place and puts it there; a link is followed, and one that is replaced keeps its permissions.

    A `private` file is for its owner alone; one is `meant` that may have a name that means something.
    Errors: `WrongUse` where something is there that may not be replaced, `FileError`.
    """
    place = may_write(path, again, meant)
    try:
        mode = place.stat().st_mode & 0o777 if place.exists() else 0o600 if private else 0o666 & ~_umask()
        handle, beside = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:40]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).chmod(mode)
            if again is not None:
                _remember(content)
            with undisturbed():
                if place.exists():  # what somebody put there meanwhile is theirs
                    Path(beside).replace(may_write(path, again, meant))
                else:
                    _put_new(Path(beside), place)
                _settle(place.parent)
                WORK.files += 1
        finally:
            Path(beside).unlink(missing_ok=True)
    except FileExistsError as error:
        raise _taken(path, place) from error
    except OSError as error:
        raise unwritable(error, path) from error


def may_write(path: Path, again: Again | None = None, meant: bool = False) -> Path:
    """The place that a path leads to, where a file may be written: nothing is there, or something that is `again` of its kind.

    Where nothing is, its name may only mean something (`spec.iku`) if it is `meant`.

    To be asked before long work; `write_file` asks once more. Errors: as `write_file`.
    """
    if "\0" in str(path):
        raise WrongUse(say("file-nul"))
    try:
        named(path)
        place = path.resolve()
        if not place.parent.is_dir():
            raise FileError(say("file-no-folder", file=path.name, folder=str(path.parent)))
        if place.exists():
            if place.is_file() and again is not None and again(place):
                return place
        elif meant or not (what := meaning(place)):
            return place
        else:
            raise WrongUse(say("file-place", file=str(path), what=what))
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        raise unwritable(error, path) from error
    raise _taken(path, place)


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into that becomes the new one when all is done; where something fails, nothing is left of it.

    Errors: `WrongUse` where the folder is there and has something in it, `FileError`.
    """
    if "\0" in str(folder):
        raise WrongUse(say("file-nul"))
    try:
        named(folder)
        if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
            raise WrongUse(say("package-exists", file=str(folder)))
        if what := meaning(folder.resolve()):
            raise WrongUse(say("file-place", file=str(folder), what=what))
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name[:40]}."))
        try:
            yield beside
            beside.chmod(0o755)
            with undisturbed():
                if folder.exists():
                    folder.rmdir()
                beside.rename(folder)
                WORK.files += 1
        finally:
            with undisturbed():
                shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise unwritable(error, folder) from error


def new_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes files by their names within a folder: all of them, or none where one is there already or cannot be written.

    Errors: as `write_file`.
    """
    taken = next((path for path in map(folder.joinpath, files) if os.path.lexists(path)), None)
    if taken is not None:
        raise _taken(taken, taken)
    written: list[Path] = []
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, content, meant=True)
            written.append(path)
    except OSError as error:
        raise unwritable(error, folder) from error
    finally:
        if len(written) < len(files):
            with undisturbed():
                for path in written:
                    path.unlink(missing_ok=True)
                WORK.files -= len(written)


def append_line(path: Path, line: str, again: Again) -> None:
    """Adds a line to a file of which nothing else is touched, so that it may lie where one can only append.

    Errors: `WrongUse` where something is there that is not `again` of its kind, `FileError`.
    """
    place = may_write(path, again)
    try:
        handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            size = os.fstat(handle).st_size
            ended = size == 0 or os.pread(handle, 1, size - 1) == b"\n"  # an editor may have left the last line open
            _append(handle, f"{line}\n".encode() if ended else f"\n{line}\n".encode(), size)
        finally:
            os.close(handle)
    except OSError as error:
        raise unwritable(error, path) from error


def _append(handle: int, text: bytes, size: int) -> None:
    """All of it or, where the disk is full and the system lets us, nothing."""
    written = os.write(handle, text)
    if written < len(text):
        with suppress(OSError):
            os.ftruncate(handle, size)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(handle)


def unwritable(error: Exception, path: Path) -> FileError:
    """What the system has against a file, which is the one that was asked for, not the one beside it."""
    return FileError(say("file-unwritable", file=str(path), detail=_why(error)))


def unreadable(error: OSError, path: Path) -> FileError:
    """The same of a file that cannot be read."""
    return FileError(say("file-unreadable", file=str(path), detail=_why(error)))


def _why(error: Exception) -> str:
    code = f"errno.{errno.errorcode.get(getattr(error, 'errno', None) or 0, '')}"
    return code if code in ERRNO else getattr(error, "strerror", None) or str(error)


# ---- what is there


def ours(test: Again) -> Again:
    """Files of a kind that have the very content that this program wrote for this user."""
    return lambda place: test(place) and _unchanged(place)


def exported_run(place: Path) -> bool:
    """Whether a file looks like an exported run."""
    return _head(place).startswith(b'{"books":')


def head_file(place: Path) -> bool:
    """Whether a file is the head of a chain."""
    content = _head(place)
    return content.startswith(b'{"at":') and f'"schema":"{HEAD_FORMAT}"'.encode() in content


def heads_alone(place: Path) -> bool:
    """Whether a file has heads of a chain, each in a line of its own, and nothing else; an empty one has."""
    with open_ordinary(place) as file:
        return all(
            _HEAD_LINE.fullmatch(line.rstrip(b"\r\n")) for line in iter(lambda: file.readline(_LONGEST_LINE), b"")
        )


def results_csv(place: Path) -> bool:
    """Whether a file is a table of results in CSV."""
    return _names_results(_head(place).split(b"\n", 1)[0])


def results_parquet(place: Path) -> bool:
    """Whether a file is a table of results in Parquet."""
    return _head(place).startswith(b"PAR1") and _names_results(_parquet_head(place))


def report_page(place: Path) -> bool:
    """Whether a file is the page of a report."""
    head = _head(place)
    return head.lstrip().startswith(b"<!doctype html>") and b'<meta name="generator" content="iku-engine ' in head


def report_workbook(place: Path) -> bool:
    """Whether a file is the workbook of a report."""
    return _office_report(place, "xl/workbook.xml")


def report_document(place: Path) -> bool:
    """Whether a file is the document of a report."""
    return _office_report(place, "word/document.xml")


RESULTS: Mapping[str, Again] = {".csv": ours(results_csv), ".parquet": ours(results_parquet)}
REPORTS: Mapping[str, Again] = {
    ".html": ours(report_page),
    ".xlsx": ours(report_workbook),
    ".docx": ours(report_document),
}
RUN, CHAIN_HEAD = ours(exported_run), ours(head_file)


def kind_of(place: Path) -> str:
    """The key of the words for what is there, by its content first."""
    if place.is_dir():
        return "kind.folder"
    if not place.is_file():
        return "kind.special"
    with suppress(OSError):
        return next((key for key, test in _KINDS if test(place)), meaning(place) or "kind.unknown")
    return "kind.unknown"


def meaning(place: Path) -> str:
    """The key of the words for what a name means to this program or to SQLite, whatever has it; empty where it means nothing."""
    name = place.name.casefold()
    if name.endswith(".iku"):
        return "kind.spec"
    return (
        "kind.settings" if name == "iku.toml" else "kind.beside" if name.endswith(("-wal", "-shm", "-journal")) else ""
    )


_KINDS: tuple[tuple[str, Again], ...] = (
    ("kind.store", lambda place: _head(place).startswith(b"SQLite format 3\0")),
    ("kind.key", lambda place: b"-----BEGIN " in _head(place)),
    ("kind.run", exported_run),
    ("kind.head", head_file),
    ("kind.results", results_csv),
    ("kind.results", results_parquet),
    ("kind.report", report_page),
    ("kind.report", report_workbook),
    ("kind.report", report_document),
    ("kind.package", lambda place: place.name == "datapackage.json"),
    ("kind.office", lambda place: _head(place).startswith(b"PK\3\4")),
)


def _head(place: Path) -> bytes:
    with open_ordinary(place) as file:
        return file.read(HEAD)


def _names_results(first: bytes) -> bool:
    return first.startswith(RESULT_COLUMNS[0]) and RESULT_COLUMNS[1] in first


def _parquet_head(place: Path) -> bytes:
    """The names of the columns as the first line of a CSV file has them."""
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        return b""
    try:
        return ",".join(parquet.read_schema(place).names).encode()
    except ArrowException:
        return b""


def _office_report(place: Path, part: str) -> bool:
    """Whether an office file with a part is a report of ours, by its category."""
    import zipfile

    try:
        with zipfile.ZipFile(place) as parts, parts.open("docProps/core.xml") as file:
            return f">{REPORT_MARK}<".encode() in file.read(HEAD * 4) and part in parts.namelist()
    except (KeyError, ValueError, NotImplementedError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile):
        return False


# ---- what was written


def _written() -> bytes:
    """The digests, one in a line: the last quarter of a million."""
    with suppress(OSError), open_ordinary(lasting("written")) as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - LARGEST_TEXT))
        return file.read(LARGEST_TEXT)
    return b""


def _unchanged(place: Path) -> bool:
    with open_ordinary(place) as file:
        return hashlib.file_digest(file, "sha256").hexdigest().encode() in _written()


def _remember(content: bytes) -> None:
    """Before the file gets its name. Where it fails, the file is not known again later, and left as it is."""
    digest = hashlib.sha256(content).hexdigest().encode()
    if digest in _written():
        return
    with suppress(OSError):
        memory = lasting("written")
        memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(memory, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, digest + b"\n")
        finally:
            os.close(handle)


# ---- putting


def _taken(path: Path, place: Path) -> WrongUse:
    what = kind_of(place)
    changed = what in ("kind.run", "kind.head", "kind.results", "kind.report") and not _unchanged(place)
    return WrongUse(say("file-changed" if changed else "file-taken", file=str(path), what=what))


def _put_new(beside: Path, place: Path) -> None:
    """Gives a file its name where there is none, which a link does without a gap; some file systems have no links."""
    try:
        os.link(beside, place)
    except OSError as error:
        if error.errno not in NO_LINKS or place.exists():
            raise
        beside.replace(place)


def _settle(folder: Path) -> None:
    """Makes the name lasting as well, where a folder can be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    """The rights that new files of this process lack."""
    found = os.umask(0)
    os.umask(found)
    return found
