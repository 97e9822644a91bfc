"""``manage.py export_ledger KIND OUT.xlsx|OUT.csv [--county CODE] [--township CODE]``."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.imports.engine import EVERYTHING, Run
from congress_poverty.imports.export import write_ledger
from congress_poverty.imports.ledger import Scope, kinds
from congress_poverty.management.commands.import_ledger import Command as ImportLedger
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused


class Command(BaseCommand):
    help = "Write a ledger, identity numbers and telephones in full, so that it can be imported again."

    def add_arguments(self, parser):
        parser.add_argument("kind", help="one of: " + " ".join(kinds()))
        parser.add_argument("out", help="a .xlsx or .csv file")
        parser.add_argument("--county", help="official code; may be left out where there is one county")
        parser.add_argument("--township", default="", help="official code: only this township")

    def handle(self, *, kind, out, county, township, verbosity, **options):
        if not Path(out).parent.is_dir():
            raise CommandError(f"没有文件夹 {Path(out).parent}，请先建好。")
        try:
            scope = Scope(county or ImportLedger.only_county(), timezone.localdate(), township)
            with reaching(EVERYTHING), transaction.atomic():
                ledger = Run(scope, dry=True).ledger(kind)
                rows = write_ledger(ledger, Path(out))
                audit.record(
                    "imports.export",
                    by=Actor.program("export_ledger", county_code=scope.county_code),
                    detail={"kind": kind, "rows": rows, "township": township, "tier3": bool(ledger.secret)},
                )
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        if verbosity:
            self.stdout.write(f"{ledger.label}：{rows} 行，写入 {out}。")
