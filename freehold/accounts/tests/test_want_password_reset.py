"""A forgotten password: the link comes by a notice, and nobody learns who has an account."""

import json
import re

from conftest import Browser, Cast
from freehold.accounts.actions.want_password_reset import want_password_reset
from freehold.accounts.models import Person
from freehold.accounts.tests.people import PASSWORD, give_password, sign_in
from freehold.audit.queries import log_lines
from freehold.kernel.sealed import unseal
from freehold.notices.models import Notice
from freehold.tenants.row_security import scope

RESET = "/account/password/reset/"


def link_of(cast: Cast) -> str:
    """The path of the link that was sent to Max."""
    with scope(cast.member.tenant_id):
        sealed = Notice.objects.get(template="password_reset").sealed
    return re.sub(r"^https?://[^/]+", "", json.loads(unseal(sealed))["link"])


def test_the_link_sets_a_new_password_and_ends_the_old_sessions(client: Browser, cast: Cast) -> None:
    give_password(cast.member)
    sign_in(client)
    stranger = Browser()

    stranger.post(RESET, {"email": "Max@Acme-Dental.example"})
    form = stranger.get(link_of(cast), follow=True)
    done = stranger.post(form.request["PATH_INFO"], {"password1": "an entirely new one"})

    assert done.status_code == 302
    assert client.get("/security/").status_code == 302
    assert sign_in(Browser(), password="an entirely new one").status_code == 302
    with scope(cast.member.tenant_id):
        assert Notice.objects.filter(template="security_changed", context__change="password_changed").exists()


def test_it_goes_to_the_contact_address(client: Browser, cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        Person.objects.filter(id=cast.member.person_id).update(contact_email="max@home.example")

    client.post(RESET, {"email": "max@acme-dental.example"})

    with scope(cast.member.tenant_id):
        assert Notice.objects.get().to == "max@home.example"


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: Browser, cast: Cast) -> None:
    give_password(cast.member, PASSWORD)

    unknown = client.post(RESET, {"email": "nobody@acme-dental.example"})
    known = client.post(RESET, {"email": "max@acme-dental.example"})

    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    with scope(cast.member.tenant_id):
        assert Notice.objects.count() == 1


def test_whoever_left_gets_no_link(client: Browser, cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        Person.objects.filter(id=cast.member.person_id).update(state="left")

    client.post(RESET, {"email": "max@acme-dental.example"})

    with scope(cast.member.tenant_id):
        assert Notice.objects.count() == 0


def test_a_made_up_link_opens_nothing(client: Browser, cast: Cast) -> None:
    response = client.get("/account/password/reset/key/abc-def-ghi/", follow=True)

    assert "does not work any more" in response.content.decode()


def test_the_link_for_a_new_password_is_sealed(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        want_password_reset(
            Person.objects.get(id=cast.member.person_id), link="http://localhost/secret-link/"
        )

        notice = Notice.objects.get()
        assert "secret-link" not in f"{notice.context}{notice.sealed}"
        assert "secret-link" not in str(log_lines(cast.member.tenant_id)[0].facts)
