"""How the county leads: a round of checks with its problems, meetings with tasks, papers with receipts."""

from __future__ import annotations

from datetime import date, timedelta

from assessment import actions
from assessment.models import Check, CheckRound, HalfYearReport, Meeting
from deputies.figures import townships
from deputies.models import County, Unit

from .actors import chair, office

RULES = (
    ("人大常委会联系人大代表办法", "一、常委会组成人员每人联系2至3名代表。\n二、每季度至少联系一次。"),
    ("人大代表联系选民制度", "一、代表每月到联络站接待选民。\n二、每季度走访联系户。"),
    ("人大代表向选民述职制度", "一、代表任期内至少述职一次。\n二、述职由选民现场评议。"),
)
PROBLEMS = (
    ("venue", "代表活动室制度没有上墙，接待日没有公示。", "制度上墙，公示接待日。"),
    ("form", "小组活动记录只有照片，没有写解决了什么。", "补记活动内容和结果。"),
    ("data", "走访登记的户数和统计表对不上。", "逐户核对，更正统计表。"),
    ("grouping", "第二代表小组都是乡级代表，没有混合编组。", "按混合编组调整。"),
    ("handling", "两件意见收集后没有转交，也没有回复群众。", "转交并回复。"),
)


def lead(county: County, today: date) -> None:
    """One round in the last seventy days, three meetings, six papers."""
    towns = [town for town in townships(county) if town.has_congress]
    offices = list(Unit.objects.filter(county=county, kind=Unit.Kind.SUPERVISING_OFFICE).order_by("name"))
    _checks(county, towns, offices, today)
    _meetings(county, towns, today)
    _papers(county, towns, today)


def _checks(county, towns, offices, today: date) -> None:
    ours = office(county)
    since = today - timedelta(days=60)
    row = CheckRound(
        county=county,
        name=f"{since.year}年第{(since.month + 2) // 3}季度督查",
        since=since,
        until=today + timedelta(days=30),
        leader="王常委副主任",
        aspects="方向、实效、作风",
    )
    round_ = actions.plan_round(row, by=ours)
    for n, town in enumerate(towns):
        quiet = n % 3 == 2
        planned = since + timedelta(days=3 + 4 * n)
        check = Check(
            county=county,
            round=round_,
            township=town,
            mode=Check.Mode.UNANNOUNCED if quiet else Check.Mode.ANNOUNCED,
            way=Check.Way.LEADER if n % 4 == 0 else Check.Way.COMMITTEE,
            planned_on=planned,
            topics="代表联系户走访情况\n代表活动室规范化建设\n意见建议办理情况",
        )
        check = actions.plan_check(check, by=ours, offices=offices[n % 2 : n % 2 + 2])
        if not quiet and planned - timedelta(days=5) <= today:
            check = actions.notify_check(check, by=ours, today=min(planned - timedelta(days=5), today))
        if planned < today:
            check = actions.hold_check(
                check,
                by=ours,
                held_on=planned,
                people="代表工委两人、本级人大代表一人",
                summary="总体较好，走访和接待都有记录；存在的问题已当面反馈。",
                today=planned,
            )
            _problems(check, n, today)
    external = Check(
        county=county,
        township=towns[1],
        mode=Check.Mode.EXTERNAL,
        planned_on=today - timedelta(days=20),
        organ="省人大督导组",
        document=f"省人督〔{today.year}〕4号",
        topics="",
    )
    external = actions.plan_check(external, by=ours)
    actions.add_finding(
        external,
        by=ours,
        kind="thinking",
        words="个别代表认为走访就是送慰问品，没有了解生产就业的困难。",
        demand="组织学习，逐人谈话。",
        due_on=today + timedelta(days=10),
        on_spot=False,
        today=today - timedelta(days=20),
    )


