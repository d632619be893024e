"""Reads: posts as a list, as the days of a calendar, and one of them whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Text, and_, bindparam, func, literal, or_, select, type_coerce

from models.campaigns import Campaign
from models.catalog import Product, Sku
from models.content import Post, PostSku
from models.dialects.prepared import Prepared
from models.entities import Entity
from models.enums.growth import PostState
from services import settings
from services.business_day import shop_today
from services.catalog import pictures
from services.catalog.pictures import KeptPicture
from services.errors import NotFound
from services.festivals import festivals
from services.growth.posts import PostDraft
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern
from services.messages import message

_posts = Post.table()
_links = PostSku.table()
_skus = Sku.table()
_products = Product.table()
_campaigns = Campaign.table()
OPEN = (PostState.IDEA, PostState.DRAFT)
_IS_OPEN = _posts.c.state.in_(OPEN)
_DUE = Prepared(
    select(func.count(), func.count().filter(_posts.c.planned_on < bindparam("day")))
    .select_from(_posts)
    .where(_IS_OPEN, _posts.c.planned_on <= bindparam("day"))
)


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post as a day of the calendar shows it."""

    id: int
    title: str
    outlet: str
    state: PostState
    day: date
    minute: int | None

    @property
    def time(self) -> str:
        """The time as ``15:00``, or nothing."""
        return time_words(self.minute)


@dataclass(frozen=True, slots=True)
class PostDays:
    """The posts of some days by day and time, what the days are, which day it is; `has_any`: a post on any day."""

    first: date
    last: date
    today: date
    posts: tuple[PostLine, ...]
    festivals: tuple[tuple[date, str], ...]
    undated: int
    has_any: bool


@dataclass(frozen=True, slots=True)
class PostProduct:
    """A product a post shows."""

    sku_id: int
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class PostView:
    """One post whole. `picture_file` is a small copy of its picture, `sales` minor units of `currency`."""

    id: int
    version: int
    draft: PostDraft
    state: PostState
    posted_on: date | None
    products: tuple[PostProduct, ...]
    figures: tuple[tuple[str, int | None], ...]
    sales: int | None
    currency: str
    is_late: bool
    picture_file: str | None
    campaign: str | None


@dataclass(frozen=True, slots=True)
class DuePosts:
    """Posts that were planned up to today and are not out: how many, how many of them for days before."""

    due: int
    late: int


def campaign_choices(connection: Connection) -> tuple[tuple[int, str], ...]:
    """(id, name) of every campaign a post can belong to, newest first."""
    columns = select(_campaigns.c.id, _campaigns.c.name).order_by(_campaigns.c.id.desc())
    return tuple((number, name) for number, name in connection.execute(columns))


def time_words(minute: int | None) -> str:
    """A minute of the day as ``15:00``, or nothing."""
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def post_days(connection: Connection, first: date, last: date) -> PostDays:
    """The posts planned (or, once out, posted) from `first` to `last`, with the festivals of these days."""
    day = func.coalesce(_posts.c.posted_on, _posts.c.planned_on)
    columns = select(_posts.c.id, _posts.c.title, _posts.c.outlet, _posts.c.state, day, _posts.c.planned_minute)
    either = or_(_posts.c.planned_on.between(first, last), _posts.c.posted_on.between(first, last))
    rows = connection.execute(columns.where(either).order_by(day, _posts.c.planned_minute, _posts.c.id))
    found = tuple(PostLine(*row) for row in rows if first <= row[4] <= last)
    undated = select(func.count()).select_from(_posts).where(_posts.c.planned_on.is_(None), _IS_OPEN)
    any_post = connection.execute(select(_posts.c.id).limit(1)).first()
    return PostDays(
        first, last, shop_today(connection), found, tuple(festivals(first, last)),
        int(connection.execute(undated).scalar_one()), any_post is not None,
    )  # fmt: skip


