"""The forms of a post, of its figures, and of the platforms posts go to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from services.catalog.pictures import KeptPicture, folder_of, keep_all
from services.formatting import plain_amount
from services.growth.post_queries import PostView, time_words
from services.growth.post_words import outlet_words, set_outlets
from services.growth.posts import PostDraft, add_post, edit_post, set_post_figures
from services.i18n import _
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.growth.post_words import parse_minute
from ui.pages.growth.words import lines_field
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.fields import Choice, FormRow, text_field
from ui.widgets.pictures import rounded_picture
from ui.widgets.text import Text

_SIDE, _TEXT_HEIGHT = 44, 110
_PICTURES = "*.jpg *.jpeg *.png *.webp *.gif *.bmp"


@dataclass(frozen=True, slots=True)
class PostChoices:
    """What the form of a post offers: platforms by code, campaigns as (id, name)."""

    outlets: tuple[str, ...]
    campaigns: tuple[tuple[int, str], ...]


class PostDialog(FormDialog):
    """A new post begun with `draft`, or `shown` to be edited; `then` gets the id."""

    topic = "growth#posts"

    def __init__(
        self, context: PageContext, choices: PostChoices, draft: PostDraft, then: Callable[[int], object],
        shown: PostView | None = None,
    ) -> None:  # fmt: skip
        title = _("New post") if shown is None else _("Edit the post")
        super().__init__(context, title, _("An idea is enough; a text makes it a draft."), width=640)
        self._then, self._shown, self.picture = then, shown, draft.picture
        self.outlet, self.campaign = Choice(), Choice()
        for code in dict.fromkeys((*choices.outlets, draft.outlet)):
            self.outlet.addItem(outlet_words(code), code)
        self.campaign.addItem(_("none"), None)
        for number, name in choices.campaigns:
            self.campaign.addItem(name, number)
        for field, value in ((self.outlet, draft.outlet), (self.campaign, draft.campaign_id)):
            field.setCurrentIndex(field.findData(value))
        self.title_field = text_field(_("Five ways to use the cup"), draft.title)
        self.day = text_field("2026-11-21", draft.day.isoformat() if draft.day is not None else "")
        self.time = text_field("20:00", time_words(draft.minute))
        self.link_field = text_field("https://", draft.link or "")
        self.codes = text_field(_("separated by commas"), ", ".join(draft.codes))
        self.words = lines_field(draft.words or "")
        self.words.setFixedHeight(_TEXT_HEIGHT)
        self._lay_out(shown.picture_file if shown is not None else None)
        self.finish_form(_("Save post"))

    def _lay_out(self, picture_file: str | None) -> None:
        self.add_row(("title", _("Title"), self.title_field), ("outlet", _("Platform"), self.outlet), shares=(2, 1))
        self.add_row(
            ("day", _("Planned day"), self.day), ("time", _("Time"), self.time),
            ("campaign", _("Campaign"), self.campaign),
        )  # fmt: skip
        self.body.addWidget(FormRow(_("Text"), self.words))
        self.add_row(("codes", _("Product codes"), self.codes), ("link", _("Link to it"), self.link_field))
        line = QHBoxLayout()
        line.setSpacing(space.M)
        self.preview, self.picture_name = QLabel(), Text("", "caption", "text2", elide=True)
        self.preview.setFixedSize(_SIDE, _SIDE)
        self.choose = LinkButton(_("Choose a picture…"), "image")
        self.choose.clicked.connect(lambda _on=False: self._ask_picture())
        self.remove = LinkButton(_("Remove the picture"), "trash")
        self.remove.clicked.connect(lambda _on=False: self.set_picture(None))
        for widget in (self.preview, self.picture_name, self.choose, self.remove):
            line.addWidget(widget, 1 if widget is self.picture_name else 0)
        self.body.addLayout(line)
        self.set_picture(self.picture, picture_file or "")

    def contents(self) -> object:
        return super().contents(), self.words.toPlainText(), self.picture

    def set_picture(self, kept: KeptPicture | None, file: str = "") -> None:
        """Show this picture as the post's; `file` is where it can be read."""
        self.picture = kept
        self.picture_name.setText(kept.file_name if kept is not None else _("No picture"))
        shown = rounded_picture(file, _SIDE, self.devicePixelRatioF()) if kept is not None and file else None
        self.preview.setVisible(shown is not None)
        if shown is not None:
            self.preview.setPixmap(shown)
        self.remove.setVisible(kept is not None)

    def take_file(self, file: Path) -> None:
        """Keep a picture beside the shop and make it the post's."""
        kept = self.link.keep(keep_all, folder_of(self.link.shop.path), [file], owner=self)
        kept.then(lambda found: self.set_picture(found[0], str(file))).fails(self.refused)

    def _ask_picture(self) -> None:
        words = _("Pictures ({suffixes})").format(suffixes=_PICTURES)
        self.context.ask_file(_("Picture of the post"), words, self.take_file)

    def check_and_save(self) -> None:
        """Check what was typed, then save."""
        readable, day = self.day_of("day")
        typed = self.text_of("time")
        minute = parse_minute(typed) if typed is not None else None
        if typed is not None and minute is None:
            self.refuse_field("time", _("type a time such as 15:00"))
            return
        if not readable:
            return
        codes = tuple(one.strip() for one in self.codes.text().replace("\uff0c", ",").split(",") if one.strip())
        draft = PostDraft(
            self.title_field.text(), str(self.outlet.currentData()), day, minute, self.words.toPlainText(),
            self.text_of("link"), codes, self.picture, self.campaign.currentData(),
        )  # fmt: skip
        self.save_draft(draft, self._shown, add_post, edit_post, self._then)


