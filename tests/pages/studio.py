"""Serves a scratch database and takes pictures of its pages. Needs Django set up."""

import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.test.testcases import LiveServerThread
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import sync_playwright

from tests.browser import FLAGS, Watched, find_chromium
from tests.factories import make_team, make_user
from tests.pages.conftest import session_cookie
from tests.pages.rows import Story, tell_story

Shot = tuple[str, dict, str]
# pictures below the fold are loaded late, and a player that has not begun shows a spinner
SHOW_ALL = """() => {
  for (const image of document.querySelectorAll("img[loading=lazy]")) image.loading = "eager";
  for (const video of document.querySelectorAll("video")) video.currentTime = 0.6;
}"""


def photograph(
    out: Path, shots: Sequence[Shot], pages: Sequence[str], only: Collection[str] = ()
) -> None:
    """Take `pages` in each of `shots` (name, viewport, colour scheme); PNG files into `out`.

    With `only`, just the pictures of these names, such as `library-light`.
    """
    path = find_chromium()
    if path is None:
        sys.exit("There is no Chromium on this machine: set CHROMIUM_PATH.")
    call_command("migrate", verbosity=0)
    owner = make_user(email="olga@example.com", name="Olga Owner")
    story = tell_story(make_team(owner, name="Kitchen", timezone="Europe/Berlin"), owner, now())
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name, viewport, scheme in shots:
            context = browser.new_context(viewport=viewport, color_scheme=scheme)
            wanted = [p for p in ("sign-in", *pages) if not only or f"{p}-{name}" in only]
            for page in wanted:
                if page != "sign-in":
                    context.add_cookies([session_cookie(owner, url)])
                take(Watched(context, url), out, f"{page}-{name}", address(page, story))
            context.close()
        browser.close()


def now():
    return timezone.now()


@contextmanager
def served() -> Iterator[str]:
    """The site on a free port of this machine."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


def address(page: str, story: Story) -> str:
    if page == "sign-in":
        return reverse("account_login")
    first = story.assets[0]
    rows = {"asset": first, "transcript": first, "post": story.posted, "brief": story.brief}
    if page.startswith("calendar-") and page not in ("calendar-fill", "calendar-feeds"):
        return f"{reverse('calendar')}?view={page.removeprefix('calendar-')}"
    return reverse(page, args=[rows[page].pk]) if page in rows else reverse(page)


def take(watched: Watched, out: Path, name: str, path: str) -> None:
    """One picture of the whole page, once its pictures are there."""
    page = watched.page
    page.goto(f"{watched.base_url}{path}", wait_until="networkidle")
    page.evaluate(SHOW_ALL)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=out / f"{name}.png", full_page=True)
    page.close()
    print(f"{name}.png", *watched.errors)