def post_view(connection: Connection, post_id: int) -> PostView:
    """One post with the products it shows; `NotFound` where there is none."""
    row = connection.execute(select(_posts).where(_posts.c.id == post_id)).first()
    if row is None:
        raise NotFound(what=message(N_("post")), which=f"#{post_id}")
    products = _products_of(connection, post_id)
    picture = None
    if row.sha256 is not None:
        names = KeptPicture.__slots__
        picture = KeptPicture(**{name: getattr(row, name) for name in names})
    draft = PostDraft(
        row.title, row.outlet, row.planned_on, row.planned_minute, row.words, row.link,
        tuple(one.code for one in products), picture, row.campaign_id,
    )  # fmt: skip
    return PostView(
        row.id, row.version, draft, row.state, row.posted_on, products,
        (("views", row.views), ("likes", row.likes), ("comments", row.comments), ("saves", row.saves)),
        row.sales_minor, settings.read(connection, settings.CURRENCY),
        row.state in OPEN and row.planned_on is not None and row.planned_on < shop_today(connection),
        _small(connection, picture),
        connection.execute(select(_campaigns.c.name).where(_campaigns.c.id == row.campaign_id)).scalar(),
    )  # fmt: skip


def due_posts(connection: Connection, day: date) -> DuePosts:
    """What should have been posted by the end of `day`."""
    due, late = _DUE.rows(connection, day=day)[0]
    return DuePosts(due, late)


def _products_of(connection: Connection, post_id: int) -> tuple[PostProduct, ...]:
    statement = (
        select(_skus.c.id, _skus.c.code, _products.c.title)
        .join_from(_links, _skus, _skus.c.id == _links.c.sku_id)
        .join(_products, _products.c.id == _skus.c.product_id)
        .where(_links.c.post_id == post_id)
        .order_by(_links.c.id)
    )
    return tuple(PostProduct(*row) for row in connection.execute(statement))


def _small(connection: Connection, picture: KeptPicture | None) -> str | None:
    if picture is None:
        return None
    found = pictures.thumbnail(pictures.folder_for(connection), picture.sha256, picture.suffix)
    return str(found) if found is not None else None


_CODES = (
    select(func.group_concat(_skus.c.code, ", "))
    .join_from(_links, _skus, _skus.c.id == _links.c.sku_id)
    .where(_links.c.post_id == _posts.c.id)
    .scalar_subquery()
)


def _search(typed: str) -> ColumnElement[bool] | None:
    columns = (_posts.c.title, _posts.c.words, _posts.c.outlet, _posts.c.link, _CODES)
    found = [
        or_(*(type_coerce(one, Text).like(like_pattern(term.plain), escape="\\") for one in columns))
        for term in terms(typed)
    ]
    return and_(*found) if found else None


POSTS = TableQuery(
    name="posts",
    entity=Entity.POST,
    base=_posts,
    joins=((_campaigns, _campaigns.c.id == _posts.c.campaign_id),),
    columns=by_key(
        QueryColumn("planned_on", N_("Planned day"), Kind.DATE, _posts.c.planned_on),
        QueryColumn("minute", N_("Time"), Kind.INTEGER, _posts.c.planned_minute),
        QueryColumn("outlet", N_("Platform"), Kind.TEXT, _posts.c.outlet),
        QueryColumn("title", N_("Title"), Kind.TEXT, _posts.c.title),
        QueryColumn("state", N_("State"), Kind.CODE, _posts.c.state),
        QueryColumn("posted_on", N_("Posted on"), Kind.DATE, _posts.c.posted_on),
        QueryColumn("campaign", N_("Campaign"), Kind.TEXT, _campaigns.c.name),
        QueryColumn("codes", N_("Product codes"), Kind.TEXT, _CODES),
        QueryColumn("views", N_("Views"), Kind.INTEGER, _posts.c.views, has_total=True),
        QueryColumn("likes", N_("Likes"), Kind.INTEGER, _posts.c.likes, has_total=True),
        QueryColumn("comments", N_("Comments"), Kind.INTEGER, _posts.c.comments, has_total=True),
        QueryColumn("saves", N_("Saves"), Kind.INTEGER, _posts.c.saves, has_total=True),
        QueryColumn("sales", N_("Sales"), Kind.MONEY, _posts.c.sales_minor, has_total=True),
        QueryColumn("link", N_("Link to it"), Kind.TEXT, _posts.c.link),
        QueryColumn("words", N_("Text"), Kind.TEXT, _posts.c.words),
    ),
    views={
        "all": None,
        "ideas": _posts.c.state == PostState.IDEA,
        "drafts": _posts.c.state == PostState.DRAFT,
        "posted": _posts.c.state == PostState.POSTED,
        "dropped": _posts.c.state == PostState.DROPPED,
    },
    default_sort=(("planned_on", True),),
    search=_search,
    currency=literal(""),
)
