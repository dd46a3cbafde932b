-- The one way into the record on PostgreSQL. It takes from its caller the payload's text, the key id and the signature, and
-- nothing else: columns, entry, leaf, tree and head it makes itself, under the head row's lock. The checks, their order
-- and their codes are those of ledger/acceptance.py. It cannot check an Ed25519 signature: that is for whoever reads.

CREATE FUNCTION govledger.refuse(code text, detail jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', code USING ERRCODE = 'GL001', DETAIL = detail::text;
END $$;

-- RFC 8785 text of a value that holds no others; '!', which no payload is spelled with, for one that may not be recorded:
-- no whole number below 2^53, or text that is not in normal form C.
CREATE FUNCTION govledger.scalar(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE jsonb_typeof(value)
        WHEN 'string' THEN CASE WHEN (value #>> '{}') IS NFC NORMALIZED THEN value::text ELSE '!' END
        WHEN 'number' THEN CASE WHEN scale(value::numeric) = 0 AND abs(value::numeric) < 9007199254740992
            THEN value::text ELSE '!' END
        ELSE value::text END
$$;

-- RFC 8785 text of an object or array; with a '!' outside any string if it is nested too deep, has a key that is not
-- printable ASCII, or holds a value that may not be recorded.
CREATE FUNCTION govledger.canonical(value jsonb, depth integer) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF depth = 0 THEN
        RETURN '!';
    ELSIF jsonb_typeof(value) = 'object' THEN
        RETURN '{' || coalesce((
            SELECT string_agg(CASE WHEN m.key ~ '[^ -~]' THEN '!' ELSE to_json(m.key)::text END || ':' ||
                CASE WHEN jsonb_typeof(m.value) IN ('object', 'array') THEN canonical(m.value, depth - 1)
                    ELSE scalar(m.value) END, ',' ORDER BY m.key COLLATE "C")
            FROM jsonb_each(value) AS m), '') || '}';
    END IF;
    RETURN '[' || coalesce((
        SELECT string_agg(CASE WHEN jsonb_typeof(m.value) IN ('object', 'array') THEN canonical(m.value, depth - 1)
            ELSE scalar(m.value) END, ',' ORDER BY m.n)
        FROM jsonb_array_elements(value) WITH ORDINALITY AS m (value, n)), '') || ']';
END $$;

CREATE FUNCTION govledger.is_handle(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT $1 ~ '^[a-z][a-z0-9_]*$' AND length($1) <= 40
$$;

CREATE FUNCTION govledger.is_hash(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT length($1) = 64 AND ltrim($1, '0123456789abcdef') = ''
$$;

-- Whether this is the text of a payload, spelled the one way: see read_payload in ledger/entry.py. Text that is no JSON,
-- no instant or no day raises a data exception. `part` and `id` are checked by whoever counts the entries.
CREATE FUNCTION govledger.is_payload(body text, p jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (p ->> 'act')::uuid::text = p ->> 'act'
        AND p ->> 'at' = to_char((p ->> 'at')::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        AND p ->> 'on' = to_char((p ->> 'on')::date, 'YYYY-MM-DD') AND length(p ->> 'at') + length(p ->> 'on') = 37
        AND is_handle(p #>> '{by,person}') AND is_handle(p #>> '{by,office}')
        AND coalesce(is_handle(p #>> '{by,acting_for}'), true) AND coalesce(is_handle(p #>> '{by,recorded_by}'), true)
        AND p ->> 'case' ~ '^[A-Z]{2,8}(-[a-z0-9_]+)*$' AND length(p ->> 'case') <= 64
        AND p ->> 'type' ~ '^[a-z][a-z0-9-]*([.][a-z][a-z0-9-]*)*/[1-9][0-9]{0,3}$'
        AND is_hash(p ->> 'prev') AND is_hash(p #>> '{seen,root}')
        AND jsonb_typeof(p #> '{seen,size}') = 'number' AND (p #>> '{seen,size}')::numeric >= 0
        AND jsonb_typeof(p -> 'version') = 'number' AND (p ->> 'version')::numeric >= 1
        AND (p ->> 'version' = '1') = (p ->> 'prev' = repeat('0', 64))
        AND jsonb_typeof(p -> 'facts') = 'object' AND jsonb_typeof(p -> 'ledger') = 'string' AND p ->> 'ledger' <> ''
        AND (jsonb_typeof(p -> 'rules') = 'null' OR p @@ 'strict $.rules.book.type() == "string"
            && $.rules.ids.type() == "array" && !exists($.rules.ids[*] ? (@.type() != "string"))'
            AND is_hash(p #>> '{rules,sha256}'))
        -- Characters that are never recorded. Any escape but of a quote, a backslash, a newline and a tab is one.
        AND strpos(body, chr(127)) = 0
        AND (strpos(body, '\') = 0 OR body !~ '(^|[^\\])(\\\\)*\\[^"\\nt]')
        AND (octet_length(body) = length(body) OR body !~ ('[\u0080-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069'
            '\uE000-\uF8FF\uFDD0-\uFDEF\uFFFE\uFFFF\U0001FFFE\U0001FFFF\U0002FFFE\U0002FFFF\U0003FFFE\U0003FFFF'
            '\U0004FFFE\U0004FFFF\U0005FFFE\U0005FFFF\U0006FFFE\U0006FFFF\U0007FFFE\U0007FFFF\U0008FFFE\U0008FFFF'
            '\U0009FFFE\U0009FFFF\U000AFFFE\U000AFFFF\U000BFFFE\U000BFFFF\U000CFFFE\U000CFFFF\U000DFFFE\U000DFFFF'
            '\U000EFFFE\U000EFFFF\U000F0000-\U0010FFFF]'))
        -- The spelling: what should be text stands in quotes here, so that nothing else can stand in its place.
        AND body = '{"act":"' || (p ->> 'act') || '","at":"' || (p ->> 'at')
            || '","by":{"acting_for":' || coalesce('"' || (p #>> '{by,acting_for}') || '"', 'null')
            || ',"office":"' || (p #>> '{by,office}') || '","person":"' || (p #>> '{by,person}')
            || '","recorded_by":' || coalesce('"' || (p #>> '{by,recorded_by}') || '"', 'null')
            || '},"case":"' || (p ->> 'case') || '","facts":' || canonical(p -> 'facts', 15)
            || ',"id":"' || (p ->> 'id') || '","ledger":' || scalar(p -> 'ledger') || ',"on":"' || (p ->> 'on')
            || '","part":{"n":' || (p #>> '{part,n}') || ',"of":' || (p #>> '{part,of}')
            || '},"prev":"' || (p ->> 'prev') || '","rules":' || CASE jsonb_typeof(p -> 'rules') WHEN 'null' THEN 'null' ELSE
                '{"book":' || scalar(p #> '{rules,book}') || ',"ids":' || canonical(p #> '{rules,ids}', 1)
                || ',"sha256":"' || (p #>> '{rules,sha256}') || '"}' END
            || ',"seen":{"root":"' || (p #>> '{seen,root}') || '","size":' || scalar(p #> '{seen,size}')
            || '},"type":"' || (p ->> 'type') || '","version":' || scalar(p -> 'version') || '}';
END $$;

-- The entry of these parts, as Entry.encode makes it: base64 in one line.
CREATE FUNCTION govledger.composed(body text, keyid text, sig bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT convert_to('{"payload":"' || replace(encode(convert_to(body, 'UTF8'), 'base64'), E'\n', '')
        || '","payloadType":"application/vnd.govledger.event.v1+json","signatures":[{"keyid":"' || keyid
        || '","sig":"' || replace(encode(sig, 'base64'), E'\n', '') || '"}]}', 'UTF8');
$$;

CREATE FUNCTION govledger.root_of_peaks(peaks bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    at integer := length(peaks) - 31;
    root bytea := substr(peaks, at, 32);
BEGIN
    IF at < 1 THEN
        RETURN sha256('');
    END IF;
    WHILE at > 1 LOOP
        at := at - 32;
        root := sha256('\x01'::bytea || substr(peaks, at, 32) || root);
    END LOOP;
    RETURN root;
END $$;

-- What ledger.founded, key.bound and key.revoked change in bound_key.
CREATE FUNCTION govledger.take_keys(p jsonb, at_index bigint, of_head govledger.head) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    given record;
    facts jsonb := p -> 'facts';
BEGIN
    IF p ->> 'type' = 'ledger.founded/1' AND (
        facts ->> 'origin' <> of_head.origin OR (facts -> 'training') <> to_jsonb(of_head.training)
        OR facts ->> 'origin' IS NULL OR facts -> 'training' IS NULL OR p ->> 'case' <> 'ROOT'
    ) THEN
        PERFORM refuse('founding', '{}');
    ELSIF p ->> 'type' = 'key.revoked/1' THEN
        IF jsonb_typeof(facts -> 'keyid') IS DISTINCT FROM 'string' THEN
            PERFORM refuse('facts', jsonb_build_object('type', p ->> 'type'));
        END IF;
        -- The keys of the founding stay: else whoever can write at all could lock out those who put things right.
        UPDATE bound_key SET revoked_index = at_index
            WHERE keyid = facts ->> 'keyid' AND bound_index > 0 AND revoked_index IS NULL;
        RETURN;
    END IF;
    FOR given IN
        SELECT k.key, k.person FROM (
            SELECT r AS key, CASE jsonb_typeof(r -> 'person') WHEN 'string' THEN r ->> 'person' END AS person
                FROM jsonb_path_query(p, 'strict $ ? (@.type == "ledger.founded/1").facts.roots[*]') AS r
            UNION ALL
            SELECT facts -> 'log', 'log' WHERE p ->> 'type' = 'ledger.founded/1'
            UNION ALL
            SELECT facts, regexp_replace(p ->> 'case', '^PER-', '') WHERE p ->> 'type' = 'key.bound/1'
        ) AS k
    LOOP
        IF given.person IS NULL OR (given.key @@ '$.suite.type() == "string" && $.keyid.type() == "string"
            && $.public like_regex "^([0-9a-f]{2})*$"') IS NOT TRUE THEN
            PERFORM refuse('facts', jsonb_build_object('type', p ->> 'type'));
        ELSIF given.key ->> 'keyid' <>
            encode(sha256(convert_to(given.key ->> 'suite' || E'\n', 'UTF8') || decode(given.key ->> 'public', 'hex')), 'hex') THEN
            PERFORM refuse('keyid', jsonb_build_object('keyid', given.key ->> 'keyid'));
        ELSIF EXISTS (SELECT FROM bound_key WHERE keyid = given.key ->> 'keyid') THEN
            PERFORM refuse('bound', jsonb_build_object('keyid', given.key ->> 'keyid'));
        END IF;
        INSERT INTO bound_key VALUES (
            given.key ->> 'keyid', given.person, given.key ->> 'suite', decode(given.key ->> 'public', 'hex'), at_index, NULL
        );
    END LOOP;
END $$;

-- uuid5(act, n): the SHA-1 of its 16 bytes and the digits of n, which PostgreSQL does not bring along (RFC 3174, one block).
CREATE FUNCTION govledger.id_of(act text, n integer) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    message bytea := decode(replace(act, '-', ''), 'hex') || convert_to(n::text, 'UTF8');
    bits integer := 8 * length(message);
    word bigint[];
    x bigint;
    a bigint := 1732584193;
    b bigint := 4023233417;
    c bigint := 2562383102;
    d bigint := 271733878;
    e bigint := 3285377520;
    digest text;
BEGIN
    message := message || '\x80'::bytea || decode(repeat('00', 61 - length(message)), 'hex') || int2send(bits::smallint);
    FOR t IN 0..15 LOOP
        word[t] := ('x' || encode(substr(message, 4 * t + 1, 4), 'hex'))::bit(32)::bigint;
    END LOOP;
    FOR t IN 16..79 LOOP
        x := word[t - 3] # word[t - 8] # word[t - 14] # word[t - 16];
        word[t] := ((x << 1) & 4294967295) | (x >> 31);
    END LOOP;
    FOR t IN 0..79 LOOP
        x := (((a << 5) & 4294967295) | (a >> 27)) + e + word[t] + CASE t / 20
            WHEN 0 THEN ((b & c) | (~b & d)) + 1518500249
            WHEN 1 THEN (b # c # d) + 1859775393
            WHEN 2 THEN ((b & c) | (b & d) | (c & d)) + 2400959708
            ELSE (b # c # d) + 3395469782 END;
        e := d;
        d := c;
        c := ((b << 30) & 4294967295) | (b >> 2);
        b := a;
        a := x & 4294967295;
    END LOOP;
    digest := encode(substr(int8send((a + 1732584193) & 4294967295), 5) || substr(int8send((b + 4023233417) & 4294967295), 5)
        || substr(int8send((c + 2562383102) & 4294967295), 5) || substr(int8send((d + 271733878) & 4294967295), 5), 'hex');
    RETURN substr(digest, 1, 8) || '-' || substr(digest, 9, 4) || '-5' || substr(digest, 14, 3) || '-'
        || substr('89ab', 1 + (('x' || substr(digest, 17, 1))::bit(4)::integer & 3), 1) || substr(digest, 18, 3)
        || '-' || substr(digest, 21, 12);
END $$;

-- Appends one act, all its entries or none, and says the index of the first.
CREATE FUNCTION govledger.ledger_append(
    payloads text[], signer text, sigs bytea[], leaned_cases text[], leaned_types text[]
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = govledger, pg_temp AS $$
DECLARE
    parts integer := cardinality(payloads);
    docs jsonb[] := '{}';
    leaves bytea[] := '{}';
    p jsonb;
    first jsonb;
    encoded bytea;
    h head;
    seen bigint;
    hit record;
    place record;
    tree_peaks bytea;
    tree_size bigint;
    node bytea;
    written_at timestamptz;
BEGIN
    -- Acknowledged means durable, whatever the session asked for; this lasts to the end of the transaction.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'local', true);
    END IF;

    -- Before the lock: the payloads by themselves.
    IF parts IS NULL OR parts < 1 OR parts IS DISTINCT FROM cardinality(sigs) THEN
        PERFORM refuse('act', '{"act": null}');
    END IF;
    FOR n IN 1..parts LOOP
        p := payloads[n]::jsonb;
        IF is_payload(payloads[n], p) IS NOT TRUE THEN
            PERFORM refuse('payload', '{"key": "its form"}');
        END IF;
        IF n = 1 THEN
            first := p;
        END IF;
        IF (p -> 'part')::text <> format('{"n": %s, "of": %s}', n - 1, parts)
            OR (p -> 'act', p -> 'at', p -> 'on', p -> 'ledger', p -> 'seen', p #> '{by,person}', p #> '{by,recorded_by}')
            <> (first -> 'act', first -> 'at', first -> 'on', first -> 'ledger', first -> 'seen',
                first #> '{by,person}', first #> '{by,recorded_by}') THEN
            PERFORM refuse('act', jsonb_build_object('act', first ->> 'act'));
        END IF;
        IF p ->> 'id' <> id_of(p ->> 'act', n - 1) THEN
            PERFORM refuse('payload', '{"key": "id"}');
        END IF;
        IF coalesce(length(sigs[n]), 0) = 0 THEN
            PERFORM refuse('payload', '{"key": "sig"}');
        END IF;
        encoded := composed(payloads[n], signer, sigs[n]);
        IF length(encoded) > 65535 THEN
            PERFORM refuse('size', jsonb_build_object('size', length(encoded)));
        END IF;
        docs := docs || p;
        leaves := leaves || sha256('\x00'::bytea || encoded);
    END LOOP;

    -- Here the appends of all writers queue up.
    SELECT * INTO STRICT h FROM head FOR UPDATE;

    tree_size := h.size;
    tree_peaks := h.peaks;
    seen := (first #>> '{seen,size}')::bigint;
    written_at := (first ->> 'at')::timestamptz;
    IF h.format > 1 THEN
        PERFORM refuse('format', jsonb_build_object('format', h.format));
    ELSIF first ->> 'ledger' <> h.origin THEN
        PERFORM refuse('ledger', jsonb_build_object('expected', h.origin, 'got', first ->> 'ledger'));
    ELSIF seen > tree_size THEN
        PERFORM refuse('ahead', jsonb_build_object('size', tree_size, 'seen', seen));
    ELSIF tree_size + parts - 1 - seen > 4096 THEN
        PERFORM refuse('lag', jsonb_build_object('seen', seen, 'size', tree_size));
    END IF;
    SELECT encode(r.root, 'hex') AS root INTO hit FROM recent_root AS r WHERE r.slot = seen % 4097 AND r.size = seen;
    IF hit.root IS NULL THEN  -- a size in the midst of an act, which nobody can have seen
        PERFORM refuse('lag', jsonb_build_object('seen', seen, 'size', tree_size));
    ELSIF first #>> '{seen,root}' <> hit.root THEN
        PERFORM refuse('root', jsonb_build_object('size', seen, 'expected', hit.root, 'got', first #>> '{seen,root}'));
    ELSIF seen < tree_size THEN
        SELECT e.idx, e.case_id, e.type INTO hit FROM entry AS e
            WHERE e.idx >= seen AND (e.case_id = ANY (leaned_cases) OR e.type = ANY (leaned_types)) ORDER BY e.idx LIMIT 1;
        IF hit.idx IS NOT NULL THEN
            PERFORM refuse('leaned', jsonb_build_object('index', hit.idx, 'case', hit.case_id, 'type', hit.type));
        END IF;
    END IF;
    IF NOT h.training AND written_at NOT BETWEEN clock_timestamp() - interval '2 minutes' AND clock_timestamp() + interval '2 minutes' THEN
        PERFORM refuse('skew', jsonb_build_object('at', first ->> 'at',
            'now', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')));
    ELSIF h.highest_at <> '' AND written_at < h.highest_at::timestamptz - interval '5 minutes' THEN
        PERFORM refuse('back', jsonb_build_object('at', first ->> 'at', 'before', h.highest_at));
    END IF;

    FOR n IN 1..parts LOOP
        p := docs[n];
        SELECT e.version, e.leaf, substr(e.payload, 53, 27) AS at INTO place FROM entry AS e
            WHERE e.case_id = p ->> 'case' ORDER BY e.version DESC LIMIT 1;
        IF (p ->> 'version')::bigint <> coalesce(place.version, 0) + 1
            OR p ->> 'prev' <> coalesce(encode(place.leaf, 'hex'), repeat('0', 64)) THEN
            PERFORM refuse('place', jsonb_build_object('case', p ->> 'case', 'version', coalesce(place.version, 0)));
        ELSIF first ->> 'at' < place.at COLLATE "C" THEN
            PERFORM refuse('order', jsonb_build_object('at', first ->> 'at', 'before', place.at, 'case', p ->> 'case'));
        ELSIF (p ->> 'type' = 'ledger.founded/1') <> (tree_size = 0) THEN
            PERFORM refuse('founding', '{}');
        ELSIF p ->> 'type' IN ('ledger.founded/1', 'key.bound/1', 'key.revoked/1') THEN
            PERFORM take_keys(p, tree_size, h);
        END IF;
        IF n = 1 THEN
            SELECT b.revoked_index, true AS bound INTO hit FROM bound_key AS b WHERE b.keyid = signer;
            IF hit.bound IS NULL THEN
                PERFORM refuse('unbound', jsonb_build_object('keyid', signer));
            ELSIF hit.revoked_index IS NOT NULL AND hit.revoked_index < tree_size THEN
                PERFORM refuse('revoked', jsonb_build_object('keyid', signer, 'index', hit.revoked_index));
            END IF;
        END IF;
        INSERT INTO entry VALUES (tree_size, p ->> 'case', (p ->> 'version')::integer, p ->> 'id', p ->> 'type',
            payloads[n], signer, sigs[n], leaves[n]);

        -- Take in one leaf: each full subtree of its size on the left is joined with it.
        node := leaves[n];
        FOR bit IN 0..62 LOOP
            EXIT WHEN (tree_size >> bit) & 1 = 0;
            node := sha256('\x01'::bytea || substr(tree_peaks, length(tree_peaks) - 31) || node);
            tree_peaks := substr(tree_peaks, 1, length(tree_peaks) - 32);
        END LOOP;
        tree_peaks := tree_peaks || node;
        tree_size := tree_size + 1;
    END LOOP;

    UPDATE head SET size = tree_size, peaks = tree_peaks, highest_at = greatest(h.highest_at, (first ->> 'at') COLLATE "C");
    INSERT INTO recent_root VALUES (tree_size % 4097, tree_size, root_of_peaks(tree_peaks))
        ON CONFLICT (slot) DO UPDATE SET size = excluded.size, root = excluded.root;
    PERFORM pg_notify('govledger', tree_size::text);
    RETURN h.size;
END $$;
