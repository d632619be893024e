"""The column beside the preview of packing lists: what they show, switched on and off while one looks at them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from services.errors import PictureUnreadable
from services.fulfilment.paper_fields import PackingChoices, PackingOptions
from services.i18n import N_, _
from services.messages import message
from ui.dialogs.files import ask_file
from ui.paper.pictures import picture_of
from ui.pause import Pause
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.buttons import LinkButton
from ui.widgets.fields import CheckBox
from ui.widgets.text import Text

# A pause in typing after which the pages are laid out again.
_SETTLE_MS = 300
_FIELDS = {
    "show_receiver": N_("Receiver and address"),
    "mask": N_("Masked"),
    "show_shelf": N_("Shelf"),
    "prices": N_("Prices"),
    "logo": N_("Logo"),
    "thank_you": N_("Thank-you line"),
    "gift_card": N_("Gift card page"),
    "return_slip": N_("Return slip page"),
}
_WIDTH = 232


class FieldPanel(QWidget):
    """Switches, texts and the logo of packing lists; `changed` when the paper looks different now."""

    changed = Signal()
    problem = Signal(object)

    def __init__(self, options: PackingOptions, choices: PackingChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.logo = choices.logo
        self.new_logo: Path | None = None
        self._options = options
        self._file_dialog: QFileDialog | None = None
        self.boxes = {name: CheckBox("", self) for name in _FIELDS}
        self.title = Text("", "caption_strong", "text2", parent=self)
        self.logo_button = LinkButton("", "image", self)
        self.thank_you, self.gift_text = (self._text(words) for words in (choices.thank_you, choices.gift_text))
        self._settle = Pause(self, _SETTLE_MS)
        self._settle.timeout.connect(self.changed)
        self._arrange()
        self._connect()
        self.show_options(options)
        self.translate()

    @property
    def options(self) -> PackingOptions:
        """What the switches say now."""
        switches: dict[str, Any] = {name: box.isChecked() for name, box in self.boxes.items()}
        return replace(self._options, **switches)

    def show_options(self, options: PackingOptions) -> None:
        """Set the switches to what was chosen for another paper, without a word."""
        self._options = options
        for name, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setChecked(bool(getattr(options, name)))
        self._fit()

    def choose(self, **switches: bool) -> None:
        """Set switches from code; what is not named stays."""
        for name, is_on in switches.items():
            self.boxes[name].setChecked(is_on)

    def use_logo(self, path: Path) -> None:
        """Print this picture as the logo; `problem` tells where it is none."""
        if picture_of(path).isNull():
            reason = message(N_("it is no picture, or it is damaged"))
            self.problem.emit(PictureUnreadable(file=path.name, reason=reason))
            return
        self.logo = self.new_logo = path
        self.boxes["logo"].setChecked(True)
        self._fit()
        self.changed.emit()

    def ask_logo(self) -> None:
        """Let the person choose the picture."""
        kinds = _("Pictures (*.png *.jpg *.jpeg *.webp *.bmp)")
        self._file_dialog = ask_file(self, _("Choose the logo"), kinds, self.use_logo)

    def translate(self) -> None:
        """Put all texts in the current language."""
        self.title.setText(_("What the packing list shows"))
        for name, box in self.boxes.items():
            box.setText(_(_FIELDS[name]))
            box.updateGeometry()
        self.thank_you.setAccessibleName(_("Thank-you line"))
        self.thank_you.setPlaceholderText(_("Thank you for your order!"))
        self.gift_text.setAccessibleName(_("Text of the gift card"))
        self.gift_text.setPlaceholderText(_("A little something for you"))
        self._fit()

    def _text(self, words: str) -> QPlainTextEdit:
        field = QPlainTextEdit(words, self)
        field.setFont(current_theme().font("body"))
        field.setFixedHeight(54)
        field.setTabChangesFocus(True)
        return field

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(space.M, space.XS, space.M, space.M)
        column.setSpacing(space.S)
        column.addWidget(self.title)
        under = {"logo": self.logo_button, "thank_you": self.thank_you, "gift_card": self.gift_text}
        for name, box in self.boxes.items():
            column.addWidget(box)
            if name in under:
                column.addWidget(under[name])
        column.setAlignment(self.logo_button, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def _connect(self) -> None:
        for box in self.boxes.values():
            box.toggled.connect(self._switched)
        for field in (self.thank_you, self.gift_text):
            field.textChanged.connect(self._settle.start)
        self.logo_button.clicked.connect(self.ask_logo)

    def _switched(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        """What depends on a switch that is off makes room."""
        self.boxes["mask"].setEnabled(self.boxes["show_receiver"].isChecked())
        self.thank_you.setVisible(self.boxes["thank_you"].isChecked())
        self.gift_text.setVisible(self.boxes["gift_card"].isChecked())
        self.logo_button.setVisible(self.boxes["logo"].isChecked())
        self.logo_button.setText(_("Choose another logo…") if self.logo else _("Choose the logo…"))
        self.logo_button.updateGeometry()
