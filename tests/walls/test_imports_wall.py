"""Nothing imports upwards: the contract of pyproject.toml, kept with every test run."""

from importlinter import cli


def test_the_rooms_import_only_downwards(capsys):
    assert cli.lint_imports(no_cache=True, is_debug_mode=False) == 0, capsys.readouterr().out
