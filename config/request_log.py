"""One line for each request, without its query: codes of sign-ins travel there."""

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from config.logs import without_secret


class RequestLog(RequestMiddleware):
    """Method and path only; a secret in the path is left out."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {without_secret(request.path)}"
