"""``manage.py carry_over``: what was promised in a year and is not kept goes on into the next."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from deputies.models import County
from suggestions import actions


class Command(BaseCommand):
    help = "Carry the open promises of a year over into the next; running it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--county", required=True, help="code of the county")
        parser.add_argument("--year", required=True, type=int, help="the year that ends")

    def handle(self, *, county, year, **options):
        today = timezone.localdate()
        if not 2000 <= year <= today.year:
            raise CommandError(f"年度应在 2000 和 {today.year} 之间，是将要结束或已经结束的那一年。")
        with reaching(Reach.everything("promises of a whole county are carried over")):
            found = County.objects.select_related("region").filter(region__code=county).first()
            if found is None:
                raise CommandError(f"没有代码为 {county} 的县。")
            by = Actor.program("承诺事项结转", county_code=found.code)
            carried = actions.carry_over_open(found, year=year, by=by, on=today)
        self.stdout.write(f"已把{year}年没有落实的 {carried} 项承诺结转到{year + 1}年。")
