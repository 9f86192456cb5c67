-- A new diary, as the migrations make it; `python -m tests.new_diary` writes this.
PRAGMA application_id = 1717727852;
PRAGMA user_version = 3;
BEGIN;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO _sqlite_migrations VALUES
  (1, 'fibrolog', 'm001_first_diary', strftime('%Y-%m-%d %H:%M:%f000+00:00', 'now')),
  (2, 'fibrolog', 'm002_revisions_and_views', strftime('%Y-%m-%d %H:%M:%f000+00:00', 'now')),
  (3, 'fibrolog', 'm003_trials', strftime('%Y-%m-%d %H:%M:%f000+00:00', 'now'));
CREATE TABLE regions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE CHECK (key <> ''),
  body_group TEXT NOT NULL
    CHECK (body_group IN ('head and neck', 'arms', 'trunk', 'legs', 'other')),
  sides TEXT NOT NULL CHECK (sides IN ('paired', 'midline', 'none')),
  wpi_area TEXT,
  hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1))
, changed_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00+00:00'
  CHECK (changed_at GLOB '????-??-??T??:??:??+00:00')) STRICT;
INSERT INTO regions VALUES
  (1, 'jaw', 'jaw', 'head and neck', 'paired', 'jaw', 0, '1970-01-01T00:00:00+00:00'),
  (2, 'face', 'face', 'head and neck', 'paired', NULL, 0, '1970-01-01T00:00:00+00:00'),
  (3, 'neck', 'neck', 'head and neck', 'midline', 'neck', 0, '1970-01-01T00:00:00+00:00'),
  (4, 'shoulder', 'shoulder', 'arms', 'paired', 'shoulder girdle', 0, '1970-01-01T00:00:00+00:00'),
  (5, 'upper-arm', 'upper arm', 'arms', 'paired', 'upper arm', 0, '1970-01-01T00:00:00+00:00'),
  (6, 'forearm', 'forearm', 'arms', 'paired', 'lower arm', 0, '1970-01-01T00:00:00+00:00'),
  (7, 'hand', 'hand', 'arms', 'paired', NULL, 0, '1970-01-01T00:00:00+00:00'),
  (8, 'chest', 'chest', 'trunk', 'midline', 'chest', 0, '1970-01-01T00:00:00+00:00'),
  (9, 'abdomen', 'abdomen', 'trunk', 'midline', 'abdomen', 0, '1970-01-01T00:00:00+00:00'),
  (10, 'upper-back', 'upper back', 'trunk', 'midline', 'upper back', 0, '1970-01-01T00:00:00+00:00'),
  (11, 'lower-back', 'lower back', 'trunk', 'midline', 'lower back', 0, '1970-01-01T00:00:00+00:00'),
  (12, 'hip', 'hip', 'legs', 'paired', 'hip', 0, '1970-01-01T00:00:00+00:00'),
  (13, 'buttock', 'buttock', 'legs', 'paired', 'hip', 0, '1970-01-01T00:00:00+00:00'),
  (14, 'thigh', 'thigh', 'legs', 'paired', 'upper leg', 0, '1970-01-01T00:00:00+00:00'),
  (15, 'calf', 'calf', 'legs', 'paired', 'lower leg', 0, '1970-01-01T00:00:00+00:00'),
  (16, 'shin', 'shin', 'legs', 'paired', 'lower leg', 0, '1970-01-01T00:00:00+00:00'),
  (17, 'foot', 'foot', 'legs', 'paired', NULL, 0, '1970-01-01T00:00:00+00:00'),
  (18, 'toes', 'toes', 'legs', 'paired', NULL, 0, '1970-01-01T00:00:00+00:00');
CREATE TABLE remedies (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE CHECK (key <> ''),
  category TEXT NOT NULL CHECK (category IN
    ('therapy', 'topical', 'movement', 'supplement', 'diet', 'rest', 'hydration', 'other')),
  hint TEXT NOT NULL DEFAULT '',
  hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1))
, changed_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00+00:00'
  CHECK (changed_at GLOB '????-??-??T??:??:??+00:00')) STRICT;
