"""``manage.py export_assessment``: the year's assessment as the workbook the county hands in."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessment import actions, workbook
from assessment.models import Score
from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies.models import County


class Command(BaseCommand):
    help = "Compute the year's scores, unless they are frozen, and write the workbook."

    def add_arguments(self, parser):
        parser.add_argument("out", type=Path)
        parser.add_argument("--county", required=True)
        parser.add_argument("--year", type=int, required=True)

    def handle(self, *, out: Path, county, year, **options):
        found = County.objects.filter(region__code=county).select_related("region").first()
        if found is None:
            raise CommandError(f"没有代码为 {county} 的县。")
        if out.suffix.lower() != ".xlsx":
            raise CommandError("文件名要以 .xlsx 结尾。")
        if not 2000 <= year <= 2199:
            raise CommandError(f"年度 {year} 应在 2000 到 2199 之间。")
        if not out.parent.is_dir():
            raise CommandError(f"没有文件夹 {out.parent}，请先建好。")
        by = Actor.program("导出年度考核", found.code)
        try:
            with reaching(Reach.everything("the assessment of a whole county")):
                if not Score.objects.filter(county=found, year=year, frozen_on__isnull=False).exists():
                    actions.compute_scores(found, year, by=by, today=timezone.localdate())
                count = workbook.write(found, year, out)
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        self.stdout.write(f"{out}：{count} 个考核对象。")
