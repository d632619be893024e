"""How repetitions are named."""

from __future__ import annotations

from models.enums.growth import Repeat
from services.i18n import N_, NN_

NAMES: dict[Repeat, str] = {
    Repeat.DAY: N_("every day"),
    Repeat.WORKDAY: N_("Monday to Friday"),
    Repeat.WEEK: N_("every week"),
    Repeat.MONTH: N_("every month"),
    Repeat.MONTH_END: N_("last day of the month"),
}
PLURALS: dict[Repeat, tuple[str, str]] = {
    Repeat.DAY: NN_("every {count} day", "every {count} days"),
    Repeat.WORKDAY: NN_("every {count} working day", "every {count} working days"),
    Repeat.WEEK: NN_("every {count} week", "every {count} weeks"),
    Repeat.MONTH: NN_("every {count} month", "every {count} months"),
    Repeat.MONTH_END: NN_("every {count} month, on its last day", "every {count} months, on the last day"),
}
