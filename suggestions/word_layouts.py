"""How the Word templates of letters and forms about suggestions are laid out."""

from __future__ import annotations

from congress_poverty.word.layout import (
    ANNEX,
    CELL,
    HEADING,
    LINE,
    RIGHT_SIDE,
    TITLE,
    TO,
    Sheets,
    looped,
    row,
)

from .documents import TEMPLATES


def _handling_form():
    out = Sheets("建议办理单", form=True)
    out.say("{{ sheet.county }}人大代表建议办理单", TITLE)
    line = out.say(
        "编号：{{ sheet.number or '（未登记）' }}　　{{ sheet.raised_in }}　　{{ sheet.level }}", CELL
    )
    line.alignment = RIGHT_SIDE
    form = out.table((28, 55, 27, 55))
    row(form, "题目", "{{ sheet.title }}", span=3)
    row(
        form,
        "领衔代表",
        "{{ sheet.lead }}（{{ sheet.delegation }}）",
        "提出日期",
        "{{ sheet.submitted_on }}",
    )
    row(form, "附议代表", "{{ sheet.co|join('、') }}", span=3)
    for label, name, height in (("反映的情况", "body", 40), ("希望怎么办", "ask", 20)):
        row(form, label, looped("line", f"sheet.{name}", "{{ line }}"), span=3, height=height)
    row(form, "类别", "{{ sheet.category }}", "重点督办", "{{ sheet.key }}")
    row(form, "主办单位", "{{ sheet.leads|join('、') }}", "协办单位", "{{ sheet.cos|join('、') }}")
    row(form, "交办日期", "{{ sheet.handed_over_on }}", "答复期限", "{{ sheet.due_on }}")
    written = (
        "{{ one.unit }}　{{ one.doc_no }}　{{ one.written_on }}　{{ one.signed_by }}签发　{{ one.result }}"
    )
    answers = looped("one", "sheet.answers", written, "{{ one.summary }}")
    row(form, "答复", answers, span=3, height=20)
    row(form, "见面沟通", looped("one", "sheet.answers", "{{ one.met }}"), span=3)
    row(form, "答复公开", looped("one", "sheet.answers", "{{ one.public }}"), span=3)
    row(form, "代表评价", "{{ sheet.satisfaction }}", "办结日期", "{{ sheet.closed_on }}")
    row(form, "代表签名", "", "承办单位（章）", "", height=16)
    out.say("{{ sheet.printed_by }} {{ sheet.today }}打印　　现在：{{ sheet.face }}", CELL)
    out.say("{%p if sheet.continued %}")
    out.say("附页：{{ sheet.number }} {{ sheet.title }}", CELL).paragraph_format.page_break_before = True
    out.say("{%p for one in sheet.continued %}")
    out.say("{{ one.label }}", CELL)
    out.each("line", "one.lines", style=CELL)
    out.say("{%p endfor %}")
    out.say("{%p endif %}")
    return out.end()


