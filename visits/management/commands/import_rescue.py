"""``manage.py import_rescue FILE``: take in what a phone could not hand in."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congress_poverty.refusals import Refused
from visits.phone.rescue import take_in


class Command(BaseCommand):
    help = "导入代表手机上没传上来的记录：手机“导出未同步记录”的文件，或复制发来的文字。可以重复运行。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="文件（.json 或 .txt）")

    def handle(self, *, file: Path, **options):
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"打不开 {file}：{error}") from error
        try:
            outcome = take_in(text, now=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{outcome.name}代表，{len(outcome.lines)} 条：")
        for line in outcome.lines:
            self.stdout.write(f"{line}　{line.what}")
        if outcome.photos:
            self.stdout.write(f"照片 {outcome.photos} 张。")
