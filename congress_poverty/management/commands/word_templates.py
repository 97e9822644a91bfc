"""``manage.py word_templates``: the Word templates that come with the program, drawn anew."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Draw the Word templates of the program anew, each room's into its folder of templates."

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, help="one folder to write them all to instead")

    def handle(self, *, to, **options):
        drawn = 0
        for room in rooms():
            folder = to or room.FOLDER
            folder.mkdir(parents=True, exist_ok=True)
            for code, draw in room.LAYOUTS.items():
                draw().save(folder / f"{code}.docx")
            drawn += len(room.LAYOUTS)
        self.stdout.write(f"已写好 {drawn} 个 Word 模板。")


def rooms():
    """The module ``word_layouts`` of every app that has one: ``LAYOUTS`` by code, and their ``FOLDER``."""
    names = [f"{config.name}.word_layouts" for config in apps.get_app_configs()]
    return [import_module(name) for name in names if find_spec(name)]
