/**
 * How the store's tables came to be: the text at place n brings a file from version n to version n + 1.
 *
 * A text that was released never changes; a change of the tables is a new text at the end.
 */
export const migrations: readonly string[] = [
  `
CREATE TABLE jobs (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  phase TEXT NOT NULL,
  owner TEXT,
  run_id TEXT,
  priority INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  queued_at INTEGER,
  started_at INTEGER,
  ended_at INTEGER,
  execution_duration_seconds INTEGER NOT NULL,
  executed_ms INTEGER NOT NULL,
  executing_since INTEGER,
  destruction_at INTEGER,
  parameters TEXT NOT NULL,
  plan TEXT,
  fence INTEGER NOT NULL,
  error TEXT,
  retry_of TEXT,
  deleted INTEGER NOT NULL,
  waiting INTEGER NOT NULL DEFAULT 0,
  running INTEGER NOT NULL DEFAULT 0,
  complete INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  blocked INTEGER NOT NULL DEFAULT 0,
  -- The last instant of JavaScript's dates stands for never.
  deadline INTEGER NOT NULL GENERATED ALWAYS AS (
    CASE
      WHEN phase = 'EXECUTING' AND execution_duration_seconds > 0 AND executing_since IS NOT NULL
      THEN min(8640000000000000, executing_since + execution_duration_seconds * 1000 - executed_ms)
      ELSE 8640000000000000
    END
  ) STORED,
  due_at INTEGER GENERATED ALWAYS AS (
    CASE WHEN deleted = 0 AND phase <> 'ARCHIVED'
      THEN nullif(min(deadline, coalesce(destruction_at, 8640000000000000)), 8640000000000000)
    END
  ) STORED
) STRICT;
CREATE INDEX jobs_listed ON jobs (sequence) WHERE deleted = 0;
CREATE INDEX jobs_of_type ON jobs (type, sequence) WHERE deleted = 0;
CREATE INDEX jobs_of_owner ON jobs (owner, sequence) WHERE deleted = 0;
CREATE INDEX jobs_in_phase ON jobs (phase, sequence) WHERE deleted = 0;
CREATE INDEX jobs_ready ON jobs (priority DESC, sequence)
  WHERE waiting > 0 AND deleted = 0 AND phase IN ('QUEUED', 'EXECUTING');
CREATE INDEX jobs_due ON jobs (due_at, sequence) WHERE due_at IS NOT NULL;

CREATE TABLE items (
  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  "index" INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  phase TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  losses INTEGER NOT NULL DEFAULT 0,
  attempt TEXT,
  started_at INTEGER,
  ended_at INTEGER,
  outcome TEXT,
  stdout TEXT,
  stderr TEXT,
  result TEXT,
  PRIMARY KEY (job, "index")
) STRICT, WITHOUT ROWID;
CREATE INDEX items_in_phase ON items (job, phase, "index");
CREATE INDEX items_of_attempt ON items (attempt, "index") WHERE phase = 'running';

CREATE TABLE attempts (
  id TEXT NOT NULL PRIMARY KEY,
  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  fence INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  item INTEGER,
  agent TEXT NOT NULL,
  phase TEXT NOT NULL,
  claimed_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  pid INTEGER,
  outcome TEXT,
  usage TEXT,
  output TEXT NOT NULL,
  stdout_bytes INTEGER NOT NULL,
  stderr_bytes INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX attempts_of_job ON attempts (job, fence);
CREATE INDEX attempts_live ON attempts (agent) WHERE phase <> 'ended';

CREATE TABLE results (
  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  attempt TEXT NOT NULL,
  item INTEGER NOT NULL,
  path TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  media_type TEXT NOT NULL,
  PRIMARY KEY (job, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE outputs (
  attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
  stream TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (attempt, stream)
) STRICT;

-- No reference to the job: its "deleted" event outlives it.
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  job TEXT NOT NULL,
  type TEXT NOT NULL,
  owner TEXT,
  at INTEGER NOT NULL,
  change TEXT NOT NULL
) STRICT;
CREATE INDEX events_of_job ON events (job, sequence);
`,
  "ALTER TABLE attempts ADD COLUMN items_taken INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE items ADD COLUMN result_package TEXT",
  "CREATE TABLE held_types (name TEXT NOT NULL PRIMARY KEY) STRICT",
  `
-- "" is the owner of jobs without one.
CREATE TABLE keyed_requests (
  owner TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX keyed_requests_of_job ON keyed_requests (job);
CREATE INDEX keyed_requests_by_age ON keyed_requests (at);
ALTER TABLE attempts ADD COLUMN dismissed INTEGER NOT NULL DEFAULT 0;
`,
  `
CREATE TABLE notices (
  target TEXT NOT NULL,
  subject TEXT NOT NULL,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  at INTEGER NOT NULL,
  refusal TEXT,
  facts TEXT NOT NULL,
  PRIMARY KEY (target, subject, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE notify_state (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`,
  `
-- Counting a million jobs takes a while, and somebody always asks. "" is the owner of jobs without one.
CREATE TABLE job_counts (
  owner TEXT NOT NULL,
  type TEXT NOT NULL,
  phase TEXT NOT NULL,
  jobs INTEGER NOT NULL,
  PRIMARY KEY (owner, type, phase)
) STRICT, WITHOUT ROWID;
INSERT INTO job_counts SELECT coalesce(owner, ''), type, phase, count(*) FROM jobs WHERE deleted = 0 GROUP BY 1, 2, 3;
CREATE TRIGGER jobs_counted AFTER INSERT ON jobs WHEN NEW.deleted = 0 BEGIN
  INSERT INTO job_counts VALUES (coalesce(NEW.owner, ''), NEW.type, NEW.phase, 1)
    ON CONFLICT DO UPDATE SET jobs = jobs + 1;
END;
CREATE TRIGGER jobs_uncounted AFTER DELETE ON jobs WHEN OLD.deleted = 0 BEGIN
  UPDATE job_counts SET jobs = jobs - 1
    WHERE owner = coalesce(OLD.owner, '') AND type = OLD.type AND phase = OLD.phase;
END;
CREATE TRIGGER jobs_recounted AFTER UPDATE ON jobs WHEN OLD.phase <> NEW.phase OR OLD.deleted <> NEW.deleted BEGIN
  UPDATE job_counts SET jobs = jobs - (OLD.deleted = 0)
    WHERE owner = coalesce(OLD.owner, '') AND type = OLD.type AND phase = OLD.phase;
  INSERT INTO job_counts VALUES (coalesce(NEW.owner, ''), NEW.type, NEW.phase, NEW.deleted = 0)
    ON CONFLICT DO UPDATE SET jobs = jobs + excluded.jobs;
END;
`,
  `
CREATE TABLE schedules (
  id TEXT NOT NULL PRIMARY KEY,
  timing TEXT NOT NULL,
  since INTEGER NOT NULL,
  last_due INTEGER,
  paused TEXT,
  last_job TEXT,
  is_open INTEGER NOT NULL,
  last_phase TEXT,
  failures INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  properties TEXT NOT NULL,
  late_due INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX schedules_open ON schedules (id) WHERE is_open = 1;
-- No reference to the job: that it was there is known when it is gone.
CREATE TABLE firings (
  schedule TEXT NOT NULL,
  due INTEGER NOT NULL,
  until INTEGER NOT NULL,
  count INTEGER NOT NULL,
  at INTEGER NOT NULL,
  is_manual INTEGER NOT NULL,
  is_late INTEGER NOT NULL,
  decision TEXT NOT NULL,
  reason TEXT,
  job TEXT,
  PRIMARY KEY (schedule, due)
) STRICT, WITHOUT ROWID;
CREATE INDEX firings_waiting ON firings (schedule, due) WHERE job IS NULL AND decision IN ('queued', 'replaced');
CREATE UNIQUE INDEX firings_of_job ON firings (job) WHERE job IS NOT NULL;
`,
  `
CREATE INDEX results_in_order ON results (job, item, id);
CREATE INDEX jobs_deleted ON jobs (id) WHERE deleted = 1;
`,
  `
CREATE TABLE usage_samples (
  attempt TEXT NOT NULL PRIMARY KEY REFERENCES attempts (id) ON DELETE CASCADE,
  samples TEXT NOT NULL
) STRICT;
`,
];
