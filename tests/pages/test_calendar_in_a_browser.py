"""What people do at the calendar, in Chromium: drag, keys, filters, back, undo, phone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from scheduling.models import PostingSchedule
from tests.factories import make_analysis, make_asset, make_connection, make_schedule
from tests.pages.conftest import PHONE
from tests.pages.test_every_page_in_a_browser import grave

pytestmark = pytest.mark.browser
CALENDAR = "/calendar/"


def at_noon(days: int) -> datetime:
    """Noon in Berlin, so many days from today."""
    today = timezone.localdate()
    return datetime(today.year, today.month, today.day, 11, tzinfo=UTC) + timedelta(days=days)


@pytest.fixture
def account(team):
    return make_connection(team, platform_username="maker")


@pytest.fixture
def post(account):
    return make_schedule(account, body="Coffee first.", scheduled_at=at_noon(1))


@pytest.fixture
def clip(team):
    asset = make_asset(team, status="analyzed", filename="Best.mp4")
    make_analysis(asset, pre_social_score=80)
    return asset


def day_of(post, days: int = 0) -> str:
    local = post.scheduled_at.astimezone(post.team.zone)
    return f"{local + timedelta(days=days):%Y-%m-%d}"


def open_calendar(session, query: str = "") -> Page:
    page = session.open(f"{CALENDAR}{query}")
    page.wait_for_selector("html[data-calendar=ready]")
    return page


def drag(page: Page, card: str, target: str, *, part: float = 0.5) -> None:
    """A mouse that goes there in steps and drops."""
    page.locator(target).scroll_into_view_if_needed()
    box = page.locator(card).bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 26, steps=3)
    there = page.locator(target).bounding_box()
    spot = there["x"] + there["width"] / 2, there["y"] + there["height"] * part
    page.mouse.move(*spot, steps=8)
    page.mouse.move(spot[0] + 1, spot[1])
    page.mouse.up()


def test_a_card_dragged_to_another_day_moves_keeps_its_hour_and_can_be_taken_back(
    surf, owner, post
):
    session = surf(owner)
    page = open_calendar(session)
    card = f"#card-{post.pk}"
    drag(page, card, f"[data-day='{day_of(post, 2)}']")
    expect(page.locator(f"[data-day='{day_of(post, 2)}'] {card}")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("Moved to")
    moved = type(post).objects.get(pk=post.pk)
    assert moved.scheduled_at == post.scheduled_at + timedelta(days=2)
    open_calendar(session)
    expect(page.locator(f"[data-day='{day_of(post, 2)}'] {card}")).to_be_visible()
    drag(page, card, f"[data-day='{day_of(post, 3)}']")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f"[data-day='{day_of(post, 2)}'] {card}")).to_be_visible()
    assert session.errors == []
    assert session.strays == []


def test_a_published_card_is_refused_with_the_reason(surf, owner, account):
    out = make_schedule(account, status="posted", external_post_id="1", scheduled_at=at_noon(0))
    page = open_calendar(surf(owner))
    drag(page, f"#card-{out.pk}", f"[data-day='{day_of(out, 2)}']")
    expect(page.locator("#toasts")).to_contain_text("It is already out.")
    expect(page.locator(f"[data-day='{day_of(out)}'] #card-{out.pk}")).to_be_visible()


def test_the_server_says_why_a_time_has_no_room(surf, owner, account, post):
    other = make_schedule(account, scheduled_at=at_noon(3) + timedelta(minutes=30))
    page = open_calendar(surf(owner))
    drag(page, f"#card-{post.pk}", f"[data-day='{day_of(other)}']")
    expect(page.locator("#toasts")).to_contain_text("30 minutes from the post at")
    expect(page.locator(f"[data-day='{day_of(post)}'] #card-{post.pk}")).to_be_visible()


def test_the_week_moves_by_half_hours(surf, owner, post):
    page = open_calendar(surf(owner), f"?view=day&date={day_of(post)}")
    drag(page, f"#card-{post.pk}", f"[data-date='{day_of(post)}'] [data-hour='15']", part=0.8)
    expect(page.locator(f"[data-hour='15'] #card-{post.pk}")).to_be_visible()
    moved = type(post).objects.get(pk=post.pk).scheduled_at.astimezone(post.team.zone)
    assert f"{moved:%H:%M}" == "15:30"


def test_the_keyboard_alone_moves_a_card_and_keeps_the_focus_on_it(surf, owner, post):
    page = open_calendar(surf(owner))
    page.locator(f"#card-{post.pk} .rl-cal-open").focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    there = f"[data-day='{day_of(post, 8)}'] #card-{post.pk}"
    expect(page.locator(there)).to_be_visible()
    expect(page.locator(f"{there} .rl-cal-open")).to_be_focused()
    page.keyboard.press("m")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(page.locator("#calendar-say")).to_have_text("Left where it was.")
    page.keyboard.press("n")
    expect(page.locator("#toasts")).to_contain_text("Moved to")


def test_hovering_an_arrow_while_dragging_turns_the_page(surf, owner, post):
    page = open_calendar(surf(owner), f"?view=week&date={day_of(post)}")
    page.locator(f"#card-{post.pk}").scroll_into_view_if_needed()
    box = page.locator(f"#card-{post.pk}").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 26, steps=3)
    arrow = page.locator("#cal-later").bounding_box()
    page.mouse.move(arrow["x"] + 10, arrow["y"] + 10, steps=6)
    for step in range(12):
        page.mouse.move(arrow["x"] + 10 + step % 2, arrow["y"] + 10)
        page.wait_for_timeout(100)
    there = f"[data-date='{day_of(post, 7)}'] [data-hour='12']"
    expect(page.locator(there)).to_be_attached()
    page.mouse.up()


def test_filters_are_in_the_address_the_back_button_restores_and_a_link_shows_the_same(
    surf, owner, teammate, team, post
):
    other = make_schedule(make_connection(team, platform="x"), scheduled_at=at_noon(2))
    page = open_calendar(surf(owner))
    page.locator("#cal-filters").click()
    page.get_by_label("Platform").select_option("x")
    expect(page.locator(f"#card-{post.pk}")).to_have_count(0)
    expect(page.locator(f"#card-{other.pk}")).to_be_visible()
    assert "platform=x" in page.url
    colleague = surf(teammate).context.new_page()
    colleague.goto(page.url)
    expect(colleague.locator(".rl-cal-card")).to_have_count(1)
    page.locator("#cal-view-week").click()
    expect(page.locator(".rl-cal-hours")).to_be_visible()
    page.go_back()
    expect(page.locator(".rl-cal-grid")).to_be_visible()
    page.go_back()
    expect(page.locator(f"#card-{post.pk}")).to_be_visible()
    assert "platform=x" not in page.url


def test_a_phone_gets_a_list_by_day_without_dragging(surf, owner, post):
    session = surf(owner, viewport=PHONE)
    for view in ("weeks", "month", "week", "day", "list"):
        page = open_calendar(session, f"?view={view}&date={day_of(post)}")
        expect(page.locator(f"#card-{post.pk}")).to_be_visible()
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, view
        assert page.locator(".rl-cal-filters[open]").count() == 0
    assert session.errors == []


def test_a_person_elsewhere_sees_their_own_zone_beside_the_teams(surf, owner, post):
    page = open_calendar(surf(owner, timezone_id="Asia/Tokyo"))
    expect(page.locator("[data-own-zone]")).to_contain_text("Asia/Tokyo")
    own = page.locator(f"#card-{post.pk} time").get_attribute("title")
    assert "Asia/Tokyo" in own
    same = open_calendar(surf(owner, timezone_id="Europe/Berlin"))
    expect(same.locator("[data-own-zone]")).to_be_hidden()


def test_a_gap_cell_leads_to_a_filled_form_and_places_the_best_unused_media(
    surf, owner, account, clip
):
    session = surf(owner)
    page = open_calendar(session)
    page.locator(".rl-cal-gap a").nth(2).click()
    drawer = page.locator("#calendar-drawer")
    expect(drawer.get_by_label("Best.mp4")).to_be_checked()
    drawer.get_by_role("button", name="Place it").click()
    expect(drawer).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("Placed on")
    placed = PostingSchedule.objects.get()
    expect(page.locator(f"[data-day='{day_of(placed)}'] #card-{placed.pk}")).to_be_visible()
    assert session.errors == []


def test_media_dragged_from_the_tray_to_a_day_are_placed_there(surf, owner, account, clip):
    page = open_calendar(surf(owner))
    day = f"{timezone.localdate() + timedelta(days=2):%Y-%m-%d}"
    drag(page, ".rl-cal-wait", f"[data-day='{day}']")
    page.locator("#calendar-drawer").get_by_role("button", name="Place it").click()
    expect(page.locator(f"[data-day='{day}'] .rl-cal-card")).to_have_count(1)


@pytest.mark.parametrize("touch", [False, True])
def test_a_card_moves_by_the_date_in_its_drawer(surf, owner, post, touch):
    session = surf(owner, **({"viewport": PHONE, "has_touch": True} if touch else {}))
    page = open_calendar(session)
    opener = page.locator(f"#card-{post.pk} .rl-cal-open")
    if touch:
        opener.tap()
    else:
        opener.focus()
        page.keyboard.press("Enter")
    field = page.get_by_label("New time, in Europe/Berlin")
    field.fill(f"{day_of(post, 4)}T15:30")
    button = page.get_by_role("button", name="Move", exact=True)
    if touch:
        button.tap()
    else:
        button.press("Enter")
    expect(page.locator(f"[data-day='{day_of(post, 4)}'] #card-{post.pk}")).to_be_visible()
    expect(page.locator(f"#card-{post.pk} .rl-cal-open")).to_be_focused()
    assert session.errors == []


def test_escape_closes_the_drawer_and_the_focus_returns(surf, owner, post):
    page = open_calendar(surf(owner))
    page.locator(f"#card-{post.pk} .rl-cal-open").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Caption")).to_have_value("Coffee first.")
    page.keyboard.press("Escape")
    expect(page.locator("#calendar-drawer")).to_be_hidden()
    expect(page.locator(f"#card-{post.pk} .rl-cal-open")).to_be_focused()


def test_the_caption_is_changed_in_the_drawer_with_its_counter(surf, owner, post):
    session = surf(owner)
    page = open_calendar(session)
    page.locator(f"#card-{post.pk} .rl-cal-open").click()
    page.get_by_label("Caption").fill("Tea.")
    expect(page.locator("#post-counter")).to_contain_text("12 of 2200")
    page.get_by_role("button", name="Save words").click()
    expect(page.locator("#calendar-drawer")).to_contain_text("Saved.")
    expect(page.locator(f"#card-{post.pk}")).to_contain_text("Tea.")
    assert session.errors == []


def test_many_are_ticked_by_key_and_moved_together(surf, owner, account, post):
    other = make_schedule(account, scheduled_at=at_noon(2))
    page = open_calendar(surf(owner))
    for one in (post, other):
        page.locator(f"#card-{one.pk} .rl-cal-open").focus()
        page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("2 posts ticked")
    page.locator("#bulk-move").click()
    page.get_by_label("Days").fill("3")
    page.get_by_role("button", name="Move them").click()
    expect(page.locator("#toasts")).to_contain_text("2 posts moved.")
    expect(page.locator(f"[data-day='{day_of(post, 3)}'] #card-{post.pk}")).to_be_visible()
    expect(page.locator(f"[data-day='{day_of(other, 3)}'] #card-{other.pk}")).to_be_visible()


def test_two_people_moving_one_post_see_both_times_and_one_chooses(surf, owner, teammate, post):
    mine, theirs = open_calendar(surf(owner)), open_calendar(surf(teammate))
    card = f"#card-{post.pk}"
    drag(theirs, card, f"[data-day='{day_of(post, 2)}']")
    expect(theirs.locator(f"[data-day='{day_of(post, 2)}'] {card}")).to_be_visible()
    drag(mine, card, f"[data-day='{day_of(post, 3)}']")
    drawer = mine.locator("#calendar-drawer")
    expect(drawer).to_contain_text("Somebody changed this post first")
    drawer.get_by_role("button", name="Move it to my time").click()
    expect(mine.locator(f"[data-day='{day_of(post, 3)}'] {card}")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_any_view_nor_in_the_drawer(surf, owner, story, scheme):
    session = surf(owner, scheme=scheme)
    found = []
    for view in ("weeks", "month", "week", "day", "list"):
        found += grave(open_calendar(session, f"?view={view}"))
    page = open_calendar(session)
    page.locator("[data-look=planned] .rl-cal-open").first.click()
    expect(page.get_by_label("Caption")).to_be_visible()
    found += grave(page)
    page.keyboard.press("Escape")
    page.locator(".rl-cal-gap a").first.click()
    expect(page.get_by_role("button", name="Place it")).to_be_visible()
    found += grave(page)
    assert found == []
    assert session.errors == []
    assert session.strays == []
