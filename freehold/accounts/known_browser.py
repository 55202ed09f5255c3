"""Browsers that a login was used from before: they get limits of their own, and no message about a new sign-in.

A signed cookie remembers digests of logins and a random name of the browser, nothing else. It opens nothing:
whoever guesses passwords elsewhere cannot lock a person out of the browser that they use every day.
"""

import secrets
from hashlib import sha256

from django.http import HttpRequest, HttpResponse

COOKIE = "freehold-browser"
SALT = "known-browser"
LASTS_SECONDS = 180 * 24 * 60 * 60
MOST_LOGINS = 5


def browser_of(request: HttpRequest, login: str) -> str:
    """The name of this browser if `login` was used from it before, else nothing."""
    browser, logins = _read(request)
    return browser if _digest(browser, login) in logins else ""


def remember_browser(request: HttpRequest, response: HttpResponse, login: str) -> None:
    """Let this browser be known for `login` from now on."""
    browser, logins = _read(request)
    browser = browser or secrets.token_urlsafe(16)
    kept = [_digest(browser, login), *(known for known in logins if known != _digest(browser, login))]
    response.set_signed_cookie(
        COOKIE,
        ":".join([browser, *kept[:MOST_LOGINS]]),
        salt=SALT,
        max_age=LASTS_SECONDS,
        path="/account/",
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=LASTS_SECONDS) or ""
    browser, *logins = value.split(":")
    return browser, logins


def _digest(browser: str, login: str) -> str:
    return sha256(f"{browser} {login}".encode()).hexdigest()[:32]
