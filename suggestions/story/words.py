"""What is said about a suggestion: its tags, its sentence on top, its answers and who watches over it."""

from __future__ import annotations

from congress_poverty.calendar import WEEKDAYS
from congress_poverty.packs import term
from congress_poverty.pages import chip, day_words
from visits.models import Visit

from .. import flow
from ..actions import term_label
from ..models import OpinionItem
from .rows import Rows, nth

TONES = {"plain": "quiet", "busy": "blue", "good": "ok", "bad": "over"}


def times(n: int) -> str:
    """``2`` → 「两次」."""
    return "两次" if n == 2 else f"{n}次"


class Words(Rows):
    """Labels and sentences, from the county's own words."""

    def source_visit(self) -> Visit | None:
        """The visit it came from, for those whose reach has it; never for a unit."""
        if self.suggestion.source_visit_id is None:
            return None
        return Visit.objects.filter(pk=self.suggestion.source_visit_id).first()

    def watching(self) -> list[dict]:
        """Everybody who watches over it now, or did, with what they were chosen for."""
        words = {one.code: one.label for one in self.policy.key_criteria}
        return [
            {"supervisor": one, "criteria": [words.get(code, code) for code in one.criteria]}
            for one in self.supervisors
        ]

    def events(self, *, escalation: bool) -> list[dict]:
        """What was done to get it moving: 约见, 评议 … or the county's ways of supervising; newest first."""
        terms = self.policy.escalations if escalation else self.policy.supervision_methods
        return [
            {"event": one, "label": term_label(terms, one.kind)}
            for one in reversed(self.supervision_events)
            if one.is_escalation == escalation
        ]

    def category(self) -> str:
        found = term(self.policy.categories, self.suggestion.category)
        return found.label if found else self.suggestion.category

    def out_of_scope(self):
        """What the guard recognised, for the office that examines; nothing for units and leaders."""
        if self.role not in flow.ENTERING or not self.suggestion.out_of_scope:
            return None
        return term(self.policy.out_of_scope, self.suggestion.out_of_scope)

    def made_of(self) -> list[OpinionItem]:
        """The opinions it is made of, for those whose reach has them."""
        return list(OpinionItem.objects.filter(suggestion=self.suggestion))

    def outcome(self) -> str:
        return self.result_label(self.suggestion.outcome)

    def result_label(self, code: str) -> str:
        found = term(self.policy.reply_codes, code)
        return f"{found.code} {found.label}" if found else code

    def delivered(self) -> list[dict]:
        """The answers that reached the deputies, with what their class means here."""
        return [
            {
                "reply": one,
                "result": self.result_label(one.result_code),
                "deliveries": [row for row in self.deliveries if row.reply_id == one.pk],
            }
            for one in self.replies
            if one.delivered_on
        ]

    def satisfaction(self) -> str:
        return "" if self.waits_for_own_rating else self.satisfaction_label(self.suggestion.satisfaction)

    def satisfaction_label(self, code: str) -> str:
        found = term(self.policy.satisfaction, code)
        return found.label if found else ""

    def tags(self) -> list[str]:
        row = self.suggestion
        label = row.face.label if row.round == 1 else f"{nth(row.round)}：{row.face.label}"
        tags = [chip(label, TONES[row.face.tone], row.face.icon)]
        often = row.dissatisfied_count
        if often and not self.waits_for_own_rating:
            words = f"{times(often)}不满意" if often > 1 else "首次评价不满意"
            tags.append(chip(words, "over", "hand-thumbs-down"))
        if row.is_key:
            tags.append(
                chip(f"重点督办 · {row.key_leader}领衔" if row.key_leader else "重点督办", "quiet", "flag")
            )
        if row.paused_on and row.state in flow.AT_UNITS:
            tags.append(chip(f"{day_words(row.paused_on, self.today)}起暂停办理", "quiet", "pause-circle"))
        if row.merged_into_id:
            tags.append(chip(f"并入{row.merged_into.number or '另一件'}办理", "quiet", "link-45deg"))
        if row.is_complex:
            tags.append(chip("涉及面广、处理难度大", "quiet"))
        if any(one.outcome_on is None for one in self.reports_up):
            tags.append(chip("已上报上级，等待答复", "quiet", "upload"))
        if row.is_confidential:
            tags.append(chip("要求保密", "quiet", "lock"))
        if self.category():
            tags.append(chip(self.category(), "quiet"))
        tags.append(chip(row.get_raised_in_display(), "quiet"))
        return tags

    def _due_words(self) -> str:
        """``6月14日（星期日，还剩 5 天）前``: the day never stands alone."""
        due_on = self.suggestion.answer_due_on
        if due_on is None:
            return ""
        left = (due_on - self.today).days
        rest = f"还剩 {left} 天" if left > 0 else "今天到期" if left == 0 else f"已逾期 {-left} 天"
        weekday = WEEKDAYS[due_on.weekday()]
        return f"{day_words(due_on, self.today)}（星期{weekday}，{rest}）前"

    def one_line(self) -> str:
        """One sentence on top for the deputy: who is doing what until when."""
        row = self.suggestion
        units = "、".join(
            dict.fromkeys(str(one.unit) for one in self.acting_units if one.part == flow.Part.LEAD)
        )
        due = self._due_words()
        again = "再次答复您" if row.round > 1 else "答复您"
        state = row.state
        if state == flow.State.SUBMITTED:
            return "已提交，等待登记。登记后会有编号。"
        if state == flow.State.RETURNED:
            return "县人大请您补充以后再提。" if row.handled_at == flow.COUNTY else "镇人大请您补充以后再提。"
        if state == flow.State.REGISTERED:
            return f"已登记，编号{row.number}，等待交给承办单位。"
        if state == flow.State.OBJECTION and units:
            return f"{units}申请退办，正在确定由谁办。"
        if row.paused_on and state in flow.AT_UNITS:
            return f"{day_words(row.paused_on, self.today)}起暂停办理，恢复以后期限顺延。"
        if state in (flow.State.HANDED_OVER, flow.State.HANDLING, flow.State.REHANDLING) and units:
            return f"{units}正在办" + (f"，{due}{again}。" if due else "。")
        if state in (flow.State.REPLIED, flow.State.RATED) and self.waits_for_own_rating:
            return f"{units}已经答复，请您评价。"
        if state == flow.State.REPLIED:
            return f"{units}已经答复，等待评价。"
        if state == flow.State.RATED:
            return "代表不满意，正在研究怎么重新办理。" if self.reopens else "代表已经评价，等待办结。"
        if state == flow.State.ESCALATED:
            return "多次不满意，正在研究约见、评议或询问。"
        if state == flow.State.CLOSED:
            return "这件建议办结了。答复也请转告反映的群众。"
        return ""
