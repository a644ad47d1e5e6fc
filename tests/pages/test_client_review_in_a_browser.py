"""A client with a link and no account, in Chromium: on a phone, in the dark, without script."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from scheduling.link_tokens import token_of
from scheduling.models import Approval
from scheduling.services.links import create_link
from tests.pages.conftest import PHONE
from tests.pages.test_every_page_in_a_browser import grave, overflow

pytestmark = pytest.mark.browser


@pytest.fixture
def path(story, owner) -> str:
    now = timezone.now()
    posts = story.awaiting[:3]
    link = create_link(owner.teams.get(), name="Rosa", by=owner, now=now, days=7, posts=posts)
    return f"/client/{token_of(link)}/"


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "java_script_enabled": False}])
def test_the_client_approves_one_and_asks_for_changes_to_another(surf, story, path, options):
    session = surf(**options)
    page = session.page
    page.goto(session.base_url + path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Rosa")
    one, two = (page.locator(f"#post-{post.pk}") for post in story.awaiting[:2])
    one.get_by_label("Your name").fill("Rosa Diaz")
    one.get_by_role("button", name="Approve").click()
    expect(one).to_contain_text("You approved it")
    two.locator("summary").click()
    two.get_by_label("What should change?").fill("Another cup, please.")
    two.get_by_role("button", name="Send the note").click()
    expect(two).to_contain_text("You asked for changes")
    clients = Approval.objects.filter(link__isnull=False).order_by("decided_at")
    said = clients.values_list("decision", "client_name")
    assert list(said) == [("approved", "Rosa Diaz"), ("changes_requested", "Rosa")]
    assert session.errors == []
    assert session.strays == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_clients_page_passes_axe_and_fits_a_phone(surf, path, scheme):
    session = surf(scheme=scheme)
    page = session.page
    page.goto(session.base_url + path)
    assert grave(page) == []
    page.set_viewport_size(PHONE)
    assert overflow(page) <= 0
    assert session.errors == []


def test_the_address_is_copied_and_revoked(surf, owner, path):
    page = surf(owner).open("/review/links/")
    expect(page.locator(".rl-mono")).to_contain_text(path)
    page.locator("summary").filter(has_text="Revoke").click()
    page.get_by_role("button", name="Revoke", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Revoked.")
    stranger = surf()
    stranger.page.goto(stranger.base_url + path)
    expect(stranger.page.locator("main")).to_contain_text("This link has ended")
