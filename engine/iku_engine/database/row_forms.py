"""What the cells of a stored row can be: PostgreSQL holds rows to it as they come, and `runs verify` wherever they lie.

Whoever evaluates takes it for granted. A cell of another form is counted otherwise in one place than in another, or read by nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa

from iku_dsl.program import KEY_PREFIX, NOT_APPLICABLE_PREFIX, Column
from iku_dsl.types import Kind

# By the kind of a column the least and the greatest whole number in its cells.
ENDS = {Kind.TRUTH: (0, 1), Kind.DATE: (date.min.toordinal(), date.max.toordinal())}

_ENDS = ", ".join(f"('{kind}', {low}, {high})" for kind, (low, high) in ENDS.items())
# Every column that lies in the table, each as the last shape that had it tells it: specs may have dropped one, and may have it again. A
# table that was made anew has the columns of after that alone. What any shape lacked, or let be missing, may be missing in any row.
UNLIKE_ANY = f"""
RETURNS text LANGUAGE sql STABLE $path AS $$$$
  WITH lying AS (
    SELECT attname AS name FROM pg_attribute WHERE attrelid = to_regclass(quote_ident(facts)) AND attnum > 0 AND NOT attisdropped
  ),
  shapes AS MATERIALIZED (SELECT event_id, text::jsonb -> 'columns' AS columns FROM iku_shape WHERE relation = named),
  columns AS (
    SELECT c.name, (array_agg(c.told ->> 'kind' ORDER BY s.event_id DESC))[1] AS kind,
      bool_or((c.told ->> 'may_be_missing')::boolean) AS may,
      bool_and(NOT (c.told ->> 'may_be_missing')::boolean) AND count(*) = (SELECT count(*) FROM shapes) AS must_have
    FROM shapes s, jsonb_each(s.columns) AS c (name, told) WHERE c.name IN (SELECT name FROM lying) GROUP BY c.name
  )
  SELECT coalesce(string_agg(odd, ' OR '), 'false') FROM (
    SELECT format('n.%I IS NULL', name) AS odd FROM columns WHERE must_have
    UNION ALL SELECT format('n.%1$$I NOT IN (0, 1) OR n.%1$$I = 1 AND n.%2$$I IS NOT NULL', l.name, c.name)
    FROM columns c JOIN lying l ON l.name = '{NOT_APPLICABLE_PREFIX}' || c.name WHERE c.may
    UNION ALL SELECT format('n.%I NOT BETWEEN %s AND %s', name, low, high)
    FROM columns JOIN (VALUES {_ENDS}) AS e (kind, low, high) USING (kind)
  ) AS every
$$$$
"""

# A key is a member: one that the specs list, that facts once named, or that stands in the file of its dimension. Their table bears the name
# of the dimension in what its trigger is told; its own name may be a shorter one.
# Their index begins with the period, which is 0 in all of them: without it the whole index is read for each row.
NO_MEMBER = f"""
RETURNS text LANGUAGE sql STABLE $path AS $$$$
  SELECT coalesce(string_agg(CASE
    WHEN listed IS NULL THEN format('NOT EXISTS (SELECT FROM %1$$I m WHERE m.period = 0 AND m.%2$$I = n.%2$$I AND (%4$$L OR NOT EXISTS ('
      'SELECT FROM %3$$I g WHERE g.row_id = m.row_id)))', members, '{KEY_PREFIX}' || name, members || '$gone', named)
    WHEN jsonb_typeof(listed) = 'array'
    THEN format('n.%I NOT IN (SELECT jsonb_array_elements_text(%L))', '{KEY_PREFIX}' || name, listed -> 1)
  END, ' OR '), 'false') FROM (
    SELECT k.name, d.columns = '{{}}' AND d.closed IS DISTINCT FROM 'true' AS named, (
      SELECT e.one FROM jsonb_array_elements(shape -> 'enumerated') AS e (one)
      WHERE e.one = to_jsonb(k.name) OR e.one -> 0 = to_jsonb(k.name)
    ) AS listed, (
      SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'iku_event'::regclass)
        AND t.tgname = 'iku_came' AND starts_with(c.relname, '$members')
        AND starts_with(encode(t.tgargs, 'escape'), 'fact' || sep || encode(convert_to(k.name, 'UTF8'), 'escape') || sep)
    ) AS members
    FROM jsonb_array_elements_text(shape -> 'keys') AS k (name) CROSS JOIN (VALUES (chr(92) || '000')) AS s (sep)
      LEFT JOIN LATERAL jsonb_to_record(iku_shape_of(k.name)) AS d (columns jsonb, closed jsonb) ON true
    WHERE shape ->> 'prefix' = '$facts'
  ) AS every
$$$$
"""


def odd_cells(
    table: sa.TableClause, columns: Mapping[str, Column], must_have: Collection[str]
) -> dict[str, sa.ColumnElement[bool]]:
    """By column the condition that a row has another cell: of `columns`, all that lie in the table, `must_have` are those never empty."""
    rows, odd = table.c, dict[str, list[sa.ColumnElement[bool]]]()
    for name in filter(rows.__contains__, columns):
        found = odd.setdefault(name, [])
        absent = NOT_APPLICABLE_PREFIX + name
        if name in must_have:
            found.append(rows[name].is_(None))
        if columns[name].may_be_missing:
            found += [rows[absent].not_in((0, 1)), sa.and_(rows[absent] == 1, rows[name].is_not(None))]
        if columns[name].type.kind in ENDS:
            low, high = ENDS[columns[name].type.kind]
            found.append(~rows[name].between(low, high))
    return {name: sa.or_(*conditions) for name, conditions in odd.items() if conditions}
