"""The tests' tables: those of a program that a test starts by itself, and how a server's become empty."""

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from congress_poverty import append_only


def lay_out() -> None:
    """Every table straight from the models, as in the tests' own database: no migration is walked."""
    settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    append_only.install(connection)


def empty_quickly() -> None:
    """What a test committed on PostgreSQL goes by DELETE where there are rows.

    Django's TRUNCATE gives each of 150 tables, its indexes and sequences new files, seconds after every such
    test. And nothing of the tests' database has to survive a power cut.
    """
    if connection.vendor != "postgresql":
        return
    operations = type(connection.ops)  # a browser's event loop gives its thread a connection of its own
    truncate = operations.sql_flush

    def delete(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        if reset_sequences:
            return truncate(self, style, tables, reset_sequences=True, allow_cascade=allow_cascade)
        names = [self.quote_name(table) for table in tables]
        asked = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names]  # noqa: S608 - our own
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(asked))
            filled = [name for (name,) in cursor.fetchall()]
        return [f"DELETE FROM {name}" for name in filled]  # noqa: S608 - keys are checked at the commit

    operations.sql_flush = delete
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        cursor.execute("SET synchronous_commit = off")
