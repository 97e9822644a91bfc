"""Paper and styles of the Word templates: what every letter and form of the program is drawn with.

The layout of letters is GB/T 9704-2012: A4, margins 37/35/28/26 mm, 22 lines of 28
characters, title in 2号小标宋, text in 3号仿宋, headings in 黑体, the page number in 4号宋体 on
the outer side. Fonts are named with what to take where they are missing, never embedded.
"""

from __future__ import annotations

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FANGSONG, XIAOBIAOSONG, HEITI, SONGTI = "仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"
INSTEAD = {FANGSONG: "仿宋", XIAOBIAOSONG: "华文中宋"}
ER, SAN, SI, FORM = Pt(22), Pt(16), Pt(14), Pt(11)
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
LINE = Pt(28.95)  # 225 mm / 22
# Twentieths of a point between characters: with it 28 of 16 pt stand in 156 mm. A grid of characters says
# the same in fewer words, but not every office program reads it as Word does.
CLOSER = -5
CHARACTER = SAN.pt + CLOSER / 20
LONG_HEAD, LONG_SIGN = 16, 15
"""Characters of a name that stand in one line of the head, and of the signature over the date."""
RED = RGBColor(0xC0, 0, 0)
CENTRE, RIGHT_SIDE = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
TEXT, TITLE, HEADING, HEAD, SERIAL = "公文正文", "公文标题", "公文一级标题", "公文发文机关", "公文发文字号"
TO, SIGN, DATE, COPY, ANNEX, CELL = "公文主送", "公文署名", "公文日期", "公文版记", "公文附件", "表格文字"
HEAD_OF_LONG, SIGN_OF_LONG = "公文发文机关（长）", "公文署名（长）"


# ---- paper and styles -------------------------------------------------------------


