"""One shape for every error of the API: RFC 9457 problem details."""

from rest_framework.views import exception_handler


def handle_api_error(error: Exception, context: dict):
    """DRF's own handling, in the shape {title, status, detail, errors?}."""
    response = exception_handler(error, context)
    if response is None:
        return None
    body = response.data
    problem = {"title": response.status_text, "status": response.status_code}
    if isinstance(body, dict) and set(body) == {"detail"}:
        problem["detail"] = body["detail"]
    else:
        problem |= {"detail": "The request was not understood.", "errors": body}
    response.data = problem
    response.content_type = "application/problem+json"
    return response