def _problems(check: Check, n: int, today: date) -> None:
    if n % 2:
        return
    ours, theirs = office(check.county), chair(check.county)
    kind, words, demand = PROBLEMS[n // 2 % len(PROBLEMS)]
    held = check.held_on
    finding = actions.add_finding(
        check,
        by=ours,
        kind=kind,
        words=words,
        demand=demand,
        due_on=held + timedelta(days=15),
        on_spot=n % 8 == 6,
        today=held,
    )
    done = held + timedelta(days=12)
    if n % 8 == 6 or n % 6 == 4 or done > today:
        return
    finding = actions.report_rectified(finding, by=theirs, words="已整改到位，专人负责。", today=done)
    seen = done + timedelta(days=3)
    if seen > today:
        return
    finding = actions.confirm_rectified(finding, by=ours, words="现场看过，属实。", today=seen)
    if finding.look_back_on <= today and n % 4 == 0:
        actions.look_back(
            finding,
            by=ours,
            holds=True,
            words="一个月后再看，没有反弹。",
            today=finding.look_back_on,
        )


def _meetings(county, towns, today: date) -> None:
    ours, theirs = office(county), chair(county)
    past = today - timedelta(days=45)
    joint = Meeting(
        county=county,
        kind=Meeting.Kind.ON_SITE,
        title="代表帮扶产业现场会",
        held_on=past,
        place=f"{towns[0].name}代表活动室",
        host=towns[0],
        chair="张常委主任",
        agenda="看代表领办的合作社\n三个乡镇交流做法\n研究联系户增收的办法",
        requests="请带本乡镇联系户增收情况的材料。",
    )
    units = list(Unit.objects.filter(county=county, kind=Unit.Kind.DEPARTMENT).order_by("name")[:2])
    joint = actions.save_meeting(joint, by=ours, towns=towns, units=units, today=past - timedelta(days=9))
    joint = actions.notify_meeting(joint, by=ours, today=past - timedelta(days=8))
    for n, town in enumerate(towns[:-1]):
        actions.answer_meeting(
            joint, by=theirs, towns=[town.pk], attendees=f"人大主席、{1 + n % 2}名代表",
            today=past - timedelta(days=5),
        )  # fmt: skip
    joint = actions.hold_meeting(
        joint,
        by=ours,
        minutes="会议看了两个合作社，听了三个乡镇的做法。\n会议认为，代表牵头办合作社，联系户有稳定收入，做法可以推广。",
        present="应到 24 人，实到 23 人，请假 1 人。",
        today=past,
    )
    for n, (words, owner) in enumerate(
        (
            ("为联系户较多的三个村修通产业路。", {"unit": units[0]}),
            ("合作社吸收联系户务工，今年不少于 20 户。", {"township": towns[0]}),
            ("整理代表领办合作社的做法，印发各乡镇。", {"owner": office(county).label}),
            ("逐户核对联系户增收情况，报表格。", {"township": towns[2]}),
        )
    ):
        due = past + timedelta(days=20 + 15 * n)
        task = actions.add_task(joint, by=ours, words=words, due_on=due, today=past, **owner)
        if n in (1, 2):
            task = actions.report_task(
                task,
                by=theirs if n == 1 else ours,
                words="已经办完。",
                today=past + timedelta(days=18),
            )
        if n == 2:
            actions.settle_task(task, by=ours, result="done", words="属实。", today=past + timedelta(days=20))
    ahead = Meeting(
        county=county,
        kind=Meeting.Kind.JOINT,
        title="代表行动第四次联席会议",
        held_on=today + timedelta(days=9),
        place=f"{county}人大常委会三楼会议室",
        chair="王常委副主任",
        agenda="通报督查情况\n研究年度总结和下一年安排",
    )
    ahead = actions.save_meeting(ahead, by=ours, towns=towns, units=[], today=today)
    ahead = actions.notify_meeting(ahead, by=ours, today=today)
    for town in towns[::3]:
        actions.answer_meeting(ahead, by=theirs, towns=[town.pk], attendees="人大主席", today=today)


def _papers(county, towns, today: date) -> None:
    ours, theirs = office(county), chair(county)
    for n, (title, body) in enumerate(RULES):
        on = today - timedelta(days=220 - 30 * n)
        paper = actions.draft_paper(
            by=ours,
            county=county,
            kind="rule",
            title=f"{county}{title}",
            body=body,
            today=on - timedelta(days=20),
        )
        actions.approve_paper(
            paper, by=ours, step="主任会议通过", decided_on=on - timedelta(days=5), result="passed",
            words="", today=on,
        )  # fmt: skip
        paper = actions.issue_paper(
            paper,
            by=ours,
            number=_number(county, on, 5 + n),
            issued_on=on,
            today=on,
        )
        if n == 0:
            later = today - timedelta(days=40)
            actions.revise_paper(
                paper, by=ours, body=body + "\n三、联系情况每半年通报一次。", change="增加通报的规定",
                effective_on=later, today=later,
            )  # fmt: skip
        for town in towns if n else towns[:-4]:
            day = on + timedelta(days=2) if n else today - timedelta(days=38)
            actions.receive_paper(paper, by=theirs, towns=[town.pk], today=day)
    year = today.year if today >= date(today.year, 3, 20) else today.year - 1
    plan = actions.draft_paper(
        by=theirs,
        county=county,
        township=towns[0],
        kind="plan",
        title=f"{towns[0].name}人大{year}年代表行动活动方案",
        basis=f"{county}人大常委会实施意见",
        body=f"根据{county}人大常委会部署，制定本方案。\n一、目标任务\n代表联系户走访全覆盖，每季度一次。\n二、活动安排\n"
        "第一季度报方案和帮扶名单；第二季度集中视察；第三季度专题调研；第四季度述职评议。\n三、组织保障\n主席团负责，活动室为阵地。",
        today=date(year, 3, 10),
    )
    actions.approve_paper(
        plan, by=theirs, step="镇党委同意", decided_on=date(year, 3, 15), result="passed", words="",
        today=date(year, 3, 15),
    )  # fmt: skip
    actions.issue_paper(plan, by=theirs, number="", issued_on=date(year, 3, 20), today=date(year, 3, 20))
    reported = _last_period(county, today)
    if reported:
        period, due_on = reported
        day = min(due_on + timedelta(days=5), today)  # the two late ones are in
        bulletin = actions.draft_bulletin(county, period, by=ours, today=day)
        actions.issue_paper(
            bulletin,
            by=ours,
            number=_number(county, day, 11),
            issued_on=day,
            today=day,
        )


def _last_period(county, today: date):
    rows = HalfYearReport.objects.filter(county=county, due_on__lt=today).order_by("-due_on")
    return rows.values_list("period", "due_on").first()


def _number(county: County, on: date, serial: int) -> str:
    """发文字号: the county's first character stands for it."""
    return f"{county.region.name[0]}人常〔{on.year}〕{serial}号"
