-- The record on SQLite. The same three tables, and byte for byte the same rows, as postgres.sql.

CREATE TABLE head (
    only_row    INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    format      INTEGER NOT NULL,
    origin      TEXT    NOT NULL,
    training    INTEGER NOT NULL CHECK (training IN (0, 1)),
    size        INTEGER NOT NULL CHECK (size >= 0),
    peaks       BLOB    NOT NULL CHECK (length(peaks) % 32 = 0),  -- the compact range, largest subtree first
    highest_at  TEXT    NOT NULL                                  -- the latest `at` of any entry; '' before the first
) STRICT;

CREATE TABLE entry (
    idx      INTEGER NOT NULL PRIMARY KEY,  -- 0-based, dense: the position in the tree
    case_id  TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    id       TEXT    NOT NULL UNIQUE,
    type     TEXT    NOT NULL,
    payload  TEXT    NOT NULL,              -- the canonical bytes that were signed, readable as they are
    keyid    TEXT    NOT NULL,
    sig      BLOB    NOT NULL,
    leaf     BLOB    NOT NULL,
    UNIQUE (case_id, version)
) STRICT;

CREATE INDEX entry_type ON entry (type, idx);

CREATE TABLE bound_key (
    keyid          TEXT    NOT NULL PRIMARY KEY,
    person         TEXT    NOT NULL,
    suite          TEXT    NOT NULL,
    public         BLOB    NOT NULL,
    bound_index    INTEGER NOT NULL,
    revoked_index  INTEGER
) STRICT;

CREATE TRIGGER entry_never_changed BEFORE UPDATE ON entry
BEGIN SELECT raise(ABORT, 'entries are never changed'); END;

CREATE TRIGGER entry_never_deleted BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'entries are never deleted'); END;

CREATE TRIGGER head_never_back BEFORE UPDATE ON head
WHEN NEW.size < OLD.size OR NEW.origin IS NOT OLD.origin OR NEW.training IS NOT OLD.training
    OR NEW.format < OLD.format OR NEW.highest_at < OLD.highest_at
BEGIN SELECT raise(ABORT, 'the head only moves forward'); END;

CREATE TRIGGER head_never_deleted BEFORE DELETE ON head
BEGIN SELECT raise(ABORT, 'the head is never deleted'); END;

CREATE TRIGGER bound_key_only_revoked BEFORE UPDATE ON bound_key
WHEN OLD.revoked_index IS NOT NULL OR NEW.keyid IS NOT OLD.keyid OR NEW.person IS NOT OLD.person
    OR NEW.suite IS NOT OLD.suite OR NEW.public IS NOT OLD.public OR NEW.bound_index IS NOT OLD.bound_index
BEGIN SELECT raise(ABORT, 'a bound key is only ever revoked, once'); END;

CREATE TRIGGER bound_key_never_deleted BEFORE DELETE ON bound_key
BEGIN SELECT raise(ABORT, 'bound keys are never deleted'); END;
