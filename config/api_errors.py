"""One shape for every error of the API: RFC 9457 problem details."""

from django.db.models import ProtectedError
from django.http import Http404
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from ai.protocols import ProviderError
from analysis.rewriting.options import CannotRewrite
from analysis.services.translation import CannotTranslate
from analysis.services.versions import TranscriptConflict
from analysis.speech.cues import BadCues, cues_to_json
from briefs.exceptions import BriefProblem
from media_assets.exceptions import MediaRejected
from media_assets.services.archive import CannotArchive
from platforms.exceptions import PlatformError
from platforms.services.connections import ConnectionProblem
from platforms.webhooks.endpoints import EndpointProblem
from platforms.webhooks.sending import ReplayProblem
from scheduling.exceptions import PostProblem, StalePost
from scheduling.imports.sheet import SheetUnreadable
from scheduling.services.imports import RowsRefused
from teams.services.members import MemberProblem
from teams.transitions import IllegalMove

CONFLICT, UNPROCESSABLE, BAD_GATEWAY = 409, 422, 502
REFUSALS: dict[type[Exception], tuple[int, str]] = {
    StalePost: (CONFLICT, "Somebody saved it first"),
    TranscriptConflict: (CONFLICT, "Somebody saved it first"),
    CannotRewrite: (CONFLICT, "Not possible now"),
    CannotTranslate: (CONFLICT, "Not possible now"),
    ProviderError: (CONFLICT, "No AI provider can do it"),
    BadCues: (UNPROCESSABLE, "Not usable lines"),
    RowsRefused: (UNPROCESSABLE, "Some rows have errors"),
    SheetUnreadable: (UNPROCESSABLE, "Not a readable table"),
    PostProblem: (CONFLICT, "Not possible now"),
    CannotArchive: (CONFLICT, "Not possible now"),
    ConnectionProblem: (CONFLICT, "Not possible now"),
    MemberProblem: (CONFLICT, "Not possible now"),
    IllegalMove: (CONFLICT, "Not possible now"),
    ReplayProblem: (CONFLICT, "Not possible now"),
    ProtectedError: (CONFLICT, "In use"),
    MediaRejected: (UNPROCESSABLE, "Not usable media"),
    EndpointProblem: (UNPROCESSABLE, "Not a usable address"),
    BriefProblem: (UNPROCESSABLE, "Not enough to go by"),
    PlatformError: (BAD_GATEWAY, "The network did not answer as it should"),
}
SENTENCES: dict[type[Exception], str] = {
    IllegalMove: "It is in another state by now. Read it again.",
    ProtectedError: "Other rows need it, so it cannot be deleted.",
}


def handle_api_error(error: Exception, context: dict) -> Response | None:
    """DRF's own handling and our refusals, as {title, status, detail, errors?}."""
    if isinstance(error, Http404):  # Django's text differs between unknown and malformed ids
        error = NotFound("There is no such row in your team.")
    response = exception_handler(error, context)
    if response is None:
        return _refusal(error)
    body = response.data
    problem = {"title": response.status_text, "status": response.status_code}
    if isinstance(body, dict) and set(body) == {"detail"}:
        problem["detail"] = body["detail"]
    elif isinstance(body, list):  # of no field: a NUL in a search, a body that is no object
        problem["detail"] = " ".join(str(sentence) for sentence in body)
    else:
        problem |= {"detail": "The request was not understood.", "errors": body}
    return _as_problem(response, problem)


def _refusal(error: Exception) -> Response | None:
    kind = next((kind for kind in REFUSALS if isinstance(error, kind)), None)
    if kind is None:
        return None
    status, title = REFUSALS[kind]
    problem = {"title": title, "status": status, "detail": SENTENCES.get(kind) or str(error)}
    if isinstance(error, StalePost):
        problem |= {"yours": error.mine, "theirs": error.theirs, "version": error.version}
    if isinstance(error, RowsRefused):
        problem["errors"] = {f"row {row.number}": row.problems for row in error.plan.refused}
    if isinstance(error, TranscriptConflict):
        theirs = error.theirs.cues if error.theirs else []
        problem |= {"yours": cues_to_json(error.mine), "theirs": theirs, "version": error.version}
    return _as_problem(Response(status=status), problem)


def _as_problem(response: Response, problem: dict) -> Response:
    response.data = problem
    response.content_type = "application/problem+json"
    return response


class NoSuchAddress(APIView):
    """Every other address below /api/."""

    authentication_classes: list = []
    permission_classes: list = []
    schema = None

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        raise NotFound("There is nothing here. Addresses have no slash at the end; see /api/docs/.")
