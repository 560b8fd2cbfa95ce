"""The forms of what a run says of itself, and how PostgreSQL holds it against them and against the chain (as `runs.claimed` does)."""

from __future__ import annotations

from datetime import datetime
from re import fullmatch

# As Python and PostgreSQL read them. A moment has one text in its zone, and is of years that can be told in any zone.
FORMS = {
    "engine": r"^[0-9]+([.][0-9]+)+([-.+]?[a-z0-9]+)*$",  # a version of this program, of which somebody else may have another
    "identity": r"^sha256:[0-9a-f]{64}$",
    "period": r"^(?!0000)[0-9]{4}(-(S[12]|Q[1-4]|0[1-9]|1[0-2]))?$",
    "moment": (
        r"^(?!000[01]|9999)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.](?!000000)[0-9]{6})?"
        r"(?!-00:00$)[+-](0[0-9]|1[0-5]):[0-5][0-9](:(?!00)[0-5][0-9])?$"
    ),
}

# What is not of the form, or cannot be read as what it has to be, is refused; what PostgreSQL does not look at is for `runs verify`.
KNEW = """
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
    return fullmatch(FORMS[name], text) is not None


def read_moment(text: str) -> datetime:
    """A moment that was asked for, as it is kept. Errors: `ValueError` where it has not that form."""
    if not has_form("moment", text):
        raise ValueError("no moment")
    return datetime.fromisoformat(text)
