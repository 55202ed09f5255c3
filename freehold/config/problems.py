"""Every error of the API as a problem that programs can read. Source: RFC 9457."""

from collections.abc import Callable
from http import HTTPStatus

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from freehold.kernel.errors import FreeholdError, NotPermitted, Unreachable

API = "/api/"
MEDIA_TYPE = "application/problem+json"


class FieldProblem(Schema):
    """What is wrong with one field."""

    field: str = Field(description="the field's name; parts of nested ones are split by dots")
    detail: str


class Problem(Schema):
    """Why a request was not answered as asked."""

    type: str = Field("about:blank", description="always about:blank: `code` says more")
    title: str = Field(description="the HTTP status in words")
    status: int
    code: str = Field(description="the same for the same reason in every release")
    detail: str = Field(description="a sentence for people")
    errors: list[FieldProblem] = Field(default_factory=list)


SENTENCES = {
    400: ("bad_request", _("The request cannot be read.")),
    401: ("not_signed_in", _("Send an API token: Authorization: Bearer …")),
    403: ("not_permitted", _("This is not allowed.")),
    404: ("not_found", _("There is nothing here that you may see.")),
    405: ("method_not_allowed", _("This address does not answer to that method.")),
    413: ("too_large", _("The request is too large.")),
    415: ("not_json", _("Send application/json.")),
    429: ("too_many_requests", _("Too many requests. Wait, then try again.")),
    500: ("server_error", _("Something went wrong here; nothing has been changed.")),
    503: ("unreachable", _("A part of the platform does not answer. Try again soon.")),
}


def problem(
    status: int,
    code: str = "",
    detail: str = "",
    *,
    errors: tuple[tuple[str, str], ...] = (),
    retry_after_seconds: int = 0,
) -> HttpResponse:
    """The answer that bears a problem."""
    usual_code, usual_detail = SENTENCES.get(status, ("error", HTTPStatus(status).phrase))
    body = Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        code=code or usual_code,
        detail=detail or str(usual_detail),
        errors=[FieldProblem(field=field, detail=sentence) for field, sentence in errors],
    )
    response = JsonResponse(body.model_dump(), status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    if retry_after_seconds:
        response["Retry-After"] = str(retry_after_seconds)
    return response


def problem_of(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The answer to an error that an operation ended with; None for one that nobody foresaw."""
    answer = None
    match error:
        case FreeholdError():
            answer = refused(request, error)
        case ValidationError():
            errors = tuple((_field(fault["loc"]), str(fault["msg"])) for fault in error.errors)
            answer = problem(422, "invalid", gettext("Some fields do not fit."), errors=errors)
        case HttpError():
            answer = problem(error.status_code)
        case Http404():
            answer = problem(404)
        case DataError():  # what no column can hold, and no schema caught
            answer = problem(
                422, "invalid", gettext("A value is out of range, or holds what cannot be kept.")
            )
    return answer


def refused(request: HttpRequest, error: FreeholdError) -> HttpResponse:
    """A refusal of ours. A missing permission is left for the middleware to record, after the roll-back."""
    if isinstance(error, NotPermitted):
        request.refusal = error  # type: ignore[attr-defined]
    errors = ((error.field, error.sentence or error.code),) if error.field else ()
    wait = error.retry_after_seconds if isinstance(error, Unreachable) else 0
    return problem(error.status, error.code, error.sentence, errors=errors, retry_after_seconds=wait)


class ProblemMiddleware:
    """The outermost: whatever went wrong under /api/, before or behind the API, is answered as a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and put what is no problem document into the form of one."""
        response = self.get_response(request)
        if not request.path.startswith(API):
            return response
        response["Cache-Control"] = "no-store"
        if response.status_code < HTTPStatus.BAD_REQUEST or response["Content-Type"] == MEDIA_TYPE:
            return response
        refusal = getattr(request, "refusal", None)
        answer = refused(request, refusal) if refusal else problem(response.status_code)
        for header in ("Allow", "Retry-After"):
            if header in response:
                answer[header] = response[header]
        return answer


def _field(place: tuple[int | str, ...]) -> str:
    """`("body", "payload", "name")` is the field `name`: the parameter's name is ours, not the caller's."""
    inner = place[2:] if place[0] == "body" and len(place) > 2 else place[1:]
    return ".".join(str(part) for part in inner) or "body"
