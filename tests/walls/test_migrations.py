"""The tables are what the models say."""

from django.core.management import call_command


def test_no_model_has_changed_without_a_migration(db, capsys):
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)
