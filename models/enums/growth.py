"""What the owner plans and tries: the fixed words of goals, campaigns, launches, advice and tasks."""

from __future__ import annotations

from enum import StrEnum


class Repeat(StrEnum):
    """How a task comes again; with a number every so many of them. `WORKDAY` is Monday to Friday."""

    DAY = "day"
    WORKDAY = "workday"
    WEEK = "week"
    MONTH = "month"
    MONTH_END = "month_end"


class GoalFigure(StrEnum):
    """What a goal, or the effect of something the owner changed, is measured by."""

    SALES = "sales"
    ORDERS = "orders"
    PROFIT = "profit"
    NEW_BUYERS = "new_buyers"
    VISITORS = "visitors"


class CampaignKind(StrEnum):
    """What a campaign offers."""

    SALE = "sale"
    COUPON = "coupon"
    GIFT = "gift"
    MEMBER_DAY = "member_day"
    PLATFORM = "platform"


class ActionKind(StrEnum):
    """What the owner changed in the shop."""

    PRICE = "price"
    PICTURE = "picture"
    TITLE = "title"
    DETAIL_PAGE = "detail_page"
    ADS = "ads"
    OFFER = "offer"
    NEW_PRODUCT = "new_product"
    STOCK = "stock"
    SERVICE = "service"
    OTHER = "other"


class PostState(StrEnum):
    """How far a post has come."""

    IDEA = "idea"
    DRAFT = "draft"
    POSTED = "posted"
    DROPPED = "dropped"


class LaunchStage(StrEnum):
    """The stages of bringing a product out, in their order."""

    IDEA = "idea"
    SAMPLE = "sample"
    COST = "cost"
    LISTING = "listing"
    PICTURES = "pictures"
    PRICE = "price"
    STOCK = "stock"
    LAUNCH = "launch"
    DAY_7 = "day_7"
    DAY_30 = "day_30"


class LaunchCostKind(StrEnum):
    """What a line of a launch's cost sheet pays for."""

    PURCHASE = "purchase"
    FREIGHT = "freight"
    PACKING = "packing"
    PLATFORM = "platform"
    ADS = "ads"
    OTHER = "other"


class AdviceKind(StrEnum):
    """What a piece of advice is about."""

    SLOW = "slow"
    BELOW_MINIMUM = "below_minimum"
    BELOW_COST = "below_cost"
    FEE_RISE = "fee_rise"
    COST_RISE = "cost_rise"
    BUNDLE = "bundle"
    RESTOCK = "restock"
