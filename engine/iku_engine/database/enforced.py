"""What PostgreSQL itself sees to, whatever the client.

A row comes with an event of its own, signed by the user of the session, of a kind that is theirs, and sealed after the last one; what it
writes into a closed period is among what came late. That is done by functions and triggers of the owner of the tables: planners and
reviewers insert rows, and cannot go past them. Each insert notes in `iku_touched` what it put where; the event looks at all of it and
takes the notes away, and no transaction ends while some are left.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import Template

import sqlalchemy as sa

from iku_dsl.period import Grain
from iku_dsl.program import SUPERSEDED
from iku_dsl.records import record
from iku_engine.book_texts import COUNTS, DEEPEST
from iku_engine.database.books import BY_BATCH, RUN_FORMS, RUN_KNEW, Books
from iku_engine.database.connecting import run_all
from iku_engine.database.digests import Kept
from iku_engine.database.in_force import ALL
from iku_engine.database.relations import FACTS, MEMBERS
from iku_engine.database.rights import ALL_BOOKS, BATCH, KINDS, PLANNER, REVIEWER
from iku_engine.database.row_forms import NO_MEMBER, UNLIKE_ANY

TURN = "iku_take_turn"
TOUCHED = "iku_touched"
# Of dimensions: a migration adds rows to them too, with the batches of the facts that name them.
MEMBERS_TOO = "members"

TABLE = f"""
CREATE TABLE IF NOT EXISTS {TOUCHED} (
  event_id integer NOT NULL, table_name text NOT NULL, about text NOT NULL, facts text, floor bigint, periods integer[],
  PRIMARY KEY (event_id, table_name, about)
)
"""

# Whoever writes waits here for whoever writes now. The row is one that only the owner may update, so nobody else can hold it.
_TURN = """
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER $path AS $$$$
BEGIN
  PERFORM 1 FROM iku_about WHERE name = 'format' FOR UPDATE;
  RETURN (SELECT coalesce(max(event_id), 0) + 1 FROM iku_event);
END $$$$
"""

# Each trigger takes its turn before it asks anything: while it waits, a period may be closed.
# The arguments of its triggers: what says of which event a row is, what the rows are about, the table of the facts, and `members`.
# `floor` is the last row that was there before; of what goes, the period is that of the fact where anything was ever closed.
_CAME = """
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER $path AS $$$$
DECLARE
  number integer; lowest bigint; highest bigint; first bigint; below bigint; came integer[]; wrong boolean;
