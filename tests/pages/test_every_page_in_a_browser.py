"""Every page in Chromium: no errors, nothing leaves the host, phone width, axe, empty teams."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from tests.pages.conftest import DESK, PHONE

pytestmark = pytest.mark.browser
LISTS = [
    "dashboard",
    "library",
    "review",
    "review-links",
    "posts",
    "calendar",
    "replan",
    "post-import",
    "calendar-feeds",
    "planning",
    "campaigns",
    "content-calendars",
    "coach",
    "briefs",
    "connections",
    "team",
    "brand-guide",
    "team-data",
    "own-data",
    "activity",
    "notifications",
    "reports",
    "experiments",
    "report-times",
    "report-calendar",
    "report-failures",
    "notification-preferences",
]
OUTSIDE = ["account_login", "account_reset_password"]
MINE = ["account_change_password", "mfa_index", "usersessions_list"]
# what the frame itself brings: its search palette and its theme menu, closed on every page
FRAME = ["[x-data='searchCommand()']"]


def addresses(story) -> list[str]:
    rows = [("asset", r) for r in (story.assets[0], story.assets[4])]
    rows.append(("transcript", story.assets[0]))
    rows += [("post", r) for r in (story.posted, story.failed, story.unclear, story.awaiting[0])]
    rows += [("brief", story.brief), ("post-rewrite", story.awaiting[0])]
    singles = [reverse(name, args=[row.pk]) for name, row in rows]
    tabs = [f"{reverse('posts')}?tab={tab}" for tab in ("failed", "needs_person", "posted")]
    tabs += [f"{reverse('calendar')}?view={view}" for view in ("month", "week", "day", "list")]
    return [*map(reverse, LISTS), *tabs, *singles]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def grave(page: Page) -> list[str]:
    """What axe calls serious or critical, as rule and element."""
    result = Axe().run(page, context={"exclude": FRAME}, options={"resultTypes": ["violations"]})
    return [
        f"{page.url} {found['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for found in result.response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


def findings(page: Page) -> list[str]:
    """What is wrong with an open page: in this theme, in the other one, at phone width."""
    found = grave(page)
    page.get_by_label("Switch between light and dark").click()
    found += grave(page)
    page.set_viewport_size(PHONE)
    if (px := overflow(page)) > 0:
        found.append(f"{page.url} is {px} pixels wider than a phone")
    page.set_viewport_size(DESK)
    return found


def test_every_page_passes_axe_in_both_themes_fits_a_phone_and_stays_on_the_host(
    surf, owner, story
):
    desk = surf(owner)
    found = [line for path in addresses(story) for line in findings(desk.open(path))]
    assert found == []
    assert desk.errors == []
    assert desk.strays == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_sign_in_account_and_error_pages(surf, owner, team, scheme):
    nobody, someone = surf(scheme=scheme), surf(owner, scheme=scheme)
    found = []
    for who, names in ((nobody, OUTSIDE), (someone, MINE)):
        for name in names:
            who.page.goto(who.base_url + reverse(name))
            found += grave(who.page)
    someone.page.goto(f"{someone.base_url}/library/nothing/")
    assert found + grave(someone.page) == []
    assert nobody.strays == someone.strays == []


def test_an_empty_team_finds_a_next_step_on_every_page(surf, owner, team):
    desk = surf(owner)
    for name in LISTS:
        main = desk.open(reverse(name)).locator("main")
        assert main.locator("a[href], button[type=submit], form").count() > 0, name
        assert main.locator("h1").count() == 1, name
    assert "Connect an account" in desk.open("/").locator("main").inner_text()


def test_the_theme_follows_the_system_and_the_switch_stays(surf, owner, team):
    desk = surf(owner, scheme="dark")
    page = desk.open("/")
    assert page.locator("html.dark").count() == 1
    page.get_by_label("Switch between light and dark").click()
    page.wait_for_selector("html:not(.dark)")
    assert desk.open("/team/").locator("html.dark").count() == 0


def test_a_keyboard_reaches_the_content_first(surf, owner, team):
    page = surf(owner).open("/")
    page.keyboard.press("Tab")
    for _ in range(60):
        if page.evaluate("document.activeElement.classList.contains('rl-skip')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content-main"
