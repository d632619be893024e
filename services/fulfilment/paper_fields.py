"""What packing lists show, chosen once for every size of paper and remembered in the shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from services import settings
from services.catalog.pictures import KeptPicture, file_of, folder_for
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PackingOptions:
    """What a packing list tells. `template` is the name of one of the templates there are; None is the standard one.

    Prices are left out and the receiver is masked unless somebody chose otherwise. `gift_card` and
    `return_slip` are pages of their own behind the list.
    """

    show_receiver: bool = True
    mask: bool = True
    thank_you: bool = True
    show_shelf: bool = True
    prices: bool = False
    logo: bool = True
    gift_card: bool = False
    return_slip: bool = False
    template: str | None = None


@dataclass(frozen=True, slots=True)
class PackingChoices:
    """All that was chosen about packing lists: options by the paper's key, texts, and where the logo lies."""

    by_paper: Mapping[str, PackingOptions] = field(default_factory=dict)
    standard: PackingOptions = PackingOptions()
    thank_you: str = ""
    gift_text: str = ""
    logo: Path | None = None

    def options_for(self, paper: str) -> PackingOptions:
        """What was chosen for a paper last, or what the settings say where nothing was."""
        return self.by_paper.get(paper, self.standard)


def packing_choices(connection: Connection) -> PackingChoices:
    """What is remembered."""
    return choices_of(settings.read_all(connection), folder_for(connection))


def choices_of(values: Mapping[str, Any], pictures: Path) -> PackingChoices:
    """What is remembered, from the values of all settings; the shop's pictures lie in `pictures`."""
    name = str(values[settings.LOGO.key])
    logo = file_of(pictures, Path(name).stem, Path(name).suffix) if name else None
    return PackingChoices(
        by_paper={paper: _read(kept) for paper, kept in values[settings.PACKING_FIELDS.key].items()},
        standard=PackingOptions(
            show_receiver=bool(values[settings.SHOW_RECEIVER.key]), mask=bool(values[settings.MASK_RECEIVER.key])
        ),
        thank_you=str(values[settings.THANK_YOU.key]),
        gift_text=str(values[settings.GIFT_TEXT.key]),
        logo=logo if logo is not None and logo.is_file() else None,
    )


@command("papers.choose", N_("Change what packing lists show"))
def choose(uow: UnitOfWork, choices: PackingChoices, new_logo: KeptPicture | None = None) -> None:
    """Remember what was chosen in the preview. `new_logo` lies in the shop's folder of pictures already."""
    settings.keep(uow, settings.PACKING_FIELDS, {paper: asdict(options) for paper, options in choices.by_paper.items()})
    settings.keep(uow, settings.THANK_YOU, choices.thank_you.strip())
    settings.keep(uow, settings.GIFT_TEXT, choices.gift_text.strip())
    if new_logo is not None:
        settings.keep(uow, settings.LOGO, f"{new_logo.sha256}{new_logo.suffix}")


def _read(kept: Mapping[str, Any]) -> PackingOptions:
    known = {one.name for one in fields(PackingOptions)}
    return PackingOptions(**{name: value for name, value in kept.items() if name in known})
