"""``manage.py import_ledger KIND PATH… [--county CODE] [--township CODE] [--check] [--report OUT.json]``."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congress_poverty.audit import Actor
from congress_poverty.imports import actions
from congress_poverty.imports.engine import EVERYTHING, Run, report_json
from congress_poverty.imports.ledger import Ledger, Scope, kinds, ledger_class
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused

SUFFIXES = (".xlsx", ".xls", ".xlsm", ".csv", ".txt", ".tsv", ".html", ".htm", ".et", ".ods", ".xlsb")
STOPPED = 130  # what a shell expects of a program stopped by Ctrl-C
_CORRECTION = re.compile("更正|补报|补充|订正|修正")


class Command(BaseCommand):
    help = "Import ledgers: files or folders. KIND 'auto' recognises a ledger by its headings."

    def add_arguments(self, parser):
        parser.add_argument("kind", help="auto, or one of: " + " ".join(kinds()))
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument("--county", help="official code; may be left out where there is one county")
        parser.add_argument("--township", default="", help="official code: only rows of this township")
        parser.add_argument("--check", action="store_true", help="judge only, write nothing")
        parser.add_argument("--report", help="write the report to this JSON file")

    def handle(self, *, kind, paths, county, township, check, report, verbosity, **options):
        self.show, self.done = verbosity > 0, 0
        if report and not Path(report).parent.is_dir():
            raise CommandError(f"没有文件夹 {Path(report).parent}，请先建好。")
        try:
            if kind != "auto":
                ledger_class(kind)
            scope = Scope(county or self.only_county(), timezone.localdate(), township)
            with reaching(EVERYTHING):
                run = Run(scope, dry=check, progress=self.progress)
                files = self.files(kind, paths, run)
                reports = self.run(kind, files, run)
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        except KeyboardInterrupt:
            if self.show and sys.stdout.isatty():
                self.stdout.write("")  # off the line that counts
            raise CommandError(self.stopped(check), returncode=STOPPED) from None
        if report:
            Path(report).write_text(
                json.dumps(report_json(kind, reports), ensure_ascii=False, indent=1), encoding="utf-8"
            )
        if self.show:
            words = {
                what: sum(one.total(what) for one in reports)
                for what in ("rows_read", "accepted", "refused", "skipped")
            }
            done = "可导入" if check else "导入"
            self.stdout.write(
                f"{len(files)} 个文件，读 {words['rows_read']} 行：{done} {words['accepted']}，"
                f"拒绝 {words['refused']}，跳过 {words['skipped']}。"
            )

    def run(self, kind: str, files: list[tuple[Path, str]], run: Run):
        by = Actor.program("import_ledger", county_code=run.scope.county_code)
        reports = []
        for path, name in files:
            self.name = name
            one = actions.import_file(path, kind, run=run, name=name, now=timezone.now(), by=by)
            reports.append(one)
            self.done += 1
            if self.show:
                self.stdout.write("\r" if sys.stdout.isatty() else "", ending="")
                self.stdout.write(
                    f"{name}：{one.refused.sentence}"
                    if one.refused
                    else f"{name}：读 {one.total('rows_read')}，导入 {one.total('accepted')}，"
                    f"拒绝 {one.total('refused')}，跳过 {one.total('skipped')}"
                )
        return reports

    def stopped(self, check: bool) -> str:
        """What Ctrl-C left: each file is one transaction, those before it stay."""
        if check:
            return "已停止检查。"
        before = f"前面 {self.done} 个文件已经导入，不受影响" if self.done else "一行也没有写入"
        return f"已停止导入，{before}。"

    def progress(self, done: int, total: int) -> None:
        if self.show and sys.stdout.isatty():
            self.stdout.write(f"\r{self.name}：{done}/{total}", ending="")
            self.stdout.flush()

    @staticmethod
    def only_county() -> str:
        codes = list(apps.get_model("deputies", "County").objects.values_list("region__code", flat=True)[:2])
        if len(codes) != 1:
            raise Refused("请用 --county 说明是哪个县。" if codes else "还没有县，请先运行 setup_county。")
        return codes[0]

    def files(self, kind: str, paths: list[str], run: Run) -> list[tuple[Path, str]]:
        """The files in the order they will be imported, each with the path the report names.

        Paths keep the order they were given in. Inside a folder ledgers that others refer to
        come first, townships stand in the order of their codes, and corrections come last.
        """
        found = []
        for given in map(Path, paths):
            if given.is_file():
                found.append((given, str(given)))
            elif given.is_dir():
                inside = [
                    path
                    for path in given.rglob("*")
                    if path.is_file()
                    and path.suffix.lower() in SUFFIXES
                    and not path.name.startswith(("~$", "."))
                ]
                found += [
                    (path, str(path)) for path in sorted(inside, key=lambda p: self.rank(p, given, kind, run))
                ]
            else:
                raise Refused(f"找不到 {given}。", code="F_TYPE")
        if not found:
            raise Refused("文件夹里没有可以导入的文件（.xlsx、.xls、.csv）。", code="F_TYPE")
        return found

    @staticmethod
    def rank(path: Path, root: Path, kind: str, run: Run) -> tuple:
        """The kind is read from the name, and only where that tells nothing from the headings."""
        name = path.relative_to(root).as_posix()
        known = kinds()
        if kind == "auto":
            named = {one: _named(known[one], path.stem) or _named(known[one], name) for one in known}
            kind = max(named, key=named.__getitem__)
            kind = kind if named[kind] else run.kind_of(path)
        if not kind:
            return 1000, False, "", name
        return known[kind].order, bool(_CORRECTION.search(name)), run.ledger(kind).file_rank(path.name), name


def _named(ledger: type[Ledger], name: str) -> int:
    """How much of a file's name speaks of this kind: the longest word decides."""
    words = (word for shape in ledger.shapes for word in (*shape.titles, ledger.label))
    return max((len(word) for word in words if word in name), default=0)