INSERT INTO remedies VALUES
  (1, 'heat', 'heat', 'therapy', 'A heating pad or hot-water bottle; many alternate it with cold.', 0, '1970-01-01T00:00:00+00:00'),
  (2, 'cold', 'cold', 'therapy', 'An ice pack wrapped in a cloth; many alternate it with heat.', 0, '1970-01-01T00:00:00+00:00'),
  (3, 'cream', 'cream', 'topical', 'A cream or ointment rubbed into the skin.', 0, '1970-01-01T00:00:00+00:00'),
  (4, 'stretching', 'stretching', 'movement', 'Slow and gentle; strenuous stretching may do the opposite.', 0, '1970-01-01T00:00:00+00:00'),
  (5, 'epsom bath', 'epsom bath', 'therapy', 'A warm bath with Epsom salt.', 0, '1970-01-01T00:00:00+00:00'),
  (6, 'massage', 'massage', 'therapy', 'By somebody else, or gently by yourself.', 0, '1970-01-01T00:00:00+00:00'),
  (7, 'acupuncture', 'acupuncture', 'therapy', 'Fine needles, set by a practitioner.', 0, '1970-01-01T00:00:00+00:00'),
  (8, 'rest', 'rest', 'rest', 'Lying or sitting down on purpose.', 0, '1970-01-01T00:00:00+00:00'),
  (9, 'magnesium', 'magnesium', 'supplement', 'Write the amount, such as 400mg.', 0, '1970-01-01T00:00:00+00:00'),
  (10, 'malic acid', 'malic acid', 'supplement', 'Often sold together with magnesium.', 0, '1970-01-01T00:00:00+00:00'),
  (11, 'potassium-rich food', 'potassium rich food', 'diet', 'Sweet potatoes, white beans and other beans, potatoes, yogurt, prunes.', 0, '1970-01-01T00:00:00+00:00'),
  (12, 'calcium', 'calcium', 'supplement', 'A supplement, or kale, orange juice, black-eyed peas, bok choy, almonds.', 0, '1970-01-01T00:00:00+00:00'),
  (13, 'vitamin d', 'vitamin d', 'supplement', 'A supplement, sunlight, or cod liver oil, salmon, mackerel, eggs, mushrooms.', 0, '1970-01-01T00:00:00+00:00'),
  (14, 'water', 'water', 'hydration', 'Or hydrating food: cucumber, celery, tomatoes, cauliflower, watermelon, strawberries.', 0, '1970-01-01T00:00:00+00:00');
