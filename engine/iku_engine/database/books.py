"""The books of a store: what it keeps about facts, locks, runs and evidence. Rows are only ever inserted.

Whatever happens is an *event*: it has a number, a time, a user, and the hash of the event before it. A batch, a lock or a run is the
event of the same number; so "what was known then" is always "everything up to event n".

What a run says of itself has its forms, and PostgreSQL holds it against them and against the chain (as `store.runs` does).
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from re import fullmatch

import sqlalchemy as sa

from iku_dsl.records import record

PERIOD = "period"
TEXT = sa.Text().with_variant(
    sa.Text(collation="C"), "postgresql"
)  # the same order on every engine: that of its letters' numbers
HASH = sa.String(64)
ROW_ID = sa.BigInteger().with_variant(
    sa.Integer, "sqlite"
)  # on SQLite an integer has 64 bits, and only it numbers itself

# How a row of the quarantine ended: as somebody says, or as a batch does where it is there now, is there for an open period, was bad again.
DISMISSED = "dismissed"
BY_BATCH = ("imported", "counted", "again")


@record
class Books:
    """The tables that every store has, whatever its specs.

    - `events`: the chain; `detail` is the canonical JSON of what happened, `sha256` is taken over it and the hash before;
    - `batches`, `loaded`, `quarantine`: an import, a correction or a retraction; the periods that it gave; its rows that were kept out,
      of which a line of a wide table may have several (`part`);
    - `mended`: rows of the quarantine that a later batch has again (good, or bad once more), or that were dismissed; more than one
      event may say so, as a batch can be taken back; of a batch of which some periods were locked, `counted` says that its own was not;
    - `late`, `admitted`: periods of a batch that came while they were locked, and those that an unlocking let in afterwards;
    - `restored`: rows that came back when what had replaced them was retracted, and the row whose file and line they have;
    - `withdrawn`: batches that were taken back, by a batch of their own;
    - `locks`: lockings and unlockings of periods, from month to month;
    - `shapes`: what the columns of a relation were declared to be, each time that changed;
    - `mappings`: how a file with a certain header was read;
    - `specs`, `results`, `runs`: texts and results by their hash, and the evaluations that used and gave them;
    - `steps`: a result becoming reviewed or final;
    - `files`, `attachments`: evidence by its hash, and what it is attached to.
    """

    about: sa.Table
    events: sa.Table
    batches: sa.Table
    loaded: sa.Table
    quarantine: sa.Table
    mended: sa.Table
    late: sa.Table
    admitted: sa.Table
    restored: sa.Table
    withdrawn: sa.Table
    locks: sa.Table
    shapes: sa.Table
    mappings: sa.Table
    specs: sa.Table
    results: sa.Table
    runs: sa.Table
    steps: sa.Table
    files: sa.Table
    attachments: sa.Table


def books(metadata: sa.MetaData) -> Books:
    """The books, in a metadata of a program's own."""
    return Books(
        about=sa.Table(
            "iku_about", metadata, sa.Column("name", sa.String(50), primary_key=True), sa.Column("value", TEXT)
        ),
        events=sa.Table(
            "iku_event",
            metadata,
            sa.Column("event_id", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("kind", TEXT, nullable=False),
            sa.Column("user_name", TEXT, nullable=False),
            sa.Column("recorded_at", TEXT, nullable=False, index=True),
            sa.Column("reason", TEXT, nullable=False),
            sa.Column("detail", TEXT, nullable=False),
            sa.Column("sha256", HASH, nullable=False),
        ),
        **_of_facts(metadata),
        **_of_runs(metadata),
    )


def names() -> tuple[str, ...]:
    """The books by name, in the order in which they may be written."""
    return tuple(field.name for field in fields(Books))


def _event() -> sa.Column[int]:
    return sa.Column("event_id", sa.Integer, primary_key=True, autoincrement=False)


def _of_batch(primary: bool) -> sa.Column[int]:
    link = sa.ForeignKey("iku_batch.batch_id", deferrable=True, initially="DEFERRED")
    return sa.Column("batch_id", link, primary_key=primary, nullable=False)


def _place(metadata: sa.MetaData, name: str, *before: sa.Column[int]) -> sa.Table:
    """A table of periods of relations."""
    return sa.Table(
        name,
        metadata,
        *before,
        sa.Column("relation", TEXT, primary_key=True),
        sa.Column(PERIOD, sa.Integer, primary_key=True, autoincrement=False),
    )


def _of_facts(metadata: sa.MetaData) -> dict[str, sa.Table]:
    batches = sa.Table(
        "iku_batch",
        metadata,
        sa.Column("batch_id", sa.Integer, primary_key=True),
        sa.Column("relation", TEXT, nullable=False, index=True),
        sa.Column("kind", TEXT, nullable=False, server_default="import"),
        sa.Column("file", TEXT, nullable=False),
        sa.Column("sheet", TEXT, nullable=False, server_default=""),
        sa.Column("sha256", HASH, nullable=False),
        sa.Column("rows_sha256", HASH, nullable=False),
        sa.Column("rows_read", sa.Integer, nullable=False),
        sa.Column("rows_accepted", sa.Integer, nullable=False),
        sa.Column("rows_identical", sa.Integer, nullable=False),
        sa.Column("rows_rejected", sa.Integer, nullable=False),
        sa.Column("marks", TEXT, nullable=False, server_default=""),
        sa.Column("note", TEXT, nullable=False, server_default=""),
        sa.Column("reason", TEXT, nullable=False, server_default=""),
        sa.Column("user_name", TEXT, nullable=False),
        sa.Column("recorded_at", TEXT, nullable=False),
    )
    return {
        "batches": batches,
        "loaded": _place(metadata, "iku_loaded", _of_batch(primary=True)),
        "quarantine": sa.Table(
            "iku_quarantine",
            metadata,
            _of_batch(primary=True),
            sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("part", sa.Integer, primary_key=True, autoincrement=False, server_default="0"),
            sa.Column("column_name", TEXT, nullable=False),
            sa.Column("value", TEXT, nullable=False),
            sa.Column("reason", TEXT, nullable=False),
            sa.Column("guess", TEXT, nullable=False, server_default=""),
            sa.Column("cells", TEXT, nullable=False),
        ),
        "mended": sa.Table(
            "iku_mended",
            metadata,
            _of_batch(primary=True),
            sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
            _event(),
            sa.Column("how", TEXT, nullable=False),
        ),
        "late": _place(metadata, "iku_late", _of_batch(primary=True)),
        "admitted": _place(metadata, "iku_admitted", _event(), _of_batch(primary=True)),
        "restored": sa.Table(
            "iku_restored",
            metadata,
            sa.Column("relation", TEXT, primary_key=True),
            sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=False),
            sa.Column("origin_id", ROW_ID, nullable=False),
        ),
        "withdrawn": sa.Table(
            "iku_withdrawn",
            metadata,
            _of_batch(primary=True),
            sa.Column("withdrawn_id", sa.Integer, nullable=False, index=True),
        ),
        **_of_changes(metadata),
    }


