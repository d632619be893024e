"""What selling in one channel costs, typed in: shares, freight, packing, and from which day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from services import clock, formatting
from services.channels.queries import ChannelView
from services.channels.terms import Terms, remove_terms, set_terms
from services.days import no_day_words, read_day
from services.errors import Invalid
from services.formatting import plain_amount
from services.i18n import N_, _
from services.kernel.tasks import Progress, Task
from services.messages import Message, render
from services.types import WHOLE_PPM
from services.written_numbers import parse_share, plain_share
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.pages.settings.saving import Saver
from ui.pages.settings.section import doing_words
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.fields import FormRow, number_field, text_field
from ui.widgets.text import Text

_SHARES = (("fee_ppm", N_("Platform fee")), ("commission_ppm", N_("Commission")), ("ads_ppm", N_("Ads")))
_AMOUNTS = (("freight_minor", N_("Freight")), ("packing_minor", N_("Packing")))


class TermsDialog(Dialog):
    """Shares in percent of what the buyer paid, amounts per parcel. An empty field means that nobody knows."""

    topic = "settings#channels"

    def __init__(self, context: PageContext, saver: Saver, channel: ChannelView, known: Sequence[Terms]) -> None:
        title = _("What selling in {name} costs").format(name=channel.name)
        why = _("Check the rates with your platform. Orders before the day keep the terms they had.")
        super().__init__(context.dialog_parent(), title, why, width=520)
        self._context, self._saver, self._channel = context, saver, channel
        self.fields: dict[str, QLineEdit] = {}
        self.rows: dict[str, FormRow] = {}
        self._fill(known[0] if known else None)
        for terms in known:
            self.body.addWidget(self._earlier(terms))
        self._task: Task | None = None
        self.doing = Text("", "caption", "text2", self, wrap=True)
        self.doing.hide()
        self.body.addWidget(self.doing)
        context.link.progressed.connect(self._progressed)
        self.add_cancel()
        self.go = self.add_primary(_("Save"), "check", self._send)

    def _fill(self, newest: Terms | None) -> None:
        today = clock.business_day(clock.now(), self._channel.zone)
        since = today if newest is not None else today.replace(month=1, day=1)  # orders already here want terms too
        self._line(("since", _("Since"), since.isoformat()))
        shares = [(key, f"{_(words)} (%)", plain_share(getattr(newest, key, None))) for key, words in _SHARES]
        self._line(*shares)
        currency = self._channel.currency
        amounts = [(key, f"{_(words)} ({currency})", self._plain(getattr(newest, key, None)))
                   for key, words in _AMOUNTS]  # fmt: skip
        self._line(*amounts)

    def _line(self, *fields: tuple[str, str, str]) -> None:
        line = QHBoxLayout()
        line.setSpacing(space.M)
        for key, words, value in fields:
            self.fields[key] = (text_field if key == "since" else number_field)(value=value)
            self.rows[key] = FormRow(words, self.fields[key])
            line.addWidget(self.rows[key], 1)
        self.body.addLayout(line)

    def _earlier(self, terms: Terms) -> QWidget:
        """One line of what is known already, with the way to take it back."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Text(_("Since {day}").format(day=terms.since.isoformat()), "body", "text2"), 1)
        gone = LinkButton(_("Remove"), "trash")
        gone.setAccessibleName(_("Remove the terms since {day}").format(day=terms.since.isoformat()))
        gone.clicked.connect(lambda _on=False: self._remove(terms.since))
        row.addWidget(gone)
        return holder

    def _plain(self, minor: int | None) -> str:
        return plain_amount(minor, self._channel.currency)

    def _remove(self, since: date) -> None:
        self._run(remove_terms, since)

    def _send(self) -> None:
        for row in self.rows.values():
            row.set_problem("")
        since = self._day()
        shares = {key: self._share(key) for key, _words in _SHARES}
        amounts = {key: self._amount(key) for key, _words in _AMOUNTS}
        if since is not None and not any(row.problem() for row in self.rows.values()):
            self._run(set_terms, Terms(since, **shares, **amounts))

    def _run(self, command: object, value: object) -> None:
        self.go.setEnabled(False)
        self._task = self._context.link.task()
        pending = self._context.link.run(command, self._channel.id, value, owner=self, task=self._task)
        pending.then(self._done).fails(self._refused)

    @Slot(object, object)
    def _progressed(self, task: Task, progress: Progress) -> None:
        if task is self._task and 0 < progress.done < progress.total:
            self.doing.setText(doing_words(progress))
            self.doing.show()

    def _done(self, outcome: object) -> None:
        words = _("Saved: {what}").format(what=self.title.text())
        self.accept()
        self._saver.said(words, outcome)

    def _refused(self, error: Exception) -> None:
        self.go.setEnabled(True)
        if not isinstance(error, Invalid):
            self._context.show_error(error)
            return
        label = error.params.get("field")
        said = render(label) if isinstance(label, Message) else str(label)
        row = next((row for row in self.rows.values() if row.label.text().startswith(said)), self.rows["since"])
        row.set_problem(str(error.params["reason"]))

    def _day(self) -> date | None:
        typed = self.fields["since"].text()
        day = read_day(typed)
        if day is None:
            self.rows["since"].set_problem(no_day_words(typed))
        return day

    def _share(self, key: str) -> int | None:
        typed = self.fields[key].text().strip()
        ppm = parse_share(typed)
        if typed and (ppm is None or not 0 <= ppm <= WHOLE_PPM):
            self.rows[key].set_problem(_("a share from 0 to 100 %"))
        return ppm

    def _amount(self, key: str) -> int | None:
        typed = self.fields[key].text().strip()
        amount = formatting.parse_amount(typed, self._channel.currency) if typed else None
        if typed and (amount is None or amount < 0):
            self.rows[key].set_problem(_("this is not an amount"))
        return amount


def share_words(ppm: int | None) -> str:
    """A share in percent, a dash for one nobody knows."""
    return "—" if ppm is None else f"{plain_share(ppm)} %"
