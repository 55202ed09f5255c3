"""The outermost transaction of a request: it knows who acts, and so which rows exist."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation

from freehold.audit.actions.record import record
from freehold.delegation.queries import Entered, enter_person, enter_token
from freehold.kernel.actor import Via
from freehold.kernel.errors import FreeholdError, NotPermitted
from freehold.tenants.row_security import scope, set_scope

GRANT_SESSION_KEY = "grant"
GRANT_HEADER = "Freehold-Grant"
SERVER_ERROR = 500


class ScopeMiddleware:
    """Open the request's transaction, set the scope from session or token, and roll back on a server error.

    Nobody passes without signing in, but on `settings.PUBLIC_PATHS`: a new page is closed by default. Where a
    tenant requires a second factor, whoever has none sets it up before anything else.
    Sets `request.entered` (an Entered or None) and `request.actor` (its Actor or None). On the paths of
    sign-in (`settings.IDENTITY_PATHS`) the transaction becomes the identity role, which sees identities and
    no data. A refusal that a view left in `request.refusal` is recorded in the actor's own tenant, after
    the act has been rolled back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request inside one transaction."""
        timezone.deactivate()  # a request before this one may have ended badly
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
            if response.status_code >= SERVER_ERROR:
                transaction.set_rollback(True)
        refusal: FreeholdError | None = getattr(request, "refusal", None)
        if entered and isinstance(refusal, NotPermitted):
            with scope(entered.actor.home_tenant_id, person_id=entered.actor.person_id):
                record(
                    entered.actor,
                    "refused",
                    subject_kind="request",
                    subject_id=request.path,
                    code=refusal.code,
                )
        return response

    def _answer(self, request: HttpRequest, entered: Entered | None) -> HttpResponse:
        if not request.path.startswith(settings.PUBLIC_PATHS):
            if entered is None and request.path in settings.KEEPING_PATHS:
                return self.get_response(request)
            if entered is None:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if entered.second_factor_required and entered.actor.via is Via.PAGE:
                return HttpResponseRedirect(settings.SECOND_FACTOR_URL)
        return self.get_response(request)


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
