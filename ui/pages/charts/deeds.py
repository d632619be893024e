"""What is done with a chart: the rows behind it, pictures, workbooks, the report of a month."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication, QImage

from services import i18n
from services.charts.chart import Behind, Chart, Figures
from services.charts.month import MonthReport, month_report
from services.charts.registry import CHARTS
from services.charts.workbook import front_rows, write_charts
from services.exporting.text_export import plain_value, save
from services.i18n import N_, _, translate
from services.messages import Message, message, render
from services.rollups.asked import Asked
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pages.charts import painting
from ui.pages.charts.behind_dialog import BehindDialog
from ui.theme.apply import current_theme
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.charts.drawing import Drawn


class ChartDeeds:
    """The deeds of the page; `asked` gives the question that is on. Work is done off the window's thread."""

    def __init__(self, context: PageContext, asked: Callable[[], Asked | None]) -> None:
        self._context, self._link, self._asked = context, context.link, asked
        self.fresh: Message = message("")
        self.shop_name = ""
        self.behind: BehindDialog | None = None

    # -- rows ------------------------------------------------------------------------------------------------

    def show_behind(self, key: str, point: str) -> None:
        """Open the rows behind one value of a chart, or behind all of it."""
        asked = self._asked()
        if asked is not None:
            found = self._link.ask(CHARTS[key].behind, asked, point, owner=self._context.dialog_parent())
            found.then(partial(self._open_behind, CHARTS[key], asked))

    def _open_behind(self, chart: Chart, asked: Asked, found: Behind) -> None:
        period = f"{asked.first} – {asked.last}" if chart.by_period else ""
        rows = partial(self._save_rows, chart, asked, found)
        self.behind = BehindDialog(self._context.dialog_parent(), _(chart.name), period, found, asked.zone, rows)
        self._context.open_dialog(self.behind)

    def _save_rows(self, chart: Chart, asked: Asked, found: Behind) -> None:
        then = partial(self._begin, write_rows, found, asked.zone)
        self._context.ask_save(_("Save these rows"), _("Tables (*.xlsx *.csv)"), Path(f"{_(chart.name)}.xlsx"), then)

    # -- files -----------------------------------------------------------------------------------------------

    def save_picture(self, chart: Chart, figures: Figures | None) -> None:
        """Ask for a name and write the picture."""
        if figures is not None:

            def write(out: Path) -> None:
                self._begin(_write_picture, figures, current_theme().name, chart, render(self.fresh), out)

            kinds = _("Pictures (*.png *.svg *.pdf)")
            self._context.ask_save(_("Save as picture"), kinds, Path(f"{_(chart.name)}.png"), write)

    def save_workbook(self, chart: Chart, figures: Figures | None) -> None:
        """Ask for a name and write the figures with a chart of the spreadsheet's own."""
        if figures is not None:
            then = partial(self._begin, _write_workbook, [(chart, figures)], render(self.fresh))
            self._context.ask_save(_("Save its data"), _("Workbooks (*.xlsx)"), Path(f"{_(chart.name)}.xlsx"), then)

    def copy(self, chart: Chart, figures: Figures | None) -> None:
        """Put the picture on the clipboard."""
        if figures is not None:
            drawing = painting.begin(painting.copied, figures, current_theme().name, chart, render(self.fresh))
            parent = self._context.dialog_parent()
            self._link.wait_for(drawing, owner=parent).then(self._to_clipboard)

    def _to_clipboard(self, drawn: Drawn) -> None:
        made = QImage(drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGBA8888)
        QGuiApplication.clipboard().setImage(made.copy())
        self._context.toast(_("The chart is on the clipboard."))

    # -- the report of a month -----------------------------------------------------------------------------------

    def save_month(self) -> None:
        """Ask for a name and write the last whole month as PDF and as workbook beside it."""
        self._link.ask(month_report, owner=self._context.dialog_parent()).then(self._ask_month)

    def _ask_month(self, report: MonthReport) -> None:
        name = translate(N_("Report {month}")).format(month=f"{report.asked.first:%Y-%m}")
        then = partial(self._begin, write_month_files, report, self.shop_name)
        self._context.ask_save(_("Save the monthly report"), _("Reports (*.pdf)"), Path(f"{name}.pdf"), then)

    # -- explaining ------------------------------------------------------------------------------------------------

    def explain(self, key: str) -> None:
        """Say how a chart is reckoned, of what, and as of when."""
        chart = CHARTS[key]
        card = Dialog(self._context.dialog_parent(), _(chart.name), width=520)
        parts = [_(chart.formula), _("Source: {source}.").format(source=_(chart.source)), f"{render(self.fresh)}."]
        if not chart.by_period:
            parts.append(_("It is about now: the period does not change it."))
        if not chart.by_channel:
            parts.append(_("It is about the whole shop: the channel does not change it."))
        if not chart.by_category:
            parts.append(_("The category does not change it."))
        for part in parts:
            card.body.addWidget(Text(part, "body", "text2", wrap=True))
        card.add_primary(_("Close"))
        self._context.open_dialog(card)

    def _begin(self, work: Callable[..., Path], *args: Any) -> None:
        """Write on the drawing thread and say where it is; the path comes last."""
        waiting = self._link.wait_for(painting.begin(work, *args), owner=self._context.dialog_parent())
        waiting.then(self._written)

    def _written(self, out: Path) -> None:
        self._context.toast(_("{file} is written.").format(file=out.name))


def write_rows(found: Behind, zone: str, out: Path) -> Path:
    """Write the rows behind a figure to a workbook or CSV file."""
    records = [
        {
            column.key: plain_value(column.kind, value if not hasattr(value, "isoformat") else value.isoformat(),
                                    found.currency, zone)
            for column, value in zip(found.columns, row, strict=True)
        }
        for row in found.rows
    ]  # fmt: skip
    save(out, found.columns, len(records), records, i18n.translate)
    return out


def write_month_files(report: MonthReport, shop_name: str, out: Path) -> Path:
    """Write the report as PDF, and as workbook with the same name beside it."""
    from ui.charts.month_paper import write_month

    write_month(report, out.with_suffix(".pdf"), shop_name)
    write_charts(out.with_suffix(".xlsx"), report.charts, render(report.fresh), front_rows(report))
    return out.with_suffix(".pdf")


def _write_picture(figures: Figures, theme: str, chart: Chart, fresh: str, out: Path) -> Path:
    return painting.save_picture(figures, theme, out, chart, fresh)


def _write_workbook(found: list[tuple[Chart, Figures]], fresh: str, out: Path) -> Path:
    write_charts(out, found, fresh)
    return out