class Sheets:
    """A Word file in the making: everything between ``begin`` and ``end`` once for each sheet."""

    def __init__(self, title: str, *, form: bool = False):
        self.file = Document()
        self.file.core_properties.author = self.file.core_properties.comments = ""
        self.file.core_properties.title = title
        self._paper(form)
        self._styles(form)
        self._instead()
        if not form:
            self._page_numbers()
        self.say("{%p for sheet in sheets %}")

    def _paper(self, form: bool) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = (Mm(20), Mm(18)) if form else (TOP, BOTTOM)
        section.left_margin, section.right_margin = (Mm(25), Mm(20)) if form else (LEFT, RIGHT)
        section.footer_distance = Mm(23)  # the page number stands 7 mm below the text
        if form:
            return
        for old in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(old)
        grid = OxmlElement("w:docGrid")
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(round(LINE.pt * 20)))
        section._sectPr.append(grid)

    def _styles(self, form: bool) -> None:
        normal = self.file.styles["Normal"]
        _font(normal, FANGSONG, SAN)
        if not form:
            _closer(normal, CLOSER)
        spacing = normal.paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
        self._style(TEXT, indent=2)
        self._style(TO)
        self._style(HEADING, font=HEITI, indent=2).paragraph_format.keep_with_next = True
        self._style(ANNEX, font=HEITI).paragraph_format.page_break_before = True
        for name, size in ((HEAD, Pt(26)), (HEAD_OF_LONG, Pt(20))):
            head = self._style(name, font=XIAOBIAOSONG, size=size, align=CENTRE)
            head.font.color.rgb = RED
            head.paragraph_format.page_break_before = True
            head.paragraph_format.line_spacing = Pt(42)
            # Its upper edge 35 mm below that of the text (7.2.4), less what the line has above the letters.
            head.paragraph_format.space_before = Pt(Mm(35).pt - (42 - size.pt) / 2)
        serial = self._style(SERIAL, align=CENTRE)
        serial.paragraph_format.space_before = LINE * 2
        serial.paragraph_format.tab_stops.add_tab_stop(Mm(156 - 6), WD_TAB_ALIGNMENT.RIGHT)
        line_below(serial, "C00000", 12)
        title = self._style(TITLE, font=XIAOBIAOSONG, size=ER, align=CENTRE)
        title.paragraph_format.page_break_before = form
        if not form:
            title.paragraph_format.space_before = LINE * 2
            title.paragraph_format.space_after = LINE
        sign = self._style(SIGN, align=CENTRE)
        _indent(sign, left=1250, right=-70)  # its middle is that of the date below
        _indent(self._style(SIGN_OF_LONG, align=RIGHT_SIDE), right=200)
        date = self._style(DATE, align=RIGHT_SIDE)
        _indent(date, right=400)
        _lines_around(self._style(COPY, size=SI))
        cell = self._style(CELL, size=FORM)
        _closer(cell, 0)
        _off_grid(cell)
        cell.paragraph_format.line_spacing_rule, cell.paragraph_format.line_spacing = (
            WD_LINE_SPACING.EXACTLY,
            Pt(15),
        )

    def _style(self, name, *, font=FANGSONG, size=SAN, indent=0, align=None):
        style = self.file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self.file.styles["Normal"]
        _font(style, font, size)
        if indent:
            _indent(style, first=indent * 100)
        if align is not None:
            style.paragraph_format.alignment = align
        return style

    def _instead(self) -> None:
        """Which font to take on a computer that has not the one the standard asks for."""
        table = next(part for part in self.file.part.package.iter_parts() if "fontTable" in part.partname)
        fonts = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
            for name, other in INSTEAD.items()
        )
        table._blob = table.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())

    def _page_numbers(self) -> None:
        """— 1 — on the outer side, one character in."""
        self.file.settings.odd_and_even_pages_header_footer = True
        section = self.file.sections[0]
        for footer, align, side in (
            (section.footer, RIGHT_SIDE, "right"),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left"),
        ):
            footer.is_linked_to_previous = False
            line = footer.paragraphs[0]
            line.alignment = align
            _indent(line, **{side: 100})
            for word in ("— ", "PAGE", " —"):
                run = line.add_run("" if word == "PAGE" else word)
                _font(run, SONGTI, SI)
                if word == "PAGE":
                    _field(run, word)

    # ---- writing

    def say(self, words: str = "", style: str = TEXT):
        return self.file.add_paragraph(words, style=style)

    def each(self, name: str, of: str, words: str = "", style: str = TEXT, *, binds: str = "") -> None:
        """A paragraph for each line of a list; the last stays with what follows where ``binds`` says so.

        A signature may not stand on a page without text (7.3.5.4).
        """
        words = words or f"{{{{ {name} }}}}"
        self.say(f"{{%p for {name} in {of} %}}")
        if binds:
            self.say(f"{{%p if loop.last and {binds} %}}")
            self.say(words, style).paragraph_format.keep_with_next = True
            self.say("{%p else %}")
        self.say(words, style)
        if binds:
            self.say("{%p endif %}")
        self.say("{%p endfor %}")

    def foot(self, words: str) -> None:
        """版记: at the foot of the last page, between two lines of 0.35 mm, one character in (7.4)."""
        _at_foot(self.say(words, COPY))

    def when(self, condition: str, words: str, style: str = TEXT) -> None:
        """A paragraph that stands there only if there is something to say."""
        self.say(f"{{%p if {condition} %}}")
        self.say(words, style)
        self.say("{%p endif %}")

    def head(self, office: str, number: str, signed_by: str | None = None) -> None:
        """The red head: who sends it, the number, and upwards the signer; a red line below."""
        self.named(office, LONG_HEAD, HEAD, HEAD_OF_LONG)
        words = number if signed_by is None else f"　{number}\t签发人：{signed_by}"
        line = self.say(words, SERIAL)
        if signed_by is not None:
            line.alignment = WD_ALIGN_PARAGRAPH.LEFT

    def sign(self, office: str, date: str) -> None:
        """Two lines for the seal, the name, the day; never alone on a page."""
        if self.file.element.body[-2].tag == qn("w:p"):
            self.file.paragraphs[-1].paragraph_format.keep_with_next = True
        for _ in range(2):
            self.say().paragraph_format.keep_with_next = True
        for line in self.named(office, LONG_SIGN, SIGN, SIGN_OF_LONG):
            line.paragraph_format.keep_with_next = True
        self.say(date, DATE)

    def named(self, office: str, long: int, style: str, style_of_long: str):
        """A name in a line, in smaller letters or another place where it is long."""
        name = office.strip("{} ")
        self.say(f"{{%p if {name}|length > {long} %}}")
        lines = [self.say(office, style_of_long)]
        self.say("{%p else %}")
        lines.append(self.say(office, style))
        self.say("{%p endif %}")
        return lines

    def table(self, widths: tuple[float, ...]):
        table = self.file.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.autofit = False
        table.widths = [Mm(width) for width in widths]
        for column, width in zip(table.columns, table.widths, strict=True):
            column.width = width
        return table

    def end(self):
        """The finished file."""
        self.say("{%p endfor %}")
        return self.file


