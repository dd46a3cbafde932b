-- The record on PostgreSQL: the same three tables, and byte for byte the same rows, as sqlite.sql. Run as the owning role.

CREATE TABLE govledger.head (
    only_row    boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
    format      integer NOT NULL,
    origin      text    NOT NULL,
    training    boolean NOT NULL,
    size        bigint  NOT NULL CHECK (size >= 0),
    peaks       bytea   NOT NULL CHECK (length(peaks) % 32 = 0),  -- the compact range, largest subtree first
    highest_at  text    NOT NULL COLLATE "C"                      -- the latest `at` of any entry; '' before the first
) WITH (fillfactor = 10);  -- one row, updated by every append: room for its versions on its own page

CREATE TABLE govledger.entry (
    idx      bigint  NOT NULL PRIMARY KEY,  -- 0-based, dense: the position in the tree
    case_id  text    NOT NULL COLLATE "C",
    version  integer NOT NULL,
    id       text    NOT NULL COLLATE "C" UNIQUE,
    type     text    NOT NULL COLLATE "C",
    payload  text    NOT NULL,              -- the canonical bytes that were signed, readable as they are
    keyid    text    NOT NULL COLLATE "C",
    sig      bytea   NOT NULL,
    leaf     bytea   NOT NULL,
    UNIQUE (case_id, version)
);

CREATE INDEX entry_type ON govledger.entry (type, idx);

CREATE TABLE govledger.bound_key (
    keyid          text   NOT NULL COLLATE "C" PRIMARY KEY,
    person         text   NOT NULL,
    suite          text   NOT NULL,
    public         bytea  NOT NULL,
    bound_index    bigint NOT NULL,
    revoked_index  bigint
);

-- The roots of the latest sizes at which an act ended: without them a writer could claim to have seen any tree, and no
-- verification would hold from that entry on. A cache in a ring, no part of the record.
CREATE TABLE govledger.recent_root (
    slot  integer NOT NULL PRIMARY KEY,  -- size % 4097
    size  bigint  NOT NULL,
    root  bytea   NOT NULL
) WITH (fillfactor = 50);

INSERT INTO govledger.recent_root VALUES (0, 0, sha256(''));

-- The writing role may do none of this anyway. The triggers hold the owner, and a superuser, to it as well.

CREATE FUNCTION govledger.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

CREATE TRIGGER entry_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON govledger.entry
    EXECUTE FUNCTION govledger.refuse('entries are never changed nor deleted');

CREATE TRIGGER head_never_deleted BEFORE DELETE OR TRUNCATE ON govledger.head
    EXECUTE FUNCTION govledger.refuse('the head is never deleted');

CREATE TRIGGER head_never_back BEFORE UPDATE ON govledger.head FOR EACH ROW
    WHEN (NEW.size < OLD.size OR NEW.origin <> OLD.origin OR NEW.training <> OLD.training
        OR NEW.format < OLD.format OR NEW.highest_at < OLD.highest_at)
    EXECUTE FUNCTION govledger.refuse('the head only moves forward');

CREATE TRIGGER bound_key_never_deleted BEFORE DELETE OR TRUNCATE ON govledger.bound_key
    EXECUTE FUNCTION govledger.refuse('bound keys are never deleted');

CREATE TRIGGER bound_key_only_revoked BEFORE UPDATE ON govledger.bound_key FOR EACH ROW
    WHEN (OLD.revoked_index IS NOT NULL OR (NEW.keyid, NEW.person, NEW.suite, NEW.public, NEW.bound_index)
        IS DISTINCT FROM (OLD.keyid, OLD.person, OLD.suite, OLD.public, OLD.bound_index))
    EXECUTE FUNCTION govledger.refuse('a bound key is only ever revoked, once');
