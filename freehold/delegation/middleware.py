"""The outermost transaction of a request: it knows who acts, and so which rows exist."""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.delegation.queries import Entered, enter_person, enter_token, still_holds
from freehold.kernel.actor import Actor, Via
from freehold.kernel.errors import FreeholdError, NotPermitted
from freehold.tenants.row_security import scope, set_scope
from freehold.ui.templatetags.once import SHOWN_FOR

GRANT_SESSION_KEY = "grant"
GRANT_HEADER = "Freehold-Grant"
API = "/api/"
SERVER_ERROR = 500


class ScopeMiddleware:
    """Open the request's transaction, set the scope from session or token, and roll back on a server error.

    Nobody passes without signing in, but on `settings.PUBLIC_PATHS`: a new page is closed by default. Where a
    tenant requires a second factor, whoever has none sets it up before anything else.
    Sets `request.entered` (an Entered or None) and `request.actor` (its Actor or None). On the paths of
    sign-in (`settings.IDENTITY_PATHS`) the transaction becomes the identity role, which sees identities and
    no data. A refusal that a view left in `request.refusal` is recorded in the actor's own tenant, and under a
    grant in the one that gave it too, after the act has been rolled back.

    Under a grant nothing is answered that it does not allow any more: not the next request, not one that was
    running when it ended (which is rolled back), not the rest of what is streamed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request inside one transaction."""
        timezone.deactivate()  # a request before this one may have ended badly
        asked_for = request.path
        with transaction.atomic():
            entered = _enter(request)
            request.entered = entered  # type: ignore[attr-defined]
            request.actor = entered.actor if entered else None  # type: ignore[attr-defined]
            if entered:
                translation.activate(entered.language)
                timezone.activate(entered.time_zone)
            if request.path.startswith(settings.IDENTITY_PATHS):
                with connection.cursor() as cursor:
                    cursor.execute("set local role freehold_identity")
            response = self._answer(request, entered)
            ended_meanwhile = entered is not None and not _may_answer_still(request, entered)
            if response.status_code >= SERVER_ERROR or ended_meanwhile:
                transaction.set_rollback(True)
        if entered and ended_meanwhile:
            response = self._ended_meanwhile(request, entered)
        refusal: FreeholdError | None = getattr(request, "refusal", None)
        if entered and isinstance(refusal, NotPermitted):
            _record_refusal(asked_for, entered, refusal)
        if entered and entered.actor.grant_id is not None and response.streaming:
            _watch(cast(StreamingHttpResponse, response), entered)
        return response

    def _answer(self, request: HttpRequest, entered: Entered | None) -> HttpResponse:
        if not request.path.startswith(settings.PUBLIC_PATHS):
            if entered is None and request.path in settings.KEEPING_PATHS:
                return self.get_response(request)
            if entered is None:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if entered.second_factor_required and entered.actor.via is Via.PAGE:
                return HttpResponseRedirect(settings.SECOND_FACTOR_URL)
            if entered.grant_refused and not request.path.startswith(API):
                return self._over(request, entered.actor)
        return self.get_response(request)

    def _over(self, request: HttpRequest, at_home: Actor) -> HttpResponse:
        """The page that says that an access is over, in place of what was asked for; the session goes home by it.

        A form that says for whom it was shown is refused as one of another company, which keeps what was typed.
        """
        request.over = _uuid(request.session.pop(GRANT_SESSION_KEY, None))  # type: ignore[attr-defined]
        shown_for = request.POST.get(SHOWN_FOR, "").partition(" ")[0]
        if not shown_for or shown_for == str(at_home.tenant_id):
            request.method, request.path = "GET", reverse("delegation:over")
            request.path_info = request.path
        response = self.get_response(request)
        request.refusal = _no_such_grant()  # type: ignore[attr-defined]
        return response

    def _ended_meanwhile(self, request: HttpRequest, entered: Entered) -> HttpResponse:
        """The answer to a request under which the grant ended: what it did was rolled back."""
        actor = entered.actor
        if actor.via is not Via.PAGE or request.path.startswith(API) or actor.person_id is None:
            request.refusal = _no_such_grant()  # type: ignore[attr-defined]
            return HttpResponse(status=HTTPStatus.FORBIDDEN)  # becomes the problem that the refusal says
        with transaction.atomic():
            at_home = enter_person(actor.person_id, grant_id=None, via=Via.PAGE)
            request.entered = at_home  # type: ignore[attr-defined]
            request.actor = at_home.actor if at_home else None  # type: ignore[attr-defined]
            return (
                self._over(request, at_home.actor) if at_home else redirect_to_login("/", settings.LOGIN_URL)
            )


def _may_answer_still(request: HttpRequest, entered: Entered) -> bool:
    """Whether the grant of this request holds until its commit; what is rolled back or of one's own sign-in needs none."""
    of_own_sign_in = request.path.startswith(settings.IDENTITY_PATHS)
    if entered.actor.grant_id is None or of_own_sign_in or transaction.get_rollback():
        return True
    return still_holds(entered.actor.grant_id, person_id=entered.actor.person_id)


def _record_refusal(asked_for: str, entered: Entered, refusal: NotPermitted) -> None:
    actor = entered.actor
    for tenant_id in dict.fromkeys((actor.home_tenant_id, actor.tenant_id)):
        with scope(tenant_id, person_id=actor.person_id):
            record(actor, "refused", subject_kind="request", subject_id=asked_for, code=refusal.code)


def _no_such_grant() -> NotPermitted:
    return NotPermitted("no_such_grant", _("This grant is over, or is not yours. Nothing was done."))


def _watch(response: StreamingHttpResponse, entered: Entered) -> None:
    response.streaming_content = _while_it_holds(cast(Iterable[bytes], response.streaming_content), entered)


def _while_it_holds(content: Iterable[bytes], entered: Entered) -> Iterator[bytes]:
    """What is streamed, piece by piece, for as long as the grant holds; then the connection breaks off."""
    for piece in content:
        with scope(entered.actor.tenant_id, person_id=entered.actor.person_id):
            holds = entered.actor.grant_id is not None and still_holds(entered.actor.grant_id, person_id=None)
        if not holds:
            raise _no_such_grant()
        yield piece


def _enter(request: HttpRequest) -> Entered | None:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and secret:
        return enter_token(secret.strip(), grant_id=_uuid(request.headers.get(GRANT_HEADER)))
    person_id = _uuid(request.session.get(SESSION_KEY))
    if person_id is None:
        return None
    entered = enter_person(person_id, grant_id=_uuid(request.session.get(GRANT_SESSION_KEY)), via=Via.PAGE)
    # Somebody who left, or whose password changed since: the session ends here, and not only its rights.
    if entered is None or not get_user(request).is_authenticated:
        request.session.flush()
        set_scope(None, None)
        return None
    return entered


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
