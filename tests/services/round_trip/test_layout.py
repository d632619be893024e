"""Cells of the program's own layouts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services import formatting
from services.round_trip.layout import instant_of

# Whole hours, half ones and quarters; clocks that went by the sun, by seconds; half an hour of summer time.
_ZONES = ("Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "Africa/Monrovia", "Australia/Lord_Howe", "UTC")


@given(value=st.integers(-2_500_000_000_000, 4_000_000_000_000), zone=st.sampled_from(_ZONES))
def test_a_time_is_said_as_clocks_of_its_zone_showed_it(value: int, zone: str) -> None:
    shown = str(formatting.iso_ms(value, zone)).replace("T", " ")
    assert instant_of(value, zone, "elsewhere") == shown
    assert instant_of(value, zone, zone) == shown[: len("2026-11-22 09:30:00")]
