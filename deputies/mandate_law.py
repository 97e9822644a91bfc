"""Why a mandate is suspended or ends: articles 61 and 62 of the Deputies Law (as revised 2025-03-11).

Data and one pure function. Nothing here is ever decided by the program: a person
enters the ground, the date and the document.
"""

from __future__ import annotations

from dataclasses import dataclass

from congress_poverty.refusals import Refused

IN_OFFICE, SUSPENDED = "in_office", "suspended"


@dataclass(frozen=True)
class Ground:
    """One legal ground: what happened, the article that names it, the status it leads to."""

    code: str
    label: str
    article: str
    status: str
    group: str

    @property
    def words(self) -> str:
        """What history shows: 《代表法》第六十二条：辞职被接受."""
        return f"{self.article}：{self.label}" if self.article else self.label


_ART_61, _ART_62 = "《代表法》第六十一条", "《代表法》第六十二条"
_PAUSE, _RESUME, _END = "暂停执行代表职务（第六十一条）", "恢复执行代表职务", "代表资格终止（第六十二条）"

GROUNDS = {
    ground.code: ground
    for ground in (
        Ground("detained", "因刑事案件被羁押正在受侦查、起诉、审判", _ART_61, SUSPENDED, _PAUSE),
        Ground("sentenced", "被判处刑罚而没有附加剥夺政治权利，正在服刑", _ART_61, SUSPENDED, _PAUSE),
        Ground("restored", "暂停的情形消失，恢复执行代表职务", _ART_61, IN_OFFICE, _RESUME),
        Ground("moved", "迁出或者调离本行政区域", _ART_62, "moved", _END),
        Ground("resigned", "辞职被接受", _ART_62, "resigned", _END),
        Ground("told_to_resign", "责令辞职被接受", _ART_62, "resigned", _END),
        Ground("absent_twice", "未经批准两次不出席本级人民代表大会会议", _ART_62, "terminated", _END),
        Ground("recalled", "被罢免", _ART_62, "recalled", _END),
        Ground("nationality", "丧失中华人民共和国国籍", _ART_62, "terminated", _END),
        Ground("rights", "依照法律被剥夺政治权利", _ART_62, "terminated", _END),
        Ground("capacity", "丧失行为能力", _ART_62, "terminated", _END),
        Ground("deceased", "去世", _ART_62, "deceased", _END),
        Ground("expired", "本届任期届满", "", "expired", "任期届满"),
    )
}


def grounds_from(status: str) -> list[Ground]:
    """The grounds that can apply to a mandate of this status; none once it has ended."""
    if status == SUSPENDED:
        return [ground for ground in GROUNDS.values() if ground.status != SUSPENDED]
    if status == IN_OFFICE:
        return [ground for ground in GROUNDS.values() if ground.status != IN_OFFICE]
    return []


def ground_for(status: str, code: str) -> Ground:
    """The ground, or a refusal that says why it does not apply."""
    possible = grounds_from(status)
    if not possible:
        raise Refused(
            "这个代表职务已经终止，不能再变更。再次当选的，请登记新的任职。", code="E_MANDATE_ENDED"
        )
    for ground in possible:
        if ground.code == code:
            return ground
    if code == "restored":
        raise Refused("没有暂停，不用恢复。", field="ground")
    raise Refused("请选变更的依据。", field="ground")
