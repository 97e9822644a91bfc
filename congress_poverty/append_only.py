"""Triggers that make the audit append-only, on both databases."""

SQLITE = """
CREATE TRIGGER audit_no_{verb} BEFORE {VERB} ON congress_poverty_auditevent
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the audit is append-only'; END
$$ LANGUAGE plpgsql
"""
POSTGRESQL = """
CREATE TRIGGER audit_no_{verb} BEFORE {VERB} ON congress_poverty_auditevent
FOR EACH ROW EXECUTE FUNCTION audit_append_only()
"""


def install(connection) -> None:
    """Refuse UPDATE and DELETE on the audit table."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        template = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
        for verb in ("update", "delete"):
            cursor.execute(template.format(verb=verb, VERB=verb.upper()))


def remove(connection) -> None:
    """Take the triggers away: for unmigrating, and for a test database that is emptied."""
    on_table = " ON congress_poverty_auditevent" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS audit_no_{verb}{on_table}")