def _of_changes(metadata: sa.MetaData) -> dict[str, sa.Table]:
    return {
        "locks": sa.Table(
            "iku_lock",
            metadata,
            _event(),
            sa.Column("locked", sa.SmallInteger, nullable=False),
            sa.Column("relation", TEXT, nullable=False),
            sa.Column(PERIOD, TEXT, nullable=False),
            sa.Column("first_month", sa.Integer, nullable=False),
            sa.Column("last_month", sa.Integer, nullable=False),
        ),
        "shapes": sa.Table(
            "iku_shape",
            metadata,
            _event(),
            sa.Column("relation", TEXT, primary_key=True),
            sa.Column("text", TEXT, nullable=False),
        ),
        "mappings": sa.Table(
            "iku_mapping",
            metadata,
            sa.Column("mapping_id", sa.Integer, primary_key=True),
            sa.Column("event_id", sa.Integer, nullable=False),
            sa.Column("relation", TEXT, nullable=False, index=True),
            sa.Column("header_sha256", HASH, nullable=False),
            sa.Column("text", TEXT, nullable=False),
        ),
    }


def _of_runs(metadata: sa.MetaData) -> dict[str, sa.Table]:
    return {
        "specs": sa.Table(
            "iku_spec",
            metadata,
            sa.Column("sha256", HASH, primary_key=True),
            sa.Column("text", TEXT, nullable=False),
        ),
        "results": sa.Table(
            "iku_results",
            metadata,
            sa.Column("sha256", HASH, primary_key=True),
            sa.Column("text", TEXT, nullable=False),
        ),
        "runs": sa.Table(
            "iku_run",
            metadata,
            _event(),
            sa.Column("engine", TEXT, nullable=False),
            sa.Column("specs", TEXT, nullable=False),
            sa.Column("specs_sha256", TEXT, nullable=False),
            sa.Column("seen", sa.Integer, nullable=False),
            sa.Column("asked", TEXT, nullable=False),
            sa.Column("results_sha256", HASH, nullable=False),
        ),
        "steps": sa.Table(
            "iku_step",
            metadata,
            _event(),
            sa.Column("run_id", sa.Integer, nullable=False),
            sa.Column("indicator", TEXT, primary_key=True),
            sa.Column(PERIOD, TEXT, primary_key=True),
            sa.Column("entity", TEXT, primary_key=True),
            sa.Column("status", TEXT, nullable=False),
            sa.Column("restates", sa.Integer, nullable=True),
        ),
        "files": sa.Table(
            "iku_file",
            metadata,
            sa.Column("sha256", HASH, primary_key=True),
            sa.Column("name", TEXT, nullable=False),
            sa.Column("size", sa.BigInteger, nullable=False),
            sa.Column("content", sa.LargeBinary, nullable=False),
        ),
        "attachments": sa.Table(
            "iku_attachment",
            metadata,
            _event(),
            sa.Column("sha256", sa.ForeignKey("iku_file.sha256"), nullable=False),
            sa.Column("name", TEXT, nullable=False),
            sa.Column("about", TEXT, nullable=False),
        ),
    }


