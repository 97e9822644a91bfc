"""Words and signs that tell rows apart: totals, notes, sections, units."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from .matching import normal
from .reader import Cell

TOTAL = re.compile(r"^(.{0,16}?)(小计|合计|总计|共计|累计|总数|总合计)(?=[\s：:\d（(]|$)")
TOTAL_LETTERS = re.compile("[计数共]")
COUNTED = re.compile(r"^(?:以上|全[县区市镇乡街])?(?:总?共|共有|计)\d[\d,]*[人名位户次件个处条项场期份家所]")
NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(人|名|户|次|件|个|条|项|场|期|份|家|元|万元)?")
NOTE = re.compile(
    r"^[（(【\[]?(注|备注|说明|填表说明|附注|填表人|填报人|制表人|制表|经办人|审核人|审核|审批人|复核人|复核|负责人|主要负责人|单位负责人"
    r"|分管领导|主管领导|签字|签章|签名|盖章|公章|填表日期|填报日期|填报时间|填表时间|上报时间|报送时间|日期|联系人|联系电话|电话"
    r"|填报单位|填表单位|数据截止|截止|统计时段|填表要求|备注说明)[^：:]{0,10}[】\])）]?\s*[：:]"
)
NOTE_START = re.compile(
    r"^[（(【\[]?(注|说明|备注)[】\])）]?\s*[：:\d]|^(本表|此表|以上|填表说明|[（(]?(公章|盖章)[)）]?$)"
)
SECTION = re.compile(
    r"^[（(]?[一二三四五六七八九十百]{1,4}[）)、.．]|^第[一二三四五六七八九十百\d]+(部分|类|组|季度|批)|[（(]\s*(共\s*)?\d+\s*[名人户件个次]\s*[）)]\s*$"
    r"|^\d{4}年(\d{1,2}月|.{0,3}季度|度)?$"
)
UNIT = re.compile(r"(单位|乡镇|镇街|部门|街道|乡（镇）)[^：:]{0,8}[：:]\s*([^\s：:]+)")
MEASURE = re.compile(r"[百千万亿]?[元人户次件个亩名条]次?([、，,/][百千万亿]?[元人户次件个亩名条]次?)*")
TIME = re.compile(r"(时间|日期|时段|截止)[^：:]{0,6}[：:]\s*(\S.*)$")


YUAN = re.compile("([万千百]?)元")
UNIT_YUAN = re.compile(r"单位[：:]\s*([万千百]?)元")
TIMES = {"万": 10_000, "千": 1_000, "百": 100, "": 1}
_PLAIN_NUMBER = re.compile(r"[\d,，]*\.?\d+")


def in_yuan(cell: Cell, times: int) -> Cell:
    """A number without a unit of its own, taken in the unit of its column."""
    if isinstance(cell, str):
        flat = unicodedata.normalize("NFKC", cell).strip()
        if not _PLAIN_NUMBER.fullmatch(flat):
            return cell
        amount = Decimal(flat.replace(",", ""))
    elif type(cell) in (int, float):
        amount = Decimal(repr(cell))
    else:
        return cell
    amount *= times
    return int(amount) if amount == int(amount) else float(amount)


DITTO = frozenset(("同上", "〃", "″", "〞", "同前"))
EXAMPLE = frozenset(("例", "例：", "例如", "示例", "样例", "填写示例", "填表示例", "范例"))


def numbers_columns(row: Sequence[Cell]) -> bool:
    """The line under a header that numbers its columns: 甲 乙 1 2 3, or (1) (2) (3)."""
    words = [normal(str(cell)) for cell in row if cell is not None]
    numbers = [word for word in words if word not in ("甲", "乙", "丙", "丁", "戊", "栏次")]
    return len(words) >= 4 and numbers == [str(step) for step in range(1, len(numbers) + 1)] != []


def is_note(cells: Sequence[tuple[int, Cell]]) -> bool:
    """填表人：… 审核人：… in one cell or three; 注：… alone or with one neighbour."""
    first = cells[0][1].strip() if isinstance(cells[0][1], str) else ""
    if not (NOTE.match(first) or NOTE_START.match(first)):
        return False
    texts = [cell.strip() for _, cell in cells if isinstance(cell, str)]
    if len(texts) < len(cells):
        return False
    return len(texts) <= 2 or all(NOTE.match(text) for text in texts)


def text_of(cells: Sequence[tuple[int, Cell]]) -> str:
    return " ".join(re.sub(r"\s+", " ", str(cell)).strip() for _, cell in cells)[:200]
