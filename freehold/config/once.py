"""What stands before every operation of the API: the rate of a token, the body's form, and a POST that happens once."""

from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPMethod, HTTPStatus
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from freehold.config.problems import problem, refused
from freehold.delegation.actions.count_request import count_request
from freehold.delegation.actions.keep_reply import keep_reply
from freehold.delegation.actions.lock_reply import lock_reply
from freehold.delegation.queries import requests_this_minute
from freehold.kernel.actor import Actor
from freehold.kernel.errors import FreeholdError

Operation = Callable[..., HttpResponse]
KEY_HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST_KEY = 255
JSON = "application/json"


def guarded(run: Operation) -> Operation:
    """Wrap an operation: refuse what is too much or no JSON, and answer a repeated POST as the first time."""

    @wraps(run)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        actor: Actor | None = getattr(request, "actor", None)
        fault = _fault_of(request)
        if fault is not None or actor is None:
            return fault or run(request, *args, **kwargs)
        if actor.token_id is not None:
            used, seconds_left = requests_this_minute(actor.token_id)
            if used >= settings.API_RATE:
                return problem(HTTPStatus.TOO_MANY_REQUESTS, retry_after_seconds=seconds_left)
        if request.method == HTTPMethod.POST and KEY_HEADER in request.headers and actor.person_id:
            response = _once(request, actor, actor.person_id, lambda: run(request, *args, **kwargs))
        else:
            response = run(request, *args, **kwargs)
        if actor.token_id is not None:
            count_request(actor=actor)
        return response

    return answer


def _once(
    request: HttpRequest, actor: Actor, person_id: UUID, run: Callable[[], HttpResponse]
) -> HttpResponse:
    """The reply of the first time, or of this time, which is then kept. A refusal changed nothing and is not kept."""
    key = request.headers[KEY_HEADER]
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        return problem(HTTPStatus.BAD_REQUEST, "bad_key", f"{KEY_HEADER} is 1 to {LONGEST_KEY} characters.")
    operation = f"{request.method} {request.path}"
    digest = digest_of(operation, (request.META.get("QUERY_STRING", "").encode(), request.body))
    try:
        kept = lock_reply(operation, key, digest=digest, person_id=person_id, actor=actor)
    except FreeholdError as error:
        return refused(request, error)
    if kept is not None:
        response = HttpResponse(kept.body, status=kept.status, content_type=f"{JSON}; charset=utf-8")
        response[REPLAYED] = "true"
        return response
    response = run()
    if response.status_code < HTTPStatus.BAD_REQUEST:
        secret = getattr(request, "bears_secret", False)
        body = None if secret else response.content.decode()
        keep_reply(
            operation,
            key,
            digest=digest,
            status=response.status_code,
            body=body,
            person_id=person_id,
            actor=actor,
        )
    return response


def digest_of(operation: str, asked: Iterable[bytes]) -> str:
    """The digest of what a request asks; keyed, since a body may hold a secret that could be guessed."""
    mac = salted_hmac("idempotency", operation, algorithm="sha256")
    for part in asked:
        mac.update(b"\0" + part)
    return mac.hexdigest()


def _fault_of(request: HttpRequest) -> HttpResponse | None:
    """What is wrong with the request's form, whatever it asks."""
    if "\0" in request.path:
        return problem(HTTPStatus.NOT_FOUND)
    try:
        body = request.body
    except RequestDataTooBig:
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if body and request.content_type != JSON:
        return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return None