CREATE TABLE region_aliases (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  alias TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE CHECK (key <> ''),
  region_id INTEGER NOT NULL REFERENCES regions (id)
) STRICT;
INSERT INTO region_aliases VALUES
  (1, 'jaws', 'jaws', 1),
  (2, 'chin', 'chin', 1),
  (3, 'cheek', 'cheek', 2),
  (4, 'cheeks', 'cheeks', 2),
  (5, 'forehead', 'forehead', 2),
  (6, 'nape', 'nape', 3),
  (7, 'shoulders', 'shoulders', 4),
  (8, 'trapezius', 'trapezius', 4),
  (9, 'trap', 'trap', 4),
  (10, 'shoulder blade', 'shoulder blade', 4),
  (11, 'shoulder blades', 'shoulder blades', 4),
  (12, 'biceps', 'biceps', 5),
  (13, 'triceps', 'triceps', 5),
  (14, 'upper arms', 'upper arms', 5),
  (15, 'forearms', 'forearms', 6),
  (16, 'lower arm', 'lower arm', 6),
  (17, 'lower arms', 'lower arms', 6),
  (18, 'hands', 'hands', 7),
  (19, 'wrist', 'wrist', 7),
  (20, 'wrists', 'wrists', 7),
  (21, 'finger', 'finger', 7),
  (22, 'fingers', 'fingers', 7),
  (23, 'thumb', 'thumb', 7),
  (24, 'thumbs', 'thumbs', 7),
  (25, 'palm', 'palm', 7),
  (26, 'ribs', 'ribs', 8),
  (27, 'rib', 'rib', 8),
  (28, 'stomach', 'stomach', 9),
  (29, 'belly', 'belly', 9),
  (30, 'tummy', 'tummy', 9),
  (31, 'mid back', 'mid back', 10),
  (32, 'middle back', 'middle back', 10),
  (33, 'lumbar', 'lumbar', 11),
  (34, 'back', 'back', 11),
  (35, 'low back', 'low back', 11),
  (36, 'hips', 'hips', 12),
  (37, 'buttocks', 'buttocks', 13),
  (38, 'glute', 'glute', 13),
  (39, 'glutes', 'glutes', 13),
  (40, 'bottom', 'bottom', 13),
  (41, 'thighs', 'thighs', 14),
  (42, 'quad', 'quad', 14),
  (43, 'quads', 'quads', 14),
  (44, 'quadriceps', 'quadriceps', 14),
  (45, 'hamstring', 'hamstring', 14),
  (46, 'hamstrings', 'hamstrings', 14),
  (47, 'groin', 'groin', 14),
  (48, 'upper leg', 'upper leg', 14),
  (49, 'calves', 'calves', 15),
  (50, 'lower leg', 'lower leg', 15),
  (51, 'charley horse', 'charley horse', 15),
  (52, 'charlie horse', 'charlie horse', 15),
  (53, 'shins', 'shins', 16),
  (54, 'feet', 'feet', 17),
  (55, 'arch', 'arch', 17),
  (56, 'sole', 'sole', 17),
  (57, 'soles', 'soles', 17),
  (58, 'ankle', 'ankle', 17),
  (59, 'ankles', 'ankles', 17),
  (60, 'heel', 'heel', 17),
  (61, 'toe', 'toe', 18),
  (62, 'big toe', 'big toe', 18);
CREATE TABLE remedy_aliases (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  alias TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE CHECK (key <> ''),
  remedy_id INTEGER NOT NULL REFERENCES remedies (id)
) STRICT;
INSERT INTO remedy_aliases VALUES
  (1, 'heating pad', 'heating pad', 1),
  (2, 'heat pad', 'heat pad', 1),
  (3, 'hot water bottle', 'hot water bottle', 1),
  (4, 'warmth', 'warmth', 1),
  (5, 'ice', 'ice', 2),
  (6, 'ice pack', 'ice pack', 2),
  (7, 'cold pack', 'cold pack', 2),
  (8, 'ointment', 'ointment', 3),
  (9, 'gel', 'gel', 3),
  (10, 'stretch', 'stretch', 4),
  (11, 'stretches', 'stretches', 4),
  (12, 'gentle stretching', 'gentle stretching', 4),
  (13, 'epsom salt bath', 'epsom salt bath', 5),
  (14, 'epsom salt', 'epsom salt', 5),
  (15, 'epsom', 'epsom', 5),
  (16, 'epsom salts', 'epsom salts', 5),
  (17, 'self massage', 'self massage', 6),
  (18, 'rub', 'rub', 6),
  (19, 'needles', 'needles', 7),
  (20, 'lying down', 'lying down', 8),
  (21, 'nap', 'nap', 8),
  (22, 'mag', 'mag', 9),
  (23, 'malate', 'malate', 10),
  (24, 'potassium', 'potassium', 11),
  (25, 'sweet potato', 'sweet potato', 11),
  (26, 'white beans', 'white beans', 11),
  (27, 'beans', 'beans', 11),
  (28, 'potatoes', 'potatoes', 11),
  (29, 'yogurt', 'yogurt', 11),
  (30, 'prunes', 'prunes', 11),
  (31, 'kale', 'kale', 12),
  (32, 'orange juice', 'orange juice', 12),
  (33, 'black-eyed peas', 'black eyed peas', 12),
  (34, 'bok choy', 'bok choy', 12),
  (35, 'almonds', 'almonds', 12),
  (36, 'vit d', 'vit d', 13),
  (37, 'd3', 'd3', 13),
  (38, 'vitamin d3', 'vitamin d3', 13),
  (39, 'sunlight', 'sunlight', 13),
  (40, 'cod liver oil', 'cod liver oil', 13),
  (41, 'salmon', 'salmon', 13),
  (42, 'mackerel', 'mackerel', 13),
  (43, 'fluids', 'fluids', 14),
  (44, 'hydration', 'hydration', 14),
  (45, 'cucumber', 'cucumber', 14),
  (46, 'celery', 'celery', 14),
  (47, 'watermelon', 'watermelon', 14),
  (48, 'strawberries', 'strawberries', 14);
