"""The tabs under 报告报送."""

from __future__ import annotations

from django.urls import reverse

from congress_poverty.pages import may

_TABS = (
    ("待办", "unit_desk", "desk.read"),
    ("半年报告", "reports:list", "reports.read"),
    ("年度任务", "duties:list", "reports.read"),
    ("材料备案", "duties:documents", "documents.read"),
    ("督查", "checks:list", "checks.read"),
    ("会议", "meetings:list", "meetings.read"),
    ("文件", "papers:list", "papers.read"),
    ("主题活动", "duties:campaigns", "campaigns.read"),
    ("本地规则", "duties:rules", "reports.read"),
)


def tabs(request, here: str) -> list[tuple[str, str, bool]]:
    """Those that the post may open; ``here`` is the name of the tab's address."""
    return [(label, reverse(name), name == here) for label, name, needs in _TABS if may(request, needs)]


class WithTabs:
    """A list that stands beside the others under 报告报送; ``tab`` names where it belongs."""

    tab = ""

    def tab_links(self):
        return tabs(self.request, self.tab)
