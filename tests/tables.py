"""Tables for a program that a test starts by itself."""

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
