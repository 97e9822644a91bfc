"""What the auditor reads: actions and objects of the audit in Chinese.

The names of households and of what belongs to them are not for the auditor's eyes:
such an object is shown by its kind and public code.
"""

from __future__ import annotations

ROOMS = {
    "session.": "登录",
    "accounts.": "账号与授权",
    "account.": "自己的账号",
    "audit.": "查操作记录",
    "deputies.": "代表",
    "groups.": "代表小组",
    "stations.": "联络站室",
    "units.": "单位",
    "regions.": "区划",
    "voters.": "联系选民",
    "household": "联系户",
    "pairing": "结对",
    "visit": "走访",
    "activit": "活动",
    "suggestion": "建议",
    "report": "报告",
    "assess": "考核",
    "sheets.": "导入",
    "export": "导出",
}
ACTIONS = {
    "session.login": "登录",
    "session.logout": "退出登录",
    "session.failed": "登录失败",
    "session.locked": "登录锁定",
    "account.password": "改自己的密码",
    "accounts.create": "建立账号",
    "accounts.edit": "修改账号",
    "accounts.disable": "停用账号",
    "accounts.enable": "启用账号",
    "accounts.reset_password": "重置密码",
    "accounts.end_sessions": "强制退出登录",
    "accounts.unlock": "解除登录锁定",
    "accounts.grant": "授予身份",
    "accounts.end_post": "收回身份",
    "audit.search": "查操作记录",
    "audit.read": "看一条操作记录",
    "audit.verify": "检查操作记录",
    "deputies.register": "登记代表",
    "deputies.edit": "修改代表",
    "deputies.add_mandate": "登记任职",
    "deputies.change_status": "变更代表状态",
    "deputies.add_honour": "登记荣誉",
    "deputies.remove_honour": "去掉荣誉",
    "deputies.link_member": "登记联系代表",
    "deputies.end_member_link": "结束联系代表",
    "deputies.reveal": "查看代表隐去的内容",
    "groups.edit": "修改小组",
    "groups.add_member": "加入小组",
    "groups.change_role": "改小组职责",
    "groups.end_membership": "退出小组",
    "stations.edit": "修改站室",
    "units.edit": "修改单位",
    "regions.edit": "修改区划",
    "regions.link_area": "登记联系乡镇",
    "regions.end_area_link": "结束联系乡镇",
    "voters.edit": "修改联系选民",
    "voters.remove": "去掉联系选民",
    "export": "导出",
}
KINDS = {
    "deputies.account": "账号",
    "deputies.person": "代表",
    "deputies.mandate": "任职",
    "deputies.deputygroup": "小组",
    "deputies.station": "站室",
    "deputies.unit": "单位",
    "deputies.region": "区划",
    "deputies.votercontact": "联系选民",
    "pairing.household": "联系户",
    "pairing.householdmember": "家庭成员",
    "pairing.pairing": "结对",
    "pairing.pairingapplication": "结对申请",
    "pairing.rosterfiling": "名册上报",
    "visits.visit": "走访",
    "visits.activity": "活动",
    "visits.visitphoto": "照片",
    "suggestions.suggestion": "建议",
    "assessment.report": "报告",
    "congress_poverty.sheetimport": "导入",
}
# Their labels hold no names of households or voters.
_OPEN_KINDS = {
    "deputies.account", "deputies.person", "deputies.mandate", "deputies.deputygroup", "deputies.station",
    "deputies.unit", "deputies.region", "congress_poverty.sheetimport", "assessment.report",
}  # fmt: skip


def action_label(action: str) -> str:
    """登录 for ``session.login``; an action without a word of its own is shown as it is."""
    return ACTIONS.get(action, action)


def kind_label(kind: str) -> str:
    return KINDS.get(kind, kind)


def object_words(kind: str, code: str, label: str) -> str:
    """The object of an event; a household's name stays out."""
    if not kind:
        return ""
    return f"{kind_label(kind)} {label if kind in _OPEN_KINDS else code}".strip()
