"""What the codes of reviews and of their follow-ups are called."""

from __future__ import annotations

from models.enums.aftersales import FollowResult, FollowState, FollowStep
from services.i18n import N_

STATE_LABELS: dict[FollowState, str] = {
    FollowState.NONE: N_("No follow-up"),
    FollowState.OPEN: N_("To be contacted"),
    FollowState.CONTACTED: N_("Contacted"),
    FollowState.OFFERED: N_("Offer made"),
    FollowState.SETTLED: N_("Follow-up ended"),
}
STEP_LABELS: dict[FollowStep, str] = {
    FollowStep.CONTACTED: N_("Contacted"),
    FollowStep.OFFERED: N_("Offer made"),
    FollowStep.RESULT: N_("Follow-up ended"),
    FollowStep.NOTE: N_("Note"),
}
RESULT_LABELS: dict[FollowResult, str] = {
    FollowResult.CHANGED: N_("The review was changed"),
    FollowResult.REMOVED: N_("The review was removed"),
    FollowResult.KEPT: N_("The buyer kept the review"),
    FollowResult.NO_ANSWER: N_("No answer"),
}
