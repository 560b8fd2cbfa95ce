"""What the cells of a stored row can be: PostgreSQL holds rows to it as they come, and `runs verify` wherever they lie.

Whoever evaluates takes it for granted. A cell of another form is counted otherwise in one place than in another, or read by nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa

from iku_dsl.program import NOT_APPLICABLE_PREFIX
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
      bool_and(NOT (c.told ->> 'may_be_missing')::boolean) AND count(*) = (SELECT count(*) FROM shapes) AS must_have
    FROM shapes s, jsonb_each(s.columns) AS c (name, told) WHERE c.name IN (SELECT name FROM lying) GROUP BY c.name
  )
  SELECT coalesce(string_agg(odd, ' OR '), 'false') FROM (
    SELECT format('n.%I IS NULL', name) AS odd FROM columns WHERE must_have
    UNION ALL SELECT format('n.%1$$I NOT IN (0, 1) OR n.%1$$I = 1 AND n.%2$$I IS NOT NULL', l.name, c.name)
    FROM columns c JOIN lying l ON l.name = '{NOT_APPLICABLE_PREFIX}' || c.name
    UNION ALL SELECT format('n.%I NOT BETWEEN %s AND %s', name, low, high)
    FROM columns JOIN (VALUES {_ENDS}) AS e (kind, low, high) USING (kind)
  ) AS every
$$$$
"""


def odd_cells(
    table: sa.TableClause, kinds: Mapping[str, str], must_have: Collection[str]
) -> dict[str, sa.ColumnElement[bool]]:
    """By column the condition that a row of a table has another cell: `kinds` are those of its columns, `must_have` those never empty."""
    rows, odd = table.c, dict[str, list[sa.ColumnElement[bool]]]()
    for name in filter(rows.__contains__, kinds):
        found = odd.setdefault(name, [])
        absent = NOT_APPLICABLE_PREFIX + name
        if name in must_have:
            found.append(rows[name].is_(None))
        if absent in rows:
            found += [rows[absent].not_in((0, 1)), sa.and_(rows[absent] == 1, rows[name].is_not(None))]
        if kinds[name] in ENDS:
            low, high = ENDS[Kind(kinds[name])]
            found.append(~rows[name].between(low, high))
    return {name: sa.or_(*conditions) for name, conditions in odd.items() if conditions}