CREATE TABLE episodes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  at TEXT NOT NULL
    CHECK (at GLOB '????-??-??T??:??:??[+-]??:??'),
  at_precision TEXT NOT NULL CHECK (at_precision IN ('minute', 'day')),
  instant INTEGER NOT NULL GENERATED ALWAYS AS (CAST(strftime('%s', at) AS INTEGER)) STORED,
  day TEXT NOT NULL GENERATED ALWAYS AS (substr(at, 1, 10)) STORED,
  kind TEXT NOT NULL CHECK (kind IN ('spasm', 'twitch')),
  region_id INTEGER NOT NULL REFERENCES regions (id),
  side TEXT CHECK (side IN ('left', 'right', 'both')),
  intensity INTEGER CHECK (intensity BETWEEN 0 AND 10),
  duration_s INTEGER CHECK (duration_s BETWEEN 1 AND 86400),
  count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 1000000),
  woke INTEGER NOT NULL CHECK (woke IN (0, 1)),
  signs TEXT NOT NULL CHECK (json_type(signs) = 'array'),
  pain_types TEXT NOT NULL CHECK (json_type(pain_types) = 'array'),
  triggers TEXT NOT NULL CHECK (json_type(triggers) = 'array'),
  note TEXT NOT NULL,
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??+00:00'),
  updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??+00:00'),
  CHECK (kind = 'twitch' OR intensity IS NULL OR intensity > 0)
) STRICT;
CREATE TABLE uses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  at TEXT NOT NULL
    CHECK (at GLOB '????-??-??T??:??:??[+-]??:??'),
  at_precision TEXT NOT NULL CHECK (at_precision IN ('minute', 'day')),
  instant INTEGER NOT NULL GENERATED ALWAYS AS (CAST(strftime('%s', at) AS INTEGER)) STORED,
  day TEXT NOT NULL GENERATED ALWAYS AS (substr(at, 1, 10)) STORED,
  remedy_id INTEGER NOT NULL REFERENCES remedies (id),
  dose TEXT NOT NULL,
  against TEXT,
  relief TEXT CHECK (relief IN ('none', 'some', 'good', 'complete')),
  note TEXT NOT NULL,
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??+00:00'),
  updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??+00:00'),
  CHECK (relief IS NULL OR against IS NOT NULL)
) STRICT;
CREATE TABLE clear_days (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  day TEXT NOT NULL UNIQUE CHECK (day GLOB '????-??-??' AND date(day) IS NOT NULL),
  note TEXT NOT NULL,
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??+00:00'),
  updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??+00:00')
) STRICT;
CREATE TABLE steps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  command TEXT NOT NULL,
  reverses INTEGER REFERENCES steps (id)
) STRICT;
CREATE TABLE changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  step_id INTEGER REFERENCES steps (id),
  table_name TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  before TEXT CHECK (before IS NULL OR json_type(before) = 'object')
) STRICT;
CREATE TABLE trials (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  remedy_id INTEGER NOT NULL REFERENCES remedies (id),
  first_day TEXT NOT NULL CHECK (first_day GLOB '????-??-??' AND date(first_day) IS NOT NULL),
  hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
  block_days INTEGER NOT NULL CHECK (block_days >= 1),
  washout_days INTEGER NOT NULL CHECK (washout_days IN (0, 1)),
  plan TEXT NOT NULL CHECK (json_type(plan) = 'array' AND json_array_length(plan) >= 6),
  last_day TEXT NOT NULL GENERATED ALWAYS AS (date(first_day, '+' || (
    json_array_length(plan) * 2 * (block_days + washout_days) - 1) || ' days')) STORED,
  stopped_at TEXT CHECK (stopped_at GLOB '????-??-??T??:??:??[+-]??:??'),
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??+00:00'),
  updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??+00:00')
) STRICT;
CREATE TABLE "revisions" (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  entry TEXT NOT NULL CHECK (entry IN ('episode', 'use', 'clear', 'trial')),
  at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??+00:00'),
  removed INTEGER NOT NULL CHECK (removed IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX episodes_by_instant ON episodes (instant);
CREATE INDEX episodes_by_day ON episodes (day, kind);
CREATE INDEX uses_by_instant ON uses (instant);
CREATE INDEX uses_by_day ON uses (day);
CREATE INDEX steps_by_reversed ON steps (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX changes_by_step ON changes (step_id);
CREATE INDEX changes_by_row ON changes (table_name, row_id);
CREATE INDEX uses_by_episode ON uses (against) WHERE against IS NOT NULL;
CREATE VIEW entries AS
SELECT 'e' || e.id AS id, e.uid, 'episode' AS entry, e.at, e.at_precision, NULL AS day,
  e.kind, r.name AS region, e.side, e.intensity, e.duration_s, e.count,
  CASE e.woke WHEN 1 THEN 'yes' ELSE 'no' END AS woke,
  (SELECT group_concat(value, '; ') FROM json_each(e.signs)) AS signs,
  (SELECT group_concat(value, '; ') FROM json_each(e.pain_types)) AS pain_types,
  (SELECT group_concat(value, '; ') FROM json_each(e.triggers)) AS triggers,
  NULL AS remedy, NULL AS dose, NULL AS "for", NULL AS relief,
  e.note, e.created_at, e.updated_at, e.instant, 1 AS rank, e.id AS number
FROM episodes AS e JOIN regions AS r ON r.id = e.region_id
UNION ALL
SELECT 'u' || u.id, u.uid, 'use', u.at, u.at_precision, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  m.name, u.dose, u.against, u.relief,
  u.note, u.created_at, u.updated_at, u.instant, 2, u.id
FROM uses AS u JOIN remedies AS m ON m.id = u.remedy_id
UNION ALL
SELECT 'c' || c.id, c.uid, 'clear', NULL, NULL, c.day,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL,
  c.note, c.created_at, c.updated_at,
  CAST(strftime('%s', c.day || 'T00:00:00' || coalesce((
    SELECT substr(at, 20) FROM (
      SELECT * FROM (SELECT at, instant FROM episodes WHERE day <= c.day ORDER BY day DESC LIMIT 1)
      UNION ALL
      SELECT * FROM (SELECT at, instant FROM uses WHERE day <= c.day ORDER BY day DESC LIMIT 1))
    ORDER BY instant DESC LIMIT 1), '+00:00')) AS INTEGER), 3, c.id
FROM clear_days AS c;
CREATE TRIGGER region_aliases_after_insert AFTER INSERT ON region_aliases  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'region_aliases', NEW.id, NULL);
END;
CREATE TRIGGER region_aliases_after_update AFTER UPDATE ON region_aliases WHEN (OLD.id, OLD.alias, OLD.key, OLD.region_id) IS NOT (NEW.id, NEW.alias, NEW.key, NEW.region_id) BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'region_aliases', OLD.id, json_object('id', OLD.id, 'alias', OLD.alias, 'key', OLD.key, 'region_id', OLD.region_id));
END;
CREATE TRIGGER region_aliases_after_delete AFTER DELETE ON region_aliases  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'region_aliases', OLD.id, json_object('id', OLD.id, 'alias', OLD.alias, 'key', OLD.key, 'region_id', OLD.region_id));
END;
CREATE TRIGGER remedy_aliases_after_insert AFTER INSERT ON remedy_aliases  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'remedy_aliases', NEW.id, NULL);
END;
CREATE TRIGGER remedy_aliases_after_update AFTER UPDATE ON remedy_aliases WHEN (OLD.id, OLD.alias, OLD.key, OLD.remedy_id) IS NOT (NEW.id, NEW.alias, NEW.key, NEW.remedy_id) BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'remedy_aliases', OLD.id, json_object('id', OLD.id, 'alias', OLD.alias, 'key', OLD.key, 'remedy_id', OLD.remedy_id));
END;
CREATE TRIGGER remedy_aliases_after_delete AFTER DELETE ON remedy_aliases  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'remedy_aliases', OLD.id, json_object('id', OLD.id, 'alias', OLD.alias, 'key', OLD.key, 'remedy_id', OLD.remedy_id));
END;
CREATE TRIGGER episodes_after_insert AFTER INSERT ON episodes  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'episodes', NEW.id, NULL);
END;
CREATE TRIGGER episodes_after_update AFTER UPDATE ON episodes WHEN (OLD.id, OLD.uid, OLD.at, OLD.at_precision, OLD.kind, OLD.region_id, OLD.side, OLD.intensity, OLD.duration_s, OLD.count, OLD.woke, OLD.signs, OLD.pain_types, OLD.triggers, OLD.note, OLD.created_at, OLD.updated_at) IS NOT (NEW.id, NEW.uid, NEW.at, NEW.at_precision, NEW.kind, NEW.region_id, NEW.side, NEW.intensity, NEW.duration_s, NEW.count, NEW.woke, NEW.signs, NEW.pain_types, NEW.triggers, NEW.note, NEW.created_at, NEW.updated_at) BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'episodes', OLD.id, json_object('id', OLD.id, 'uid', OLD.uid, 'at', OLD.at, 'at_precision', OLD.at_precision, 'kind', OLD.kind, 'region_id', OLD.region_id, 'side', OLD.side, 'intensity', OLD.intensity, 'duration_s', OLD.duration_s, 'count', OLD.count, 'woke', OLD.woke, 'signs', OLD.signs, 'pain_types', OLD.pain_types, 'triggers', OLD.triggers, 'note', OLD.note, 'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;
CREATE TRIGGER episodes_after_delete AFTER DELETE ON episodes  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'episodes', OLD.id, json_object('id', OLD.id, 'uid', OLD.uid, 'at', OLD.at, 'at_precision', OLD.at_precision, 'kind', OLD.kind, 'region_id', OLD.region_id, 'side', OLD.side, 'intensity', OLD.intensity, 'duration_s', OLD.duration_s, 'count', OLD.count, 'woke', OLD.woke, 'signs', OLD.signs, 'pain_types', OLD.pain_types, 'triggers', OLD.triggers, 'note', OLD.note, 'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;
CREATE TRIGGER uses_after_insert AFTER INSERT ON uses  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'uses', NEW.id, NULL);
END;
CREATE TRIGGER uses_after_update AFTER UPDATE ON uses WHEN (OLD.id, OLD.uid, OLD.at, OLD.at_precision, OLD.remedy_id, OLD.dose, OLD.against, OLD.relief, OLD.note, OLD.created_at, OLD.updated_at) IS NOT (NEW.id, NEW.uid, NEW.at, NEW.at_precision, NEW.remedy_id, NEW.dose, NEW.against, NEW.relief, NEW.note, NEW.created_at, NEW.updated_at) BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'uses', OLD.id, json_object('id', OLD.id, 'uid', OLD.uid, 'at', OLD.at, 'at_precision', OLD.at_precision, 'remedy_id', OLD.remedy_id, 'dose', OLD.dose, 'against', OLD.against, 'relief', OLD.relief, 'note', OLD.note, 'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;
CREATE TRIGGER uses_after_delete AFTER DELETE ON uses  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'uses', OLD.id, json_object('id', OLD.id, 'uid', OLD.uid, 'at', OLD.at, 'at_precision', OLD.at_precision, 'remedy_id', OLD.remedy_id, 'dose', OLD.dose, 'against', OLD.against, 'relief', OLD.relief, 'note', OLD.note, 'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;
CREATE TRIGGER clear_days_after_insert AFTER INSERT ON clear_days  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'clear_days', NEW.id, NULL);
END;
CREATE TRIGGER clear_days_after_update AFTER UPDATE ON clear_days WHEN (OLD.id, OLD.uid, OLD.day, OLD.note, OLD.created_at, OLD.updated_at) IS NOT (NEW.id, NEW.uid, NEW.day, NEW.note, NEW.created_at, NEW.updated_at) BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'clear_days', OLD.id, json_object('id', OLD.id, 'uid', OLD.uid, 'day', OLD.day, 'note', OLD.note, 'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;
CREATE TRIGGER clear_days_after_delete AFTER DELETE ON clear_days  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'clear_days', OLD.id, json_object('id', OLD.id, 'uid', OLD.uid, 'day', OLD.day, 'note', OLD.note, 'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;
CREATE VIEW readable_episodes AS
SELECT 'e' || e.id AS id, e.day, e.at, e.at_precision, e.kind, r.name AS region, e.side,
  e.intensity, e.duration_s, e.count, CASE e.woke WHEN 1 THEN 'yes' ELSE 'no' END AS woke,
  (SELECT group_concat(value, '; ') FROM json_each(e.signs)) AS signs,
  (SELECT group_concat(value, '; ') FROM json_each(e.pain_types)) AS pain_types,
  (SELECT group_concat(value, '; ') FROM json_each(e.triggers)) AS triggers,
  (SELECT group_concat(trim(m.name || ' ' || u.dose), '; ')
    FROM uses AS u JOIN remedies AS m ON m.id = u.remedy_id WHERE u.against = e.uid) AS taken,
  e.note
FROM episodes AS e JOIN regions AS r ON r.id = e.region_id;
CREATE VIEW readable_uses AS
SELECT 'u' || u.id AS id, u.day, u.at, u.at_precision, m.name AS remedy, m.category, u.dose,
  'e' || e.id AS "for", u.relief, u.note
FROM uses AS u JOIN remedies AS m ON m.id = u.remedy_id
LEFT JOIN episodes AS e ON e.uid = u.against;
CREATE VIEW days AS
WITH RECURSIVE
written (day) AS (
  SELECT day FROM episodes UNION SELECT day FROM uses UNION SELECT day FROM clear_days),
calendar (day) AS (
  SELECT min(day) FROM written HAVING min(day) IS NOT NULL
  UNION ALL SELECT date(day, '+1 day') FROM calendar
  WHERE day < (SELECT max(day) FROM written)),
felt AS (
  SELECT day, sum(kind = 'spasm') AS spasms, sum(kind = 'twitch') AS twitches,
    max(CASE kind WHEN 'spasm' THEN intensity END) AS worst_intensity,
    max(kind = 'spasm' AND woke) AS woke
  FROM episodes GROUP BY day),
used AS (SELECT day, count(*) AS uses FROM uses GROUP BY day)
SELECT calendar.day,
  CASE WHEN coalesce(felt.spasms, 0) > 0 OR clear_days.day IS NOT NULL THEN 1 ELSE 0 END
    AS observed,
  coalesce(felt.spasms, 0) AS spasms, coalesce(felt.twitches, 0) AS twitches,
  coalesce(used.uses, 0) AS uses,
  CASE WHEN clear_days.day IS NULL THEN 'no' ELSE 'yes' END AS clear,
  felt.worst_intensity,
  CASE coalesce(felt.woke, 0) WHEN 1 THEN 'yes' ELSE 'no' END AS woke
FROM calendar
LEFT JOIN felt USING (day) LEFT JOIN used USING (day) LEFT JOIN clear_days USING (day);
CREATE TRIGGER regions_after_insert AFTER INSERT ON regions  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'regions', NEW.id, NULL);
END;
CREATE TRIGGER regions_after_update AFTER UPDATE ON regions WHEN (OLD.id, OLD.name, OLD.key, OLD.body_group, OLD.sides, OLD.wpi_area, OLD.hidden, OLD.changed_at) IS NOT (NEW.id, NEW.name, NEW.key, NEW.body_group, NEW.sides, NEW.wpi_area, NEW.hidden, NEW.changed_at) BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'regions', OLD.id, json_object('id', OLD.id, 'name', OLD.name, 'key', OLD.key, 'body_group', OLD.body_group, 'sides', OLD.sides, 'wpi_area', OLD.wpi_area, 'hidden', OLD.hidden, 'changed_at', OLD.changed_at));
END;
CREATE TRIGGER regions_after_delete AFTER DELETE ON regions  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'regions', OLD.id, json_object('id', OLD.id, 'name', OLD.name, 'key', OLD.key, 'body_group', OLD.body_group, 'sides', OLD.sides, 'wpi_area', OLD.wpi_area, 'hidden', OLD.hidden, 'changed_at', OLD.changed_at));
END;
CREATE TRIGGER remedies_after_insert AFTER INSERT ON remedies  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'remedies', NEW.id, NULL);
END;
CREATE TRIGGER remedies_after_update AFTER UPDATE ON remedies WHEN (OLD.id, OLD.name, OLD.key, OLD.category, OLD.hint, OLD.hidden, OLD.changed_at) IS NOT (NEW.id, NEW.name, NEW.key, NEW.category, NEW.hint, NEW.hidden, NEW.changed_at) BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'remedies', OLD.id, json_object('id', OLD.id, 'name', OLD.name, 'key', OLD.key, 'category', OLD.category, 'hint', OLD.hint, 'hidden', OLD.hidden, 'changed_at', OLD.changed_at));
END;
CREATE TRIGGER remedies_after_delete AFTER DELETE ON remedies  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'remedies', OLD.id, json_object('id', OLD.id, 'name', OLD.name, 'key', OLD.key, 'category', OLD.category, 'hint', OLD.hint, 'hidden', OLD.hidden, 'changed_at', OLD.changed_at));
END;
CREATE TRIGGER trials_after_insert AFTER INSERT ON trials  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'trials', NEW.id, NULL);
END;
CREATE TRIGGER trials_after_update AFTER UPDATE ON trials WHEN (OLD.id, OLD.uid, OLD.remedy_id, OLD.first_day, OLD.hour, OLD.block_days, OLD.washout_days, OLD.plan, OLD.stopped_at, OLD.created_at, OLD.updated_at) IS NOT (NEW.id, NEW.uid, NEW.remedy_id, NEW.first_day, NEW.hour, NEW.block_days, NEW.washout_days, NEW.plan, NEW.stopped_at, NEW.created_at, NEW.updated_at) BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'trials', OLD.id, json_object('id', OLD.id, 'uid', OLD.uid, 'remedy_id', OLD.remedy_id, 'first_day', OLD.first_day, 'hour', OLD.hour, 'block_days', OLD.block_days, 'washout_days', OLD.washout_days, 'plan', OLD.plan, 'stopped_at', OLD.stopped_at, 'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;
CREATE TRIGGER trials_after_delete AFTER DELETE ON trials  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'trials', OLD.id, json_object('id', OLD.id, 'uid', OLD.uid, 'remedy_id', OLD.remedy_id, 'first_day', OLD.first_day, 'hour', OLD.hour, 'block_days', OLD.block_days, 'washout_days', OLD.washout_days, 'plan', OLD.plan, 'stopped_at', OLD.stopped_at, 'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;
CREATE TRIGGER revisions_after_insert AFTER INSERT ON revisions  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'revisions', NEW.id, NULL);
END;
CREATE TRIGGER revisions_after_update AFTER UPDATE ON revisions WHEN (OLD.id, OLD.uid, OLD.entry, OLD.at, OLD.removed) IS NOT (NEW.id, NEW.uid, NEW.entry, NEW.at, NEW.removed) BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'revisions', OLD.id, json_object('id', OLD.id, 'uid', OLD.uid, 'entry', OLD.entry, 'at', OLD.at, 'removed', OLD.removed));
END;
CREATE TRIGGER revisions_after_delete AFTER DELETE ON revisions  BEGIN
  INSERT INTO changes (step_id, table_name, row_id, before)
  VALUES ((SELECT max(id) FROM steps), 'revisions', OLD.id, json_object('id', OLD.id, 'uid', OLD.uid, 'entry', OLD.entry, 'at', OLD.at, 'removed', OLD.removed));
END;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES
  ('regions', 18),
  ('region_aliases', 62),
  ('remedies', 14),
  ('remedy_aliases', 48),
  ('revisions', 0);
COMMIT;