class PostFiguresDialog(FormDialog):
    """What a post brought, as its platform shows it; an empty field is unknown."""

    topic = "growth#posts"

    def __init__(self, context: PageContext, shown: PostView) -> None:
        super().__init__(context, _("Figures of the post"), shown.draft.title, width=520)
        self._shown = shown
        known: dict[str, Any] = dict(shown.figures)
        labels = (("views", _("Views")), ("likes", _("Likes")), ("comments", _("Comments")), ("saves", _("Saves")))
        self.fields = {key: text_field("", "" if known[key] is None else str(known[key])) for key, _label in labels}
        self.fields["sales"] = text_field("", plain_amount(shown.sales, shown.currency))
        self.add_row(*((key, label, self.fields[key]) for key, label in labels))
        self.add_row(("sales", _("Sales"), self.fields["sales"]))
        self.finish_form(_("Save figures"))

    def check_and_save(self) -> None:
        """Check the numbers, then save."""
        counts = {key: self.whole_of(key) for key, _value in self._shown.figures}
        sales = self.amount_of("sales", self._shown.currency)
        if sales is None or not all(readable for readable, _value in counts.values()):
            return
        figures = {key: value for key, (_readable, value) in counts.items()}
        figures["sales"] = sales if self.text_of("sales") else None
        self.run(set_post_figures, self._shown.id, figures)


class OutletsDialog(FormDialog):
    """The platforms posts go to, one on a line."""

    topic = "growth#posts"

    def __init__(self, context: PageContext, outlets: Sequence[str]) -> None:
        why = _("One on a line, in the order they are offered. Posts keep the platform they have.")
        super().__init__(context, _("Platforms of posts"), why, width=440)
        self.names = lines_field("\n".join(outlet_words(one) for one in outlets))
        self.names.setFixedHeight(180)
        self.body.addWidget(FormRow(_("Platforms"), self.names))
        self.finish_form(_("Save"))

    def contents(self) -> object:
        return self.names.toPlainText()

    def first_focus(self) -> QWidget | None:
        return self.names

    def check_and_save(self) -> None:
        """Save the list; an empty one brings the usual platforms back."""
        self.run(set_outlets, self.names.toPlainText().split("\n"))
