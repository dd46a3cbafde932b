"""Makes a ledger in a PostgreSQL database: two roles, one schema, three tables, one function.

The owning role can log in nowhere and holds everything; the writing role may read, and call the function that appends.
Whoever records works under the writing role. Whoever makes the ledger is not left a member of the owning role.
"""

from __future__ import annotations

from contextlib import suppress
from importlib.resources import files

import psycopg
from psycopg import errors
from psycopg.sql import SQL, Composed, Identifier

from ledger.errors import BadInput, StoreUnavailable
from ledger.postgres_source import PostgresSource, connect, shown, translated
from ledger.tables import FORMAT

_ONE_AT_A_TIME = 0x676F766C  # the advisory lock under which a ledger is made


def create(url: str, origin: str, training: bool) -> None:
    """An empty ledger in the database. One that is there already and not yet founded is taken as it is.

    Raises: BadInput if there is a ledger already, StoreUnavailable with what is missing.
    """
    with connect(url) as connection:
        try:
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))
                if connection.execute("SELECT to_regclass('govledger.head')").fetchone() == (None,):
                    return _make(connection, url, origin, training)
        except psycopg.Error as error:
            raise translated(error, url) from error
    return _check_unfounded(url, origin, training)


def _make(connection: psycopg.Connection[tuple[object, ...]], url: str, origin: str, training: bool) -> None:
    database, user = connection.info.dbname, connection.info.user
    encoding = connection.info.parameter_status("server_encoding")
    if len(database.encode()) > 48:
        raise BadInput("the name of the database is too long for the names of its roles: {database}", database=database)
    if encoding != "UTF8":
        raise BadInput(
            "the database {url} is of encoding {encoding}; a ledger needs UTF8", url=shown(url), encoding=encoding
        )
    owner, writer = Identifier(f"{database}_ledger_owner"), Identifier(f"{database}_ledger_writer")
    names = {"owner": owner, "writer": writer, "user": Identifier(user)}
    try:
        for role in (owner, writer):
            if not connection.execute(
                "SELECT FROM pg_roles WHERE rolname = %s", (role.as_string().strip('"'),)
            ).rowcount:
                connection.execute(SQL("CREATE ROLE {} NOLOGIN").format(role))
        # The making itself is done as the owner, who is let go of at the end.
        for grant in ("GRANT {owner} TO {user}", "GRANT {writer} TO {user}"):
            _if_allowed(connection, SQL(grant).format(**names))
        connection.execute(SQL("CREATE SCHEMA govledger AUTHORIZATION {owner}").format(**names))
        # What is derived from the record and made anew at any time: the desks' own, and no part of the ledger.
        connection.execute(SQL("CREATE SCHEMA govledger_views AUTHORIZATION {writer}").format(**names))
    except errors.InsufficientPrivilege as error:
        raise StoreUnavailable(
            "{reason}: the user {user} cannot make a ledger in {url}. A superuser runs once: "
            'CREATE ROLE {owner} NOLOGIN; CREATE ROLE {writer} NOLOGIN; GRANT {owner}, {writer} TO "{user}"; '
            'GRANT CREATE ON DATABASE "{database}" TO "{user}"; '
            'and once the ledger is made: REVOKE {owner} FROM "{user}"',
            reason=error.diag.message_primary, user=user, url=shown(url), database=database,
            owner=owner.as_string(), writer=writer.as_string(),
        ) from error  # fmt: skip
    connection.execute(SQL("SET LOCAL ROLE {owner}").format(**names))
    connection.execute("SET LOCAL search_path = govledger, pg_temp")
    for script in ("postgres.sql", "postgres_append.sql"):
        connection.execute((files("ledger") / "schema" / script).read_text("utf-8").encode())
    connection.execute(
        "INSERT INTO head (format, origin, training, size, peaks, highest_at) VALUES (%s, %s, %s, 0, '', '')",
        (FORMAT, origin, training),
    )
    for grant in (
        "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA govledger FROM PUBLIC",
        "GRANT USAGE ON SCHEMA govledger TO {writer}",
        "GRANT SELECT ON ALL TABLES IN SCHEMA govledger TO {writer}",
        "GRANT EXECUTE ON FUNCTION govledger.ledger_append TO {writer}",
        "RESET ROLE",
    ):
        connection.execute(SQL(grant).format(**names))
    _if_allowed(connection, SQL("REVOKE {owner} FROM {user}").format(**names))


def _if_allowed(connection: psycopg.Connection[tuple[object, ...]], statement: Composed) -> None:
    """Runs a statement that who was granted the roles by another may not run, and need not."""
    with suppress(errors.InsufficientPrivilege), connection.transaction():
        connection.execute(statement)


def _check_unfounded(url: str, origin: str, training: bool) -> None:
    source = PostgresSource(url)
    try:
        head = source.head()
    finally:
        source.close()
    if head.size or (head.origin, head.training) != (origin, training):
        raise BadInput("there is a ledger here already, {origin}: {path}", origin=head.origin, path=shown(url))