def _handover_notice():
    out = Sheets("交办通知")
    out.head("{{ sheet.office }}", "{{ sheet.blank_number }}")
    out.say(
        "{{ ('关于' ~ (sheet.again and '重新') ~ '办理' ~ sheet.named ~ '代表建议的通知')|balanced }}", TITLE
    )
    out.say("{{ sheet.to }}：", TO)
    out.say(
        "{{ sheet.lead }}{% if sheet.co %}等{{ sheet.co|length + 1 }}位{% endif %}代表提出的"
        "《{{ sheet.title }}》，现交你单位{{ sheet.part }}。"
        "{% if sheet.again %}代表对上次的答复不满意，这是{{ sheet.again }}办理。{% endif %}"
    )
    others = "{% if sheet.others %}；同时办理的单位：{{ sheet.others|join('、') }}{% endif %}"
    out.when("sheet.dispatch", f"办理方式：{{{{ sheet.dispatch }}}}{others}。")
    out.when("sheet.task", "由你单位办理的部分：{{ sheet.task }}")
    out.say("办理要求：", HEADING)
    out.each("words", "sheet.requirements", "{{ loop.index }}.{{ words }}")
    out.when("sheet.phone", "联系电话：{{ sheet.phone }}")
    out.say()
    out.say("附件：代表建议原文")
    out.sign("{{ sheet.office }}", "{{ sheet.assigned_on }}")
    out.say("附件", ANNEX)
    out.say("{{ sheet.title }}", TITLE).paragraph_format.space_before = LINE
    out.say("编号：{{ sheet.number }}")
    out.say(
        "领衔代表：{{ sheet.lead }}（{{ sheet.delegation }}）"
        "{% if sheet.co %}　附议代表：{{ sheet.co|join('、') }}{% endif %}"
    )
    out.say("提出日期：{{ sheet.submitted_on }}（{{ sheet.raised_in }}）")
    for label, name in (("反映的情况", "body"), ("希望怎么办", "ask")):
        out.when(f"sheet.{name}", label, HEADING)
        out.each("line", f"sheet.{name}")
    return out.end()


def _urge_letter():
    out = Sheets("催办函")
    out.head("{{ sheet.office }}", "{{ sheet.number }}")
    out.say("代表建议催办函", TITLE)
    out.say("{{ sheet.to }}：", TO)
    out.say("交你单位办理的下列代表建议 {{ sheet.rows|length }} 件，至今没有答复。")
    out.each("line", "sheet.message")
    table = out.table((30, 66, 30, 30))
    row(table, "编号", "题目", "交办日期", "答复期限")
    row(table, "{%tr for one in sheet.rows %}")
    row(table, "{{ one.number }}", "{{ one.title }}", "{{ one.handed_over_on }}", "{{ one.due_on }}")
    row(table, "{%tr endfor %}")
    out.sign("{{ sheet.office }}", "{{ sheet.sent_on }}")
    return out.end()


def _reply_letter():
    out = Sheets("答复函")
    out.head("{{ sheet.unit }}", "{{ sheet.doc_no }}", "{{ sheet.signed_by }}")
    again = "('再次' if sheet.again else '')"
    out.say(f"{{{{ ('关于' ~ sheet.named ~ '代表建议的' ~ {again} ~ '答复')|balanced }}}}", TITLE)
    out.say("{{ sheet.to }}：", TO)
    out.say(
        "您{% if sheet.co %}们{% endif %}提出的《{{ sheet.title }}》收悉。"
        "{% if sheet.with_units %}经与{{ sheet.with_units }}研究，{% endif %}现答复如下："
    )
    out.each("line", "sheet.body")
    out.when("not sheet.body", "（在这里写：办了什么、什么时候办完、谁负责；不能办的写原因和依据。）")
    out.say("办理结果：{{ sheet.result }}")
    out.say("感谢您{% if sheet.co %}们{% endif %}对我们工作的关心和支持，欢迎继续提出意见。")
    out.say("联系人及电话：{{ sheet.officer }}　{{ sheet.officer_phone }}")
    out.sign("{{ sheet.unit }}", "{{ sheet.written_on }}")
    out.say("（{{ sheet.publicity }}）")
    out.foot("抄送：{{ sheet.office }}。")
    return out.end()


