"""Make a county ready for its ledgers.

manage.py setup_county CODE --divisions FILE.csv --pack NAME
    [--set table.key=value …] --campaign NAME SINCE UNTIL
"""

from __future__ import annotations

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from congress_poverty import audit, packs
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused
from deputies import regions
from deputies.models import Campaign, County, Region


class Command(BaseCommand):
    help = "Make a county ready for its ledgers: divisions, rule pack, campaign. May be run again."

    def add_arguments(self, parser):
        parser.add_argument("code", help="the county's official code, e.g. 341323")
        parser.add_argument("--divisions", required=True, help="CSV: code,name,level,parent_code")
        parser.add_argument("--pack", default="default", help="rule pack, see congress_poverty/packs")
        parser.add_argument(
            "--set",
            dest="values",
            action="append",
            default=[],
            metavar="TABLE.KEY=VALUE",
            help="override a pack value",
        )
        parser.add_argument("--campaign", nargs=3, metavar=("NAME", "SINCE", "UNTIL"))

    def handle(self, *, code, divisions, pack, values, campaign, verbosity, **options):
        today = timezone.localdate()
        try:
            overrides = self.overrides(values)
            packs.effective(pack, overrides)
            period = self.period(campaign) if campaign else None
            with transaction.atomic():
                done = regions.load(code, regions.read(divisions), today=today)
                county = self.county(code, pack, overrides)
                if period:
                    name, since, until = period
                    Campaign.objects.update_or_create(
                        county=county, name=name, defaults={"since": since, "until": until}
                    )
                audit.record(
                    "deputies.setup_county",
                    by=Actor.program("setup_county", county_code=code),
                    obj=county,
                    detail={"pack": pack, "set": overrides, "campaign": campaign},
                )
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        if verbosity:
            townships = Region.objects.filter(parent=county.region, retired_on=None)
            villages = Region.objects.filter(parent__in=townships, retired_on=None).count()
            self.stdout.write(
                f"{county}（{code}）：{townships.count()} 个乡镇、{villages} 个村（社区），规则包 {pack}，"
                f"建议期限按{self.clocks(county)}；"
                f"新增 {done.made}，改名 {done.renamed}，换代码 {done.recoded}，撤销 {done.retired}。"
            )

    @staticmethod
    def clocks(county: County) -> str:
        """Whose regulation the county's clocks follow, in words."""
        return county.policy(packs.sections()["suggestions"]).profile.words

    @staticmethod
    def overrides(values: list[str]) -> dict[str, str]:
        found = {}
        for one in values:
            key, equals, value = one.partition("=")
            if not equals or "." not in key:
                raise Refused(f"--set 应写成 表.项=值，现在是“{one}”。", code="E_PACK_KEY")
            found[key.strip()] = value.strip()
        return found

    @staticmethod
    def period(campaign) -> tuple[str, date, date | None]:
        name, since, until = campaign
        try:
            begins = date.fromisoformat(since)
            ends = None if until in ("", "-") else date.fromisoformat(until)
        except ValueError:
            raise Refused("--campaign 的起止日期请写成 2018-03-22 这样；没有结束日期写 -。") from None
        if ends and ends < begins:
            raise Refused("--campaign 的结束日期早于开始日期。")
        return name, begins, ends

    @staticmethod
    def county(code: str, pack: str, overrides: dict) -> County:
        county = County.objects.select_related("region").filter(region__code=code).first()
        if county is None:
            return County.objects.create(region=Region.objects.get(code=code), pack=pack, overrides=overrides)
        county.pack = pack
        if overrides:
            county.overrides = {**county.overrides, **overrides}
        county.save(update_fields=["pack", "overrides"])
        return county
