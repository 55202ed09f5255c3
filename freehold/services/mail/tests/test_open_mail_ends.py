"""The mail that a browser has open ends with its session: the engines' own sign-in refuses its password at once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from django.db import connection

from conftest import Browser, Cast
from freehold.accounts.actions.deactivate_person import deactivate_person
from freehold.accounts.middleware import BEGAN_KEY, LONGEST_SECONDS
from freehold.accounts.rules import digest
from freehold.accounts.tests.people import PASSWORD, give_password, sign_in
from freehold.accounts.tests.test_want_password_reset import RESET, link_of
from freehold.kernel.sealed import unseal
from freehold.services.mail.actions.create_mailbox import create_mailbox
from freehold.services.mail.administration.tests.hosted import Hosted, hosted
from freehold.tenants.row_security import scope

__all__ = ["hosted"]

ADDRESS = "max@acme-dental.example"
NEW = "an entirely new one"


@dataclass
class Visit:
    """Max's browser with his mail open, and whether the engines take a password of his."""

    cast: Cast
    browser: Browser
    as_role: Callable[[str], AbstractContextManager[None]]

    def secret(self) -> str:
        """The password that the browser holds now."""
        return unseal(self.browser.session["mail_session"]["secret"])

    def opens(self, secret: str) -> bool:
        """Whether Dovecot would let this password in."""
        with self.as_role("freehold_engine"), connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from engine.sign_in(%s, %s, '127.0.0.1')", [ADDRESS, digest(secret)]
            )
            return bool(cursor.fetchone()[0])


@pytest.fixture
def visit(hosted: Hosted, as_role: Callable[[str], AbstractContextManager[None]]) -> Visit:
    """Max reads his mail in a browser."""
    with scope(hosted.cast.customer.tenant_id):
        create_mailbox(ADDRESS, person_id=hosted.cast.member.person_id, actor=hosted.admin)
    give_password(hosted.cast.member)
    browser = Browser()
    sign_in(browser)
    browser.get("/inbox/")
    found = Visit(hosted.cast, browser, as_role)
    assert found.opens(found.secret())
    return found


def sign_out(visit: Visit) -> None:
    """He signs out."""
    visit.browser.post("/account/logout/")


def sign_out_elsewhere(visit: Visit) -> None:
    """He ends this browser's session from another."""
    other = Browser()
    sign_in(other)
    other.post("/security/sessions/end-others/")


def change_password_elsewhere(visit: Visit) -> None:
    """He chooses a new password in another browser."""
    other = Browser()
    sign_in(other)
    other.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW})


def reset_password(visit: Visit) -> None:
    """He chooses a new password by a link, signed in nowhere else."""
    stranger = Browser()
    stranger.post(RESET, {"email": ADDRESS})
    form = stranger.get(link_of(visit.cast), follow=True)
    stranger.post(form.request["PATH_INFO"], {"password1": NEW})


def leave(visit: Visit) -> None:
    """He leaves the company."""
    with scope(visit.cast.customer.tenant_id):
        deactivate_person(visit.cast.member.person_id, actor=visit.cast.customer)


def grow_old(visit: Visit) -> None:
    """His session has been going on for thirty days."""
    session = visit.browser.session
    session[BEGAN_KEY] = session[BEGAN_KEY] - LONGEST_SECONDS - 1
    session.save()
    assert visit.browser.get("/security/").status_code == 302


@pytest.mark.parametrize(
    "end", [sign_out, sign_out_elsewhere, change_password_elsewhere, reset_password, leave, grow_old]
)
def test_the_password_is_useless_as_soon_as_the_session_ends(
    visit: Visit, end: Callable[[Visit], None]
) -> None:
    secret = visit.secret()

    end(visit)

    assert not visit.opens(secret)
    assert visit.browser.get("/inbox/")["Location"].startswith("/account/login/")


def test_after_a_change_of_password_here_the_mail_opens_anew(visit: Visit) -> None:
    secret = visit.secret()

    visit.browser.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW})

    assert not visit.opens(secret)
    visit.browser.get("/inbox/")
    assert visit.secret() != secret
    assert visit.opens(visit.secret())


def test_signing_out_leaves_other_browsers_their_mail(visit: Visit) -> None:
    other = Browser()
    sign_in(other)
    other.get("/inbox/")

    visit.browser.post("/account/logout/")

    assert visit.opens(unseal(other.session["mail_session"]["secret"]))