def _survey():
    out = Sheets("征询意见表", form=True)
    out.say("{{ sheet.county }}人大代表建议办理情况征询意见表", TITLE)
    out.say("编号：{{ sheet.number }}", CELL).alignment = RIGHT_SIDE
    form = out.table((28, 55, 27, 55))
    row(form, "题目", "{{ sheet.title }}", span=3)
    row(form, "代表", "{{ sheet.proposer }}（{{ sheet.role }}）", "代表团", "{{ sheet.delegation }}")
    row(
        form,
        "答复",
        looped(
            "one",
            "sheet.answers",
            "{{ one.unit }}　{{ one.doc_no }}　{{ one.written_on }}　{{ one.result }}",
            "{{ one.summary }}",
            "见面沟通：{{ one.met }}",
        ),
        span=3,
        height=40,
    )
    boxes = "{{ one.label }}：{% for word in one.scale %}□ {{ word }}　　{% endfor %}"
    row(form, "您的评价", looped("one", "sheet.questions", boxes), span=3, height=20)
    reasons = "{% for word in sheet.reasons %}□ {{ word }}　{% endfor %}"
    row(form, "{{ sheet.dissatisfied }}的原因", ["（评价不满意的必须填写）", reasons], span=3, height=40)
    row(form, "意见和建议", "", span=3, height=40)
    row(form, "代表签名", "", "日期", "　　年　月　日", height=16)
    out.say(
        "{% if sheet.due_on %}请于{{ sheet.due_on }}前{% else %}请{% endif %}交{{ sheet.office }}"
        "{% if sheet.phone %}（电话：{{ sheet.phone }}）{% endif %}。每位代表各填一份。",
        CELL,
    )
    return out.end()


def _supervision_notice():
    out = Sheets("督办单")
    out.head("{{ sheet.office }}", "{{ sheet.blank_number }}")
    out.say("代表建议督办单", TITLE)
    out.say("{{ sheet.to }}：", TO)
    out.say(
        "{{ sheet.lead }}代表提出的{{ sheet.named }}建议《{{ sheet.title }}》，"
        "{{ sheet.assigned_on }}交你单位主办。"
    )
    out.when("sheet.standing", "答复期限：{{ sheet.standing }}。")
    out.each("words", "sheet.grounds")
    out.when("sheet.supervisors", "督办人：{{ sheet.supervisors|join('、') }}。")
    out.say("请抓紧办理，并于　　月　　日前填写下表，盖章后报我们。")
    table = out.table((36, 120))
    row(table, "办理进展", "", height=24)
    row(table, "存在的困难", "", height=16)
    row(table, "完成时间和责任人", "", height=12)
    row(table, "承办单位（章）", "　　　　　　　　　　　年　　月　　日", height=14)
    out.sign("{{ sheet.office }}", "{{ sheet.today }}")
    return out.end()


def _annual_report():
    out = Sheets("年度办理情况报告")
    out.head("{{ sheet.office }}", "{{ sheet.blank_number }}", "")
    out.say("{{ sheet.title }}", TITLE)
    out.say("{{ sheet.to }}", TO)
    out.say("{{ sheet.opening }}")
    out.say("{%p for part in sheet.parts %}")
    out.say("{{ part.number }}、{{ part.title }}", HEADING)
    out.each("words", "part.paragraphs")
    out.say("{%p endfor %}")
    out.say("{{ sheet.closing }}")
    out.say("{%p if sheet.annex %}")
    out.say()
    out.say("附件：各承办单位办理情况")
    out.say("{%p endif %}")
    out.sign("{{ sheet.office }}", "{{ sheet.drafted_on }}")
    out.say("{%p if sheet.annex %}")
    out.say("附件", ANNEX)
    out.say("各承办单位办理情况", TITLE).paragraph_format.space_before = LINE
    table = out.table((60, 24, 24, 24, 24))
    row(table, "承办单位", "主办", "答复", "按期率", "满意率")
    row(table, "{%tr for one in sheet.annex %}")
    names = ("unit", "handed", "answered", "in_time", "satisfied")
    row(table, *(f"{{{{ one.{name} }}}}" for name in names))
    row(table, "{%tr endfor %}")
    out.say("{%p endif %}")
    return out.end()


LAYOUTS = {
    "handling-form": _handling_form,
    "handover-notice": _handover_notice,
    "urge-letter": _urge_letter,
    "reply-letter": _reply_letter,
    "survey": _survey,
    "supervision-notice": _supervision_notice,
    "annual-report": _annual_report,
}

FOLDER = TEMPLATES
