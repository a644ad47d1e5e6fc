"""The page behind a review link: no session and no team menu, only the posts of the link.

Whoever has the address may look and decide, so every file goes through the link too, the pace is
limited, and search engines and other sites are told nothing.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from media_assets.serving import send_by_path, send_stored
from scheduling.exceptions import PostProblem
from scheduling.files import file_of
from scheduling.link_forms import ClientForm
from scheduling.link_tokens import link_with
from scheduling.link_view import list_client_posts, post_through
from scheduling.models import ReviewLink
from scheduling.services.links import approve_as_client, ask_as_client, note_opened
from teams.pace import Pace
from teams.pages import first_error

View = Callable[..., HttpResponseBase]
LOOKS = Pace("client-looks", most=120, seconds=600)  # of the page; players ask for files often
DECISIONS = Pace("client-decides", most=60, seconds=600)
GUESSES = Pace("client-guesses", most=30, seconds=600)
PRIVATE = "private, max-age=300"
TOO_FAST = "That was too fast. Please wait a few minutes, then try again."


def through_link(view: View) -> View:
    """Give `view` the open link of the address; say kindly when it has ended, 404 when unknown."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, *args, **kwargs) -> HttpResponseBase:
        link = link_with(token)
        if link is None:
            if not GUESSES.lets_pass(address_of_caller(request)):
                return refuse(request, TOO_FAST, 429)
            raise Http404("There is nothing here.")
        if not link.is_open(timezone.now()):
            ended = "This link has ended. Ask whoever sent it to you for a new one."
            return refuse(request, ended, 410)
        with timezone.override(link.team.zone):
            answer = view(request, link, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return never_cache_pages(wrapped)


def never_cache_pages(view: View) -> View:
    """Pages are never kept; files say themselves how long."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if "Cache-Control" not in answer:
            answer["Cache-Control"] = "private, no-store"
        return answer

    return wrapped


def address_of_caller(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def refuse(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """A page that says why not, and nothing about the team."""
    answer = render(request, "scheduling/client_closed.html", {"sentence": sentence}, status=status)
    if status == 429:
        answer["Retry-After"] = "300"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@require_safe
@through_link
def client_review(request: HttpRequest, link: ReviewLink) -> HttpResponse:
    """The posts of the link, each with its preview and two answers."""
    if not LOOKS.lets_pass(str(link.pk)):
        return refuse(request, TOO_FAST, 429)
    note_opened(link, now=timezone.now())
    return show(request, link)


def show(request: HttpRequest, link: ReviewLink, *, status: int = 200, **more) -> HttpResponse:
    posts = list_client_posts(link)
    context = {
        "link": link,
        "token": token_in(request),
        "posts": posts,
        "waiting": sum(1 for one in posts if one.may_decide),
        "client_name": request.POST.get("name", "")[:80] or link.name,
        **more,
    }
    return render(request, "scheduling/client_review.html", context, status=status)


def token_in(request: HttpRequest) -> str:
    return str(request.resolver_match.kwargs["token"]) if request.resolver_match else ""


@require_POST
@through_link
def client_approve(request: HttpRequest, link: ReviewLink, pk) -> HttpResponse:
    def step(form: ClientForm) -> str:
        given = form.cleaned_data
        approve_as_client(
            link,
            post_through(link, pk),
            name=given["name"],
            version=given["version"],
            now=timezone.now(),
        )
        return "Thank you: approved."

    return decide(request, link, pk, step)


@require_POST
@through_link
def client_ask(request: HttpRequest, link: ReviewLink, pk) -> HttpResponse:
    def step(form: ClientForm) -> str:
        given = form.cleaned_data
        ask_as_client(
            link,
            post_through(link, pk),
            name=given["name"],
            version=given["version"],
            note=given["note"],
            now=timezone.now(),
        )
        return "Thank you: the team has your note."

    return decide(request, link, pk, step)


def decide(
    request: HttpRequest, link: ReviewLink, pk, step: Callable[[ClientForm], str]
) -> HttpResponse:
    """Take the step and show the page again; a refusal stands beside the post it is about."""
    post = post_through(link, pk)
    if not DECISIONS.lets_pass(str(link.pk)):
        return refuse(request, TOO_FAST, 429)
    form = ClientForm(request.POST)
    try:
        if not form.is_valid():
            raise PostProblem(first_error(form, next(iter(form.errors))))
        sentence = step(form)
    except PostProblem as problem:
        more = {"problem": problem.sentence, "problem_pk": post.pk}
        return show(request, link, status=422, given_note=request.POST.get("note", ""), **more)
    messages.success(request, sentence)
    return redirect("client-review", token=token_in(request))


@require_safe
@through_link
def client_file(request: HttpRequest, link: ReviewLink, pk) -> HttpResponseBase:
    """The file that the post would send, with ranges for players."""
    file = file_of(post_through(link, pk))
    if not file.storage_path:
        raise Http404("It is still being prepared.")
    return send_stored(
        request,
        file.storage_path,
        mime_type=file.media.mime_type,
        etag=file.sha256,
        cache=PRIVATE,
        filename="preview",
        as_attachment=False,
    )


@require_safe
@through_link
def client_picture(request: HttpRequest, link: ReviewLink, pk) -> HttpResponseBase:
    """The cover of the post, else the small picture of its file."""
    post = post_through(link, pk)
    path = post.thumbnail_path or post.media.thumbnail_url
    if not path:
        raise Http404("There is no picture.")
    return send_by_path(request, path, cache=PRIVATE)