BEGIN
  number := iku_take_turn();
  IF TG_ARGV[0] = 'fact' THEN
    SELECT min(b1), max(b2), min(r1), array_agg(period) INTO lowest, highest, first, came FROM (
      SELECT period, min(batch_id) AS b1, max(batch_id) AS b2, min(row_id) AS r1 FROM new_rows GROUP BY period
    ) AS of_period;
  ELSIF TG_ARGV[0] = 'gone' AND EXISTS (SELECT FROM iku_lock WHERE locked = 1 AND relation IN ('$all', TG_ARGV[1])) THEN
    EXECUTE format('SELECT min(b1), max(b2), array_agg(period), bool_or(other) FROM (SELECT f.period, min(n.batch_id) AS b1,'
      ' max(n.batch_id) AS b2, bool_or(f.period <> n.period) AS other FROM new_rows n JOIN %I f USING (row_id) GROUP BY f.period'
      ') AS of_period', TG_ARGV[2]) INTO lowest, highest, came, wrong;
    IF wrong THEN
      RAISE EXCEPTION 'iku-engine: %: a row goes from a period that it does not have', TG_TABLE_NAME USING ERRCODE = 'IK006';
    END IF;
  ELSIF TG_ARGV[0] = 'gone' THEN
    SELECT min(b1), max(b2), array_agg(period) INTO lowest, highest, came FROM (
      SELECT period, min(batch_id) AS b1, max(batch_id) AS b2 FROM new_rows GROUP BY period
    ) AS of_period;
  ELSIF TG_ARGV[0] = 'batch_id' THEN
    SELECT min(batch_id), max(batch_id) INTO lowest, highest FROM new_rows;
  ELSIF TG_ARGV[0] = 'event_id' THEN
    SELECT min(event_id), max(event_id) INTO lowest, highest FROM new_rows;
  ELSIF EXISTS (SELECT FROM new_rows) THEN
    IF TG_ARGV[0] = 'row_id' THEN
      INSERT INTO iku_touched SELECT number, TG_TABLE_NAME, relation, NULL, min(row_id) - 1 FROM new_rows GROUP BY relation
        ON CONFLICT (event_id, table_name, about) DO UPDATE SET floor = least(iku_touched.floor, excluded.floor);
      RETURN NULL;
    ELSIF TG_TABLE_NAME = 'iku_file' THEN
      PERFORM 1 FROM new_rows WHERE sha256 <> encode(sha256(content), 'hex') OR size <> length(content);
    ELSE
      PERFORM 1 FROM new_rows WHERE sha256 <> encode(sha256(convert_to(text, 'UTF8')), 'hex');
    END IF;
    IF FOUND THEN
      RAISE EXCEPTION 'iku-engine: %: a text is kept under a hash that is not its own', TG_TABLE_NAME USING ERRCODE = 'IK005';
    END IF;
    INSERT INTO iku_touched SELECT DISTINCT number, TG_TABLE_NAME, sha256 FROM new_rows ON CONFLICT DO NOTHING;
    RETURN NULL;
  END IF;
  -- A note that can be seen is of this transaction: then its event is known already.
  IF lowest IS NULL OR lowest = highest AND EXISTS (
    SELECT FROM iku_touched t WHERE t.event_id = lowest AND t.table_name = TG_TABLE_NAME AND t.about = TG_ARGV[1]
      AND (first IS NULL OR t.floor < first) AND (came IS NULL OR came <@ t.periods)
  ) THEN
    RETURN NULL;
  END IF;
  IF TG_ARGV[3] = 'members' AND highest < number AND pg_has_role(session_user, current_user, 'MEMBER') THEN
    below := 0;
  ELSIF lowest <> number OR highest <> number THEN
    RAISE EXCEPTION 'iku-engine: %: rows of event % to %, and the next event is %', TG_TABLE_NAME, lowest, highest, number
      USING ERRCODE = 'IK002';
  ELSIF TG_ARGV[0] = 'fact' THEN
    EXECUTE format('SELECT row_id FROM %I WHERE batch_id <> $$1 ORDER BY row_id DESC LIMIT 1', TG_TABLE_NAME) INTO below USING number;
    below := coalesce(below, 0);
  END IF;
  IF first <= below THEN
    RAISE EXCEPTION 'iku-engine: %: row % is not after those that were there', TG_TABLE_NAME, first USING ERRCODE = 'IK002';
  END IF;
  INSERT INTO iku_touched VALUES (number, TG_TABLE_NAME, TG_ARGV[1], nullif(TG_ARGV[2], ''), below, came)
    ON CONFLICT (event_id, table_name, about) DO UPDATE SET periods = iku_touched.periods || excluded.periods;
  RETURN NULL;
END $$$$
"""

_SEALED = """
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER $path AS $$$$
BEGIN
  PERFORM iku_take_turn();
  IF EXISTS (SELECT FROM iku_touched WHERE event_id = NEW.event_id) THEN
    RAISE EXCEPTION 'iku-engine: %: rows of event %, which was not written', NEW.table_name, NEW.event_id USING ERRCODE = 'IK002';
  END IF;
  RETURN NULL;
END $$$$
"""

_EVENT = """
RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER $path AS $$$$
DECLARE
  bare text;
BEGIN
  PERFORM iku_take_turn();
  -- Nobody could read it again. The letters are looked at: of a name given twice jsonb has the last alone.
  bare := regexp_replace(NEW.detail, '"([^"\\\\]|\\\\.)*"', '', 'g');
  IF bare ~ '[0-9][.eE]|[0-9]{19}' THEN
    RAISE EXCEPTION 'iku-engine: event % (%) has a number that is no whole one', NEW.event_id, NEW.kind USING ERRCODE = 'IK006';
  END IF;
  bare := regexp_replace(bare, '[^][{}]', '', 'g');
  FOR depth IN 1..$deepest LOOP
    bare := replace(replace(bare, '[]', ''), '{}', '');
  END LOOP;
  IF bare <> '' THEN
    RAISE EXCEPTION 'iku-engine: event % (%) has more brackets inside one another than are read', NEW.event_id, NEW.kind
      USING ERRCODE = 'IK006';
  END IF;
  PERFORM iku_chained(NEW);
  PERFORM iku_booked(NEW, NEW.detail::jsonb);
  IF NEW.kind IN ($batch) THEN
    PERFORM iku_placed(NEW.event_id, NEW.detail::jsonb);
    PERFORM iku_in_time(NEW.event_id, NEW.detail::jsonb);
  ELSIF NEW.kind IN ('review', 'final') THEN
    PERFORM iku_in_order(NEW.event_id, NEW.kind);
  ELSIF NEW.kind = 'run' THEN
    PERFORM iku_knew(NEW);
  END IF;
  DELETE FROM iku_touched WHERE event_id = NEW.event_id;
  RETURN NULL;
END $$$$
"""

# Whose it is, and that it stands at the end of the chain: number, time, and the hash over itself and the event before it.
_CHAINED = """
RETURNS void LANGUAGE plpgsql $path AS $$$$
DECLARE
  earlier iku_event; stamp timestamptz; pattern CONSTANT text := 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"';
