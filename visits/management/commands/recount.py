"""``manage.py recount``: count the summary of visits anew, or check that it is right."""

from django.core.management.base import BaseCommand, CommandError

from deputies.models import County
from visits import summary


class Command(BaseCommand):
    help = "Count the summary of visits anew; --check only compares it with the rows."

    def add_arguments(self, parser):
        parser.add_argument("--county", help="code; all counties without it")
        parser.add_argument("--check", action="store_true", help="change nothing, fail where it differs")

    def handle(self, *, county, check, **options):
        counties = County.objects.select_related("region")
        if county:
            counties = counties.filter(region__code=county)
            if not counties:
                raise CommandError(f"没有代码为 {county} 的县。")
        wrong = []
        for one in counties:
            if check:
                wrong += [f"{one}：{sentence}" for sentence in summary.differences(one)]
            else:
                summary.recount(one)
        if wrong:
            raise CommandError("\n".join([*wrong, "请运行 manage.py recount 重新统计。"]))
        self.stdout.write("汇总与记录一致。" if check else "已重新统计。")
