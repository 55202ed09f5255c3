"""A page's form does its act once, by the same kept replies as the API's POST (`once.py`), and for whom it was shown."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPMethod, HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from freehold.config.once import LONGEST_KEY, REPLAYED, digest_of
from freehold.config.problems import API
from freehold.console.errors import error_page, other_tenants_form
from freehold.delegation.actions.keep_reply import keep_reply
from freehold.delegation.actions.lock_reply import await_reply
from freehold.kernel.actor import Actor
from freehold.kernel.errors import FreeholdError
from freehold.ui.templatetags.once import ONCE, SHOWN_FOR

FORGERY_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the field's name
# The ways out are right wherever one stands, and safe to send twice.
WAYS_OUT = frozenset({"delegation:leave", "account_logout"})
UNSPOKEN = (
    "password",
    "secret",
    "code",
    "token",
    "key",
    "version",
)  # in names of fields that no page shows again


@dataclass(frozen=True, slots=True)
class SentForm:
    """A page's form on its way: who sent it where, with which key and content."""

    actor: Actor
    person_id: UUID
    operation: str
    key: str
    digest: str
    session_key: str | None


class OnceMiddleware:
    """A page's form does its act once, however often and however fast a browser sends it.

    The key stands in the form (`ui/templatetags/once.py`). The same content once more waits for the first to
    end, and is led where the first was led, with the same messages. Other content is another act: who goes back
    and corrects a form means it. A form that was refused has changed nothing, and its reply is not kept; nor is
    a page that shows no more than a next step.

    And it does it for the tenant that it was shown for: who entered another one in a second window, or whose
    grant has ended meanwhile, is told so and keeps what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and keep where the answer leads in the act's own transaction."""
        response = self.get_response(request)
        sent: SentForm | None = getattr(request, "sent_form", None)
        if sent is None or REPLAYED in response:
            return response
        # Whoever entered or left a tenant has a new session, which the second request of the old one must not lose.
        if isinstance(response, HttpResponseRedirect) and request.session.session_key == sent.session_key:
            _keep_form(sent, response.status_code, _written(request, response))
        elif response.status_code == HTTPStatus.OK and getattr(request, "bears_secret", False):
            _keep_form(sent, response.status_code, None)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        """Refuse another tenant's form, lead one sent before where it led then; runs after the check of forgery."""
        del view, args, kwargs
        if (shown_for := _other_tenant(request)) is not None:
            return other_tenants_form(request, shown_for=shown_for, typed=_typed(request))
        sent = _sent_form(request)
        if sent is None:
            return None
        try:
            kept = await_reply(
                sent.operation, sent.key, digest=sent.digest, person_id=sent.person_id, actor=sent.actor
            )
        except FreeholdError as error:
            return error_page(request, error)
        request.sent_form = sent  # type: ignore[attr-defined]
        if kept is None:
            return None
        answer = json.loads(kept.body)
        for level, message, extra_tags in answer["messages"]:
            messages.add_message(request, level, message, extra_tags)
        response = HttpResponseRedirect(answer["location"])
        response.status_code = kept.status
        response[REPLAYED] = "true"
        return response


def _other_tenant(request: HttpRequest) -> str | None:
    """The name of the tenant that this form was shown for, if one acts for another now; "" is one's own company."""
    actor: Actor | None = getattr(request, "actor", None)
    if request.method != HTTPMethod.POST or actor is None or request.path.startswith(API):
        return None
    tenant, _, name = request.POST.get(SHOWN_FOR, "").partition(" ")
    if not tenant or tenant == str(actor.tenant_id):
        return None
    match = request.resolver_match
    return None if match and match.view_name in WAYS_OUT else name


def _typed(request: HttpRequest) -> list[str]:
    """What was typed, to be copied into the right form; no secrets, and nothing that the page itself had written."""
    own = (FORGERY_TOKEN, ONCE, SHOWN_FOR)
    return [
        value
        for name, values in request.POST.lists()
        if name not in own and not any(word in name for word in UNSPOKEN)
        for value in map(str, values)
        if value.strip()
    ]


def _sent_form(request: HttpRequest) -> SentForm | None:
    """The form of a person who is signed in; None for the API, for sign-in, and where no key was sent."""
    actor: Actor | None = getattr(request, "actor", None)
    closed = request.path.startswith((API, *settings.IDENTITY_PATHS))
    if request.method != HTTPMethod.POST or closed or actor is None or actor.person_id is None:
        return None
    key = request.POST.get(ONCE, "")
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        return None
    operation = f"{request.method} {request.path}"
    digest = digest_of(operation, _content(request))
    return SentForm(actor, actor.person_id, operation, f"{key} {digest}", digest, request.session.session_key)


def _content(request: HttpRequest) -> Iterator[bytes]:
    """All that was sent but the proof of origin, files included, which are wound back for the view."""
    yield request.META.get("QUERY_STRING", "").encode()
    fields = [(name, values) for name, values in request.POST.lists() if name != FORGERY_TOKEN]
    yield urlencode(fields, doseq=True).encode()
    for name, uploads in request.FILES.lists():
        for upload in uploads:
            yield f"{name}={upload.name}".encode()
            yield from upload.chunks()
            upload.seek(0)


def _keep_form(sent: SentForm, status: int, body: str | None) -> None:
    keep_reply(
        sent.operation,
        sent.key,
        digest=sent.digest,
        status=status,
        body=body,
        person_id=sent.person_id,
        actor=sent.actor,
    )


def _written(request: HttpRequest, response: HttpResponseRedirect) -> str:
    """Where the answer leads, and what the next page will say."""
    waiting = messages.get_messages(request)
    said = [(message.level, str(message.message), message.extra_tags) for message in waiting]
    if isinstance(waiting, BaseStorage):
        waiting.used = False  # read here, and still to be printed
    return json.dumps({"location": response.url, "messages": said})