BEGIN
  IF e.user_name <> session_user THEN
    RAISE EXCEPTION 'iku-engine: the session is of %, and the event is signed by %', session_user, e.user_name USING ERRCODE = 'IK003';
  END IF;
  IF NOT pg_has_role(session_user, current_user, 'MEMBER') AND NOT EXISTS (
    SELECT FROM (VALUES $may) AS may (kind, who)
    WHERE may.kind = e.kind AND pg_has_role(session_user, to_regrole(may.who), 'MEMBER')
  ) THEN
    RAISE EXCEPTION 'permission denied for %', e.kind USING ERRCODE = '42501';
  END IF;
  SELECT * INTO earlier FROM iku_event WHERE event_id < e.event_id ORDER BY event_id DESC LIMIT 1;
  IF e.event_id <> coalesce(earlier.event_id, 0) + 1 OR EXISTS (SELECT FROM iku_event WHERE event_id > e.event_id) THEN
    RAISE EXCEPTION 'iku-engine: event % is not the next one', e.event_id USING ERRCODE = 'IK001';
  END IF;
  stamp := e.recorded_at::timestamptz;
  IF e.recorded_at <> to_char(stamp AT TIME ZONE 'UTC', pattern)
    OR e.recorded_at < earlier.recorded_at AND e.kind <> 'clock'
    OR e.recorded_at > greatest(
      to_char(clock_timestamp() AT TIME ZONE 'UTC', pattern), CASE WHEN e.kind <> 'clock' THEN earlier.recorded_at END
    )
    OR e.recorded_at < to_char(transaction_timestamp() AT TIME ZONE 'UTC', pattern) AND e.recorded_at IS DISTINCT FROM earlier.recorded_at
  THEN
    RAISE EXCEPTION 'iku-engine: event % is of %, and it is %', e.event_id, e.recorded_at, clock_timestamp() USING ERRCODE = 'IK004';
  END IF;
  IF e.sha256 <> encode(sha256(convert_to(
    coalesce(earlier.sha256, repeat('0', 64)) || E'\\n[' || e.event_id || ',' || to_json(e.kind) || ',' || to_json(e.user_name) || ','
    || to_json(e.recorded_at) || ',' || to_json(e.reason) || ',' || to_json(e.detail) || ']', 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'iku-engine: the hash of event % does not fit its content, or the event before it', e.event_id
      USING ERRCODE = 'IK005';
  END IF;
END $$$$
"""

# What the books have of an event is what it says of itself, and it has rows only in books of its kind.
_BOOKED = """
RETURNS void LANGUAGE plpgsql $path AS $$$$
DECLARE
  kept jsonb; many jsonb := '[]'; told_many jsonb := '[]'; place text;
BEGIN
  SELECT t.table_name INTO place FROM iku_touched t WHERE t.event_id = e.event_id AND NOT EXISTS (
    SELECT FROM (VALUES $tables) AS may (table_name, kind)
    WHERE may.kind = e.kind AND may.table_name IN (t.table_name, CASE WHEN t.facts IS NOT NULL THEN 'facts' END)
  ) LIMIT 1;
  IF e.kind IN ($batch) THEN
    SELECT to_jsonb(b) - 'batch_id' INTO kept FROM iku_batch b WHERE b.batch_id = e.event_id;
    told := told || jsonb_build_object('user_name', e.user_name, 'recorded_at', e.recorded_at, 'kind', e.kind);
    IF EXISTS (  -- another number may be that of a batch to come
      SELECT FROM iku_mapping m WHERE m.event_id = e.event_id AND (m.mapping_id <> e.event_id OR m.relation <> told ->> 'relation')
    ) THEN
      place := 'iku_mapping';
    END IF;
    -- What is read as numbers again has to be numbers: who finds others there can read nothing of the store.
    kept := CASE WHEN told ?& ARRAY['ids', 'periods', 'late', 'members', 'books_sha256']
      AND jsonb_array_length(told -> 'ids') = 2
      AND jsonb_typeof(coalesce(told -> 'doubted', '[]')) = 'array'
      AND NOT EXISTS (
        SELECT FROM (VALUES $counts) AS counted (name) WHERE told ? name AND (told -> name)::text !~ '^[0-9]{1,18}$$'
      )
      AND told ? 'replaced' = told ? 'retracted'
      AND NOT EXISTS (SELECT FROM jsonb_each(told -> 'members') AS m (name, span) WHERE jsonb_array_length(span) <> 2)
      AND NOT EXISTS (
        SELECT FROM jsonb_array_elements((told -> 'ids') || (told -> 'periods') || (told -> 'late')) AS n (number)
          WHERE number::text !~ '^-?[0-9]{1,18}$$'
        UNION ALL SELECT FROM jsonb_each(told -> 'members') AS m (name, span), jsonb_array_elements(span) AS n (number)
          WHERE number::text !~ '^[0-9]{1,18}$$'
      ) THEN kept END;
  ELSIF e.kind IN ('lock', 'unlock') THEN
    SELECT to_jsonb(l) - 'event_id' INTO kept FROM iku_lock l WHERE l.event_id = e.event_id;
    told := told || jsonb_build_object('locked', (e.kind = 'lock')::integer);
    told_many := told -> 'admitted';
    SELECT coalesce(jsonb_agg(to_jsonb(a) - 'event_id'), '[]') INTO many FROM iku_admitted a WHERE a.event_id = e.event_id;
    SELECT 'iku_admitted' INTO place FROM iku_admitted a
      WHERE a.event_id = e.event_id AND NOT (
        e.kind = 'unlock' AND (kept ->> 'relation') IN ('$all', a.relation)
        AND EXISTS (SELECT FROM iku_late l WHERE (l.batch_id, l.relation, l.period) = (a.batch_id, a.relation, a.period))
        AND (kept ->> 'first_month')::bigint <= a.period::bigint * iku_months(a.relation)
        AND (a.period::bigint + 1) * iku_months(a.relation) - 1 <= (kept ->> 'last_month')::bigint
      ) LIMIT 1;
    -- What waited is let in, all of it: what takes its place later would count beside what it had replaced.
    IF e.kind = 'unlock' AND place IS NULL THEN
      SELECT 'iku_admitted' INTO place FROM iku_late l
        WHERE (kept ->> 'relation') IN ('$all', l.relation)
          AND (kept ->> 'first_month')::bigint <= l.period::bigint * iku_months(l.relation)
          AND (l.period::bigint + 1) * iku_months(l.relation) - 1 <= (kept ->> 'last_month')::bigint
          AND NOT EXISTS (SELECT FROM iku_admitted a WHERE (a.batch_id, a.relation, a.period) = (l.batch_id, l.relation, l.period))
        LIMIT 1;
    END IF;
  ELSIF e.kind = 'run' THEN
    SELECT to_jsonb(r) - 'event_id' INTO kept FROM iku_run r
      WHERE r.event_id = e.event_id AND r.asked::jsonb ?& ARRAY['indicators', 'periods', 'key', 'as_printed', 'as_of']
        AND EXISTS (SELECT FROM iku_results t WHERE t.sha256 = r.results_sha256) AND NOT EXISTS (
          SELECT FROM jsonb_each_text(r.specs::jsonb) AS of (file, digest) WHERE NOT EXISTS (SELECT FROM iku_spec t WHERE t.sha256 = digest)
        );
  ELSIF e.kind = 'attach' THEN
    SELECT to_jsonb(a) - 'event_id' INTO kept FROM iku_attachment a WHERE a.event_id = e.event_id;
  ELSIF e.kind IN ('review', 'final') THEN
    kept := '{}';
    told_many := told -> 'steps';
    SELECT coalesce(jsonb_agg(to_jsonb(s) - 'event_id'), '[]') INTO many FROM iku_step s WHERE s.event_id = e.event_id;
  ELSIF e.kind = 'dismiss' THEN
    kept := CASE WHEN NOT EXISTS (SELECT FROM iku_mended m WHERE m.event_id = e.event_id AND m.how <> 'dismissed') THEN '{}'::jsonb END;
    told_many := told -> 'rows';
    SELECT coalesce(jsonb_agg(to_jsonb(m) - 'event_id'), '[]') INTO many FROM iku_mended m WHERE m.event_id = e.event_id;
  ELSIF e.kind = 'clock' THEN
    SELECT jsonb_build_object('before', l.recorded_at) INTO kept FROM iku_event l WHERE l.event_id = e.event_id - 1;
  ELSIF e.kind IN ('migrate', 'restore') THEN
    kept := '{}';
  END IF;
  IF place IS NULL THEN
    SELECT t.table_name INTO place FROM iku_touched t
      WHERE t.event_id = e.event_id AND t.table_name IN ('iku_spec', 'iku_results', 'iku_file')
        AND position('"' || t.about || '"' IN replace(e.detail, chr(92), '')) = 0 LIMIT 1;
  END IF;
  IF place IS NOT NULL OR kept IS NULL OR (told @> kept) IS NOT TRUE
    OR e.kind IN ('review', 'final', 'dismiss') AND many = '[]'
    OR jsonb_array_length(many) IS DISTINCT FROM jsonb_array_length(told_many)
    OR EXISTS (SELECT jsonb_array_elements(many) EXCEPT SELECT jsonb_array_elements(told_many)) THEN
    RAISE EXCEPTION 'iku-engine: event % (%) does not say what stands in the books%', e.event_id, e.kind, coalesce(': ' || place, '')
      USING ERRCODE = 'IK006';
  END IF;
END $$$$
"""

# Rows of facts have the ids that the event names, after those that were there, each of which is there. They are of its own relation, or
# new members of a dimension that is a key of it and has no file of its own: what else an event names is no reason to take a row.
_PLACED = """
RETURNS void LANGUAGE plpgsql $path AS $$$$
DECLARE
  t iku_touched; own jsonb; its jsonb; ids jsonb; last bigint; many bigint; right_place boolean; named text;
BEGIN
  own := iku_shape_of(told ->> 'relation');
  SELECT name INTO named FROM jsonb_object_keys(told -> 'members') AS m (name) WHERE NOT EXISTS (
    SELECT FROM iku_touched n WHERE n.event_id = number AND n.about = m.name AND n.facts = n.table_name
  ) LIMIT 1;
  IF named IS NOT NULL THEN
    RAISE EXCEPTION 'iku-engine: event % names members of %, and has no rows of them', number, named USING ERRCODE = 'IK006';
  END IF;
  FOR t IN SELECT * FROM iku_touched WHERE event_id = number AND (facts IS NOT NULL OR table_name = 'iku_restored') LOOP
    its := iku_shape_of(t.about);
    ids := CASE
      WHEN t.facts IS NOT NULL AND starts_with(t.facts, its ->> 'prefix') IS NOT TRUE THEN NULL
      WHEN t.about = told ->> 'relation' THEN told -> 'ids'
      WHEN t.facts = t.table_name AND own ->> 'prefix' = '$facts' AND jsonb_exists(own -> 'keys', t.about)
        AND its ->> 'prefix' = '$members' AND its -> 'columns' = '{}' AND its -> 'closed' IS DISTINCT FROM 'true'
      THEN told -> 'members' -> t.about
    END;
    IF t.facts = t.table_name THEN
      EXECUTE format('SELECT max(row_id), count(*) FROM %I WHERE row_id > $$1', t.facts) INTO last, many USING t.floor;
      right_place := (ids ->> 0)::bigint = t.floor + 1 AND last <= (ids ->> 1)::bigint AND (ids ->> 1)::bigint - t.floor
        <= CASE WHEN t.about = told ->> 'relation' THEN (told ->> 'rows_read')::bigint ELSE many END;
      EXECUTE format('SELECT n.row_id FROM %1$$I n JOIN %1$$I f ON f.row_id < n.row_id AND %2$$s WHERE n.row_id > $$1'
        ' AND NOT EXISTS (SELECT FROM %3$$I g WHERE g.row_id = f.row_id) LIMIT 1', t.facts, iku_same_place(its), t.facts || '$gone')
        INTO last USING t.floor;
      IF last IS NOT NULL THEN
        RAISE EXCEPTION 'iku-engine: %: row % comes beside another of its key', t.facts, last USING ERRCODE = 'IK002';
      END IF;
      EXECUTE format('SELECT n.row_id FROM %I n WHERE n.row_id > $$1 AND (%s) LIMIT 1', t.facts, iku_unlike_any(t.about, t.facts))
        INTO last USING t.floor;
      IF last IS NOT NULL THEN
        RAISE EXCEPTION 'iku-engine: %: row % has a cell that no row can have', t.facts, last USING ERRCODE = 'IK006';
      END IF;
      -- A row that came back, or stands where another stood, may be of a member that is none any more.
      EXECUTE format('SELECT n.row_id FROM %1$$I n WHERE n.row_id > $$1 AND (%2$$s) AND NOT EXISTS ('
        'SELECT FROM %3$$I g WHERE g.by_row_id = n.row_id) AND NOT EXISTS ('
        'SELECT FROM iku_restored r WHERE r.relation = $$2 AND r.row_id = n.row_id) LIMIT 1',
        t.facts, iku_no_member(its), t.facts || '$gone') INTO last USING t.floor, t.about;
      IF last IS NOT NULL THEN
        RAISE EXCEPTION 'iku-engine: %: row % has a key that is no member', t.facts, last USING ERRCODE = 'IK006';
      END IF;
    ELSIF t.facts IS NULL THEN
      SELECT t.floor + 1 >= (ids ->> 0)::bigint AND max(row_id) <= (ids ->> 1)::bigint INTO right_place
        FROM iku_restored WHERE relation = t.about;
    ELSE
      right_place := ids IS NOT NULL;
    END IF;
    -- A row that came back is the same as an earlier one, and what takes the place of another has its period and keys.
    -- All of a row is `f.*`: `f` may be a column of somebody's.
    IF right_place AND t.table_name = 'iku_restored' THEN
      SELECT n.facts INTO named FROM iku_touched n WHERE n.event_id = number AND n.about = t.about AND n.facts IS NOT NULL LIMIT 1;
      right_place := false;
      IF named IS NOT NULL THEN
        EXECUTE format('SELECT bool_and(r.origin_id < r.row_id AND to_jsonb(f.*) - ''{row_id,batch_id}''::text[]'
          ' IS NOT DISTINCT FROM to_jsonb(o.*) - ''{row_id,batch_id}''::text[]) FROM iku_restored r'
          ' LEFT JOIN %1$$I f ON f.row_id = r.row_id LEFT JOIN %1$$I o ON o.row_id = r.origin_id'
          ' WHERE r.relation = $$1 AND r.row_id > $$2', named)
          INTO right_place USING t.about, t.floor;
      END IF;
    ELSIF right_place AND t.facts <> t.table_name THEN
      named := iku_same_place(its);
      EXECUTE format('SELECT coalesce(bool_and(n.batch_id = g.batch_id AND g.row_id < n.row_id AND %s), true) FROM %I g'
        ' JOIN %I f USING (row_id) LEFT JOIN %I n ON n.row_id = g.by_row_id WHERE g.batch_id = $$1 AND g.by_row_id IS NOT NULL',
        named, t.table_name, t.facts, t.facts) INTO right_place USING number;
    END IF;
    IF right_place IS NOT TRUE THEN
      RAISE EXCEPTION 'iku-engine: %: rows after % are not those of event %', t.table_name, t.floor, number USING ERRCODE = 'IK002';
    END IF;
  END LOOP;
END $$$$
"""

# What came late is exactly what was given, written, taken away or taken back in a period that is closed; of another relation nothing is,
# and mended are rows of its own. Each row is held against the locks of its own relation, whatever the event is about.
_IN_TIME = """
RETURNS void LANGUAGE plpgsql $path AS $$$$
DECLARE
  source text := told ->> 'relation'; came integer[]; periods integer[]; wanted integer[]; late integer[]; other boolean;
BEGIN
  SELECT coalesce(array_agg(value::integer), '{}') INTO periods FROM jsonb_array_elements_text(told -> 'periods') AS p (value);
  WITH RECURSIVE back (batch_id) AS (
    SELECT withdrawn_id FROM iku_withdrawn WHERE batch_id = number
    UNION SELECT w.withdrawn_id FROM iku_withdrawn w JOIN back USING (batch_id)
  )
  SELECT array_agg(DISTINCT l.period), bool_or(l.relation <> source) INTO came, other
    FROM iku_loaded l WHERE l.batch_id = number OR l.batch_id IN (SELECT batch_id FROM back);
  IF other OR EXISTS (
    SELECT FROM iku_withdrawn w LEFT JOIN iku_batch b ON b.batch_id = w.withdrawn_id
    WHERE w.batch_id = number AND (b.relation IS DISTINCT FROM source OR w.withdrawn_id >= number)
  ) THEN
    RAISE EXCEPTION 'iku-engine: event % is about %, and gives or takes back periods of another', number, source USING ERRCODE = 'IK006';
  END IF;
  IF EXISTS (SELECT FROM iku_touched t WHERE t.event_id = number AND t.table_name = 'iku_mended') AND EXISTS (
    SELECT FROM iku_mended m LEFT JOIN iku_quarantine q USING (batch_id, row) LEFT JOIN iku_batch b USING (batch_id)
    WHERE m.event_id = number AND (b.relation, q.part IS NULL, m.batch_id <= number, m.how IN ($by_batch)) <> (source, false, true, true)
  ) THEN
    RAISE EXCEPTION 'iku-engine: event % is about %, and mends what is no row of its own', number, source USING ERRCODE = 'IK006';
  END IF;
  IF EXISTS (
    SELECT FROM iku_touched t, unnest(t.periods) AS p WHERE t.event_id = number AND t.about <> source AND iku_closed(t.about, p)
  ) THEN
    RAISE EXCEPTION 'iku-engine: event % is about %, and has rows of a closed period of another', number, source USING ERRCODE = 'IK007';
  END IF;
  SELECT coalesce(came, '{}') || coalesce(array_agg(DISTINCT p), '{}') INTO came
    FROM iku_touched t, unnest(t.periods) AS p WHERE t.event_id = number AND t.about = source;
  IF NOT came <@ periods THEN
    RAISE EXCEPTION 'iku-engine: event % does not name all periods of % that it touches', number, source USING ERRCODE = 'IK006';
  END IF;
  SELECT coalesce(array_agg(DISTINCT p ORDER BY p), '{}') INTO wanted FROM unnest(periods) AS p WHERE iku_closed(source, p);
  SELECT coalesce(array_agg(l.period ORDER BY l.period), '{}'), bool_or(l.relation <> source) INTO late, other
    FROM iku_late l WHERE l.batch_id = number;
  IF other OR wanted <> late OR (told -> 'late') IS DISTINCT FROM to_jsonb(late) THEN
    RAISE EXCEPTION 'iku-engine: % is closed in periods %, and event % has as late %', source, wanted, number, late USING ERRCODE = 'IK007';
  END IF;
END $$$$
"""

_SAME_PLACE = """
RETURNS text LANGUAGE sql STABLE $path AS $$$$
  SELECT string_agg(format('f.%1$$I = n.%1$$I', name), ' AND ') FROM (
    SELECT 'period' UNION ALL SELECT 'key_' || name FROM jsonb_array_elements_text(shape -> 'keys') AS k (name)
  ) AS of (name)
$$$$
"""

_SHAPE_OF = """
RETURNS jsonb LANGUAGE sql STABLE $path AS $$$$
  SELECT s.text::jsonb FROM iku_shape s WHERE s.relation = named ORDER BY s.event_id DESC LIMIT 1
$$$$
"""

_MONTHS = """
RETURNS bigint LANGUAGE sql STABLE $path AS $$$$
  SELECT CASE s.text::jsonb ->> 'grain' $months END FROM iku_shape s WHERE s.relation = source ORDER BY s.event_id DESC LIMIT 1
$$$$
"""

_CLOSED = """
RETURNS boolean LANGUAGE sql STABLE $path AS $$$$
  SELECT coalesce((
    SELECT l.locked = 1 FROM iku_lock l, iku_months(source) AS months
    WHERE l.relation IN ('$all', source) AND l.first_month <= at::bigint * months AND (at::bigint + 1) * months - 1 <= l.last_month
    ORDER BY l.event_id DESC LIMIT 1
  ), false)
$$$$
"""

# A draft is reviewed, what is reviewed becomes final, and beside a final result another one only restates it: each a result of its run.
_IN_ORDER = """
RETURNS void LANGUAGE plpgsql $path AS $$$$
DECLARE
  wrong text;
BEGIN
  WITH mine AS (SELECT * FROM iku_step WHERE event_id = number),
  last AS (
    SELECT DISTINCT ON (run_id, indicator, period, entity) run_id, indicator, period, entity, status
    FROM iku_step WHERE event_id < number ORDER BY run_id, indicator, period, entity, event_id DESC
  ),
  final AS (
    SELECT DISTINCT ON (indicator, period, entity) indicator, period, entity, run_id
    FROM iku_step WHERE event_id < number AND status = 'final' ORDER BY indicator, period, entity, event_id DESC
  ),
  results AS MATERIALIZED (
    SELECT r.event_id AS run_id, result ->> 'indicator' AS indicator, result ->> 'period' AS period, (
      SELECT '[' || coalesce(string_agg(to_json(name)::text, ',' ORDER BY place), '') || ']'
      FROM json_array_elements_text(result -> 'key') WITH ORDINALITY AS key (name, place)
    ) AS entity
    FROM iku_run r JOIN iku_results t ON t.sha256 = r.results_sha256, json_array_elements(t.text::json) AS of (result)
    WHERE r.event_id IN (SELECT run_id FROM mine)
  )
  SELECT m.indicator || ' ' || m.period INTO wrong FROM mine m
    LEFT JOIN last USING (run_id, indicator, period, entity)
    LEFT JOIN final ON (final.indicator, final.period, final.entity) = (m.indicator, m.period, m.entity)
    WHERE (CASE step
      WHEN 'review' THEN m.status = 'reviewed' AND last.status IS NULL AND m.restates IS NULL
      ELSE m.status = 'final' AND last.status = 'reviewed' AND m.restates IS NOT DISTINCT FROM final.run_id
    END) IS NOT TRUE
    OR NOT EXISTS (
      SELECT FROM results r WHERE (r.run_id, r.indicator, r.period, r.entity) = (m.run_id, m.indicator, m.period, m.entity)
    ) LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'iku-engine: % may not take that step (%)', wrong, step USING ERRCODE = 'IK008';
  END IF;
END $$$$
"""

_THERE = """
SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
"""
_FUNCTIONS = {
    f"{TURN}()": _TURN,
    "iku_shape_of(named text)": _SHAPE_OF,
    "iku_same_place(shape jsonb)": _SAME_PLACE,
    "iku_unlike_any(named text, facts text)": UNLIKE_ANY,
    "iku_no_member(shape jsonb)": NO_MEMBER,
    "iku_months(source text)": _MONTHS,
    "iku_closed(source text, at integer)": _CLOSED,
    "iku_came()": _CAME,
    "iku_sealed()": _SEALED,
    "iku_chained(e iku_event)": _CHAINED,
    "iku_booked(e iku_event, told jsonb)": _BOOKED,
    "iku_placed(number integer, told jsonb)": _PLACED,
    "iku_in_time(number integer, told jsonb)": _IN_TIME,
    "iku_in_order(number integer, step text)": _IN_ORDER,
    "iku_knew(e iku_event)": RUN_KNEW,
    "iku_event_came()": _EVENT,
}


@record
class Trigger:
    """A trigger of ours: the table that it is on, its name, and what comes after `CREATE`."""

    table: str
    name: str
    text: str


def enforced(connection: sa.Connection) -> bool:
    """Whether the database of a store sees to it: SQLite has no users, and so nothing to see to."""
    if connection.dialect.name != "postgresql":
        return True
    return connection.exec_driver_sql(f"SELECT to_regprocedure('{TURN}()') IS NOT NULL").scalar_one() is True


def enforce(connection: sa.Connection, books: Books, relations: Iterable[Kept]) -> None:
    """Makes what the database lacks for it, the functions anew; for the owner of the tables, and after each change of them."""
    if connection.dialect.name != "postgresql":
        return
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    run_all(connection, (TABLE, *functions(books, schema)))
    quote = connection.dialect.identifier_preparer.quote
    there = {(row[0], row[1]) for row in connection.exec_driver_sql(_THERE)}
    for trigger in triggers(books, relations):
        if (trigger.table, trigger.name) not in there:  # making one waits for all who read the table
            connection.exec_driver_sql(f"CREATE {trigger.text.format(on=quote(trigger.table))}")
    for role in (PLANNER, REVIEWER):  # who had their rights before there were turns
        writes = f"SELECT 1 FROM pg_roles WHERE rolname = '{role}' AND has_table_privilege(oid, '{books.events.name}', 'INSERT')"
        if connection.exec_driver_sql(writes).first() is not None:
            connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {TURN}() TO {role}")


def functions(books: Books, schema: str) -> tuple[str, ...]:
    """The statements that make the functions; nobody but the owner may call them or hang them on a table of theirs."""
    made = zip(made_functions(books, schema), _FUNCTIONS, strict=True)
    return tuple(one for text, head in made for one in (text, f"REVOKE ALL ON FUNCTION {head} FROM PUBLIC"))


def made_functions(books: Books, schema: str) -> tuple[str, ...]:
    """The functions alone, which whoever makes them lets anybody call."""
    tables = [(getattr(books, name).name, kinds) for name, (_, kinds) in ALL_BOOKS.items()]
    known = {
        "path": f"SET search_path = pg_catalog, {schema}, pg_temp",  # else a temporary table would stand for one of ours
        "batch": ", ".join(f"'{kind}'" for kind in BATCH),
        "may": ", ".join(f"('{kind}', '{role}')" for kind, roles in KINDS.items() for role in roles),
        "tables": ", ".join(
            f"('{table}', '{kind}')" for table, kinds in (*tables, ("facts", (*BATCH, "migrate"))) for kind in kinds
        ),
        "months": " ".join(f"WHEN '{grain}' THEN {12 // grain.per_year}" for grain in Grain),
        "all": ALL,
        "deepest": str(DEEPEST),
        **RUN_FORMS,
        "counts": ", ".join(f"('{name}')" for name in COUNTS),
        "facts": FACTS,
        "members": MEMBERS,
        "gone": SUPERSEDED,
        "by_batch": ", ".join(f"'{how}'" for how in BY_BATCH),
    }
    return tuple(
        f"CREATE OR REPLACE FUNCTION {head} {Template(body).substitute(known)}" for head, body in _FUNCTIONS.items()
    )


def triggers(books: Books, relations: Iterable[Kept]) -> tuple[Trigger, ...]:
    """The triggers, of the books and of each relation that the store has."""
    found = [_came(getattr(books, name).name, column) for name, (column, _) in ALL_BOOKS.items()]
    for one in relations:
        found += [
            _came(one.table.name, "fact", one.name, one.table.name, MEMBERS_TOO if one.name in one.keys else ""),
            _came(one.superseded.name, "gone", one.name, one.table.name),
        ]
    return (
        *found,
        Trigger(
            books.events.name,
            "iku_event_came",
            "TRIGGER iku_event_came AFTER INSERT ON {on} FOR EACH ROW EXECUTE FUNCTION iku_event_came()",
        ),
        Trigger(
            TOUCHED,
            "iku_sealed",
            "CONSTRAINT TRIGGER iku_sealed AFTER INSERT ON {on} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION iku_sealed()",
        ),
    )


def _came(table: str, *arguments: str) -> Trigger:
    told = ", ".join("'" + one.replace("'", "''") + "'" for one in (*arguments, "", "", "")[:4])
    text = f"TRIGGER iku_came AFTER INSERT ON {{on}} REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION iku_came({told})"
    return Trigger(table, "iku_came", text)