# As Python and PostgreSQL read them. A moment has one text in its zone, and is of years that can be told in any zone.
RUN_FORMS = {
    "engine": r"^[0-9]+([.][0-9]+)+([-.+]?[a-z0-9]+)*$",  # a version of this program, of which somebody else may have another
    "identity": r"^sha256:[0-9a-f]{64}$",
    "period": r"^(?!0000)[0-9]{4}(-(S[12]|Q[1-4]|0[1-9]|1[0-2]))?$",
    "moment": (
        r"^(?!000[01]|9999)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.](?!000000)[0-9]{6})?"
        r"(?!-00:00$)[+-](0[0-9]|1[0-5]):[0-5][0-9](:(?!00)[0-5][0-9])?$"
    ),
}

# What is not of the form, or cannot be read as what it has to be, is refused; what PostgreSQL does not look at is for `runs verify`.
RUN_KNEW = """
RETURNS void LANGUAGE plpgsql $path AS $$$$
DECLARE
  r iku_run; asked jsonb; stamp text; last integer; fits boolean;
BEGIN
  SELECT * INTO r FROM iku_run WHERE event_id = e.event_id;
  asked := r.asked::jsonb;
  fits := r.engine ~ '$engine' AND r.specs_sha256 ~ '$identity' AND r.seen BETWEEN 0 AND e.event_id - 1
    AND asked - ARRAY['indicators', 'periods', 'key', 'as_printed', 'as_of', 'bound'] = '{}'
    AND jsonb_typeof(asked -> 'indicators') = 'array' AND jsonb_typeof(asked -> 'as_printed') = 'boolean'
    AND jsonb_typeof(asked -> 'periods') = 'array' AND asked -> 'periods' <> '[]'
    AND NOT jsonb_path_exists(asked, '$$.indicators[*] ? (@.type() != "string")')
    AND NOT jsonb_path_exists(asked, '$$.periods[*] ? (@.type() != "string")')
    AND NOT EXISTS (SELECT FROM jsonb_array_elements_text(asked -> 'periods') AS p (period) WHERE period !~ '$period')
    AND (asked -> 'key' = 'null' OR jsonb_typeof(asked -> 'key') = 'array' AND asked -> 'key' <> '[]'
      AND NOT jsonb_path_exists(asked, '$$.key[*] ? (@.type() != "string")'))
    AND (NOT jsonb_exists(asked, 'bound') OR jsonb_typeof(asked -> 'bound') = 'array' AND asked -> 'bound' <> '[]')
    AND (asked -> 'as_of' = 'null' OR asked ->> 'as_of' ~ '$moment' AND NOT jsonb_exists(asked, 'bound'));
  IF fits AND asked -> 'as_of' <> 'null' THEN
    stamp := to_char((asked ->> 'as_of')::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"');
    SELECT coalesce(max(event_id), 0) INTO last FROM iku_event WHERE event_id < e.event_id AND recorded_at <= stamp;
    fits := r.seen = last;
  END IF;
  IF fits IS NOT TRUE THEN
    RAISE EXCEPTION 'iku-engine: run % says that it saw event %, by version % and specs %, and was asked for %',
      e.event_id, r.seen, r.engine, r.specs_sha256, r.asked USING ERRCODE = 'IK009';
  END IF;
EXCEPTION WHEN data_exception THEN
  RAISE EXCEPTION 'iku-engine: what run % was asked for cannot be read: %', e.event_id, r.asked USING ERRCODE = 'IK009';
END $$$$
"""


def has_form(name: str, text: str) -> bool:
    """Whether a text has one of the forms."""
    return fullmatch(RUN_FORMS[name], text) is not None


def read_moment(text: str) -> datetime:
    """A moment that was asked for, as it is kept. Errors: `ValueError` where it has not that form."""
    if not has_form("moment", text):
        raise ValueError("no moment")
    return datetime.fromisoformat(text)
