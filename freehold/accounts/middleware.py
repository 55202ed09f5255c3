"""How long a browser stays signed in, and telling what changed as part of the act."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from freehold.kernel import clock

SEEN_KEY = "seen_at"
BEGAN_KEY = "began_at"
NOTED_SECONDS = 10 * 60
SERVER_ERROR = 500
LONGEST_SECONDS = 30 * 24 * 60 * 60


class SessionAgeMiddleware:
    """Let a session end after `SESSION_COOKIE_AGE` without a request, and after thirty days in any case.

    A request moves the end onwards at most every ten minutes, so that most requests write nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note that the session is in use, or end it when it is too old."""
        if request.session.get(SESSION_KEY):
            now = int(clock.now().timestamp())
            began = request.session.get(BEGAN_KEY, now)
            if now - began > LONGEST_SECONDS:
                get_adapter().logout(request)
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if now - request.session.get(SEEN_KEY, 0) > NOTED_SECONDS:
                request.session[BEGAN_KEY], request.session[SEEN_KEY] = began, now
                request.session.set_expiry(settings.SESSION_COOKIE_AGE)
                UserSession.objects.filter(session_key=request.session.session_key).update(
                    last_seen_at=clock.now()
                )
        return self.get_response(request)


class SignInPagesMiddleware:
    """What every page of sign-in needs: no browser keeps it, and what changed is told as part of the act.

    allauth tells of a new authenticator app or of recovery codes `on_commit`. After ours the request, its scope
    and its messages are gone; and an act without its entry in the log would stand. So it tells before it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then tell."""
        response = self.get_response(request)
        if request.path.startswith(settings.IDENTITY_PATHS) and response.status_code < SERVER_ERROR:
            waiting, connection.run_on_commit = connection.run_on_commit, []
            for _savepoints, tell, *_ in waiting:
                tell()
            add_never_cache_headers(response)
        return response