def row(table, *words, height: float = 0, span: int = 0) -> None:
    """A row of a table; ``span`` makes its second cell reach over so many columns.

    A cell that is a list holds several paragraphs.
    """
    made = table.add_row()
    if height:
        made.height = Mm(height)
    cells = made.cells
    for cell, width in zip(cells, table.widths, strict=True):
        cell.width = width
    if span:
        cells[1].merge(cells[span])
    places = [cells[0], cells[1], *cells[span + 1 :]] if span else cells
    for cell, said in zip(places, words, strict=False):
        for n, line in enumerate(said if isinstance(said, list) else [said]):
            paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
            paragraph.style = CELL
            paragraph.add_run(line)


def looped(name: str, of: str, *words: str) -> list[str]:
    """The paragraphs of a cell, for each of a list; a cell without any paragraph is no Word file."""
    return [f"{{%p for {name} in {of} %}}", *words, "{%p else %}", "", "{%p endfor %}"]


def _font(holder, name: str, size) -> None:
    """Chinese characters, letters and digits alike."""
    holder.font.name, holder.font.size = name, size
    fonts = holder._element.get_or_add_rPr().get_or_add_rFonts()
    for which in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(which), name)


def _indent(holder, *, first: int = 0, left: int = 0, right: int = 0) -> None:
    """In hundredths of a character, and beside it in twips for programs that know only these."""
    found = holder._element.get_or_add_pPr().get_or_add_ind()
    for name, hundredths in (("firstLine", first), ("left", left), ("right", right)):
        if hundredths:
            found.set(qn(f"w:{name}Chars"), str(hundredths))
            found.set(qn(f"w:{name}"), str(round(hundredths * CHARACTER / 5)))


def _closer(style, twentieths: int) -> None:
    properties = style._element.get_or_add_rPr()
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(twentieths))
    after = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang")
    properties.insert_element_before(spacing, *after)


def _off_grid(style) -> None:
    """Lines of a table stand as close as they are told to."""
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    properties = style._element.get_or_add_pPr()
    properties.insert_element_before(off, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _at_foot(paragraph) -> None:
    properties = paragraph._element.get_or_add_pPr()
    frame = OxmlElement("w:framePr")
    places = {
        "w": str(round(Mm(156).twips)), "hSpace": "0", "wrap": "around", "vAnchor": "margin",
        "hAnchor": "margin", "xAlign": "left", "yAlign": "bottom",
    }  # fmt: skip
    for name, value in places.items():
        frame.set(qn(f"w:{name}"), value)
    after = ("w:widowControl", "w:numPr", "w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    properties.insert_element_before(frame, *after)


def _lines_around(style) -> None:
    _indent(style, left=100, right=100)
    properties = style._element.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    for side in ("top", "bottom"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "1"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def line_below(style, colour: str, eighths: int) -> None:
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = style._element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _field(run, name: str) -> None:
    for kind in ("begin", None, "end"):
        if kind is None:
            made = OxmlElement("w:instrText")
            made.text = f" {name} "
        else:
            made = OxmlElement("w:fldChar")
            made.set(qn("w:fldCharType"), kind)
        run._element.append(made)
