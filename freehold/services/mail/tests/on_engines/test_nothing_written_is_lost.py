"""Whatever happens while somebody writes, their words are there again: signed out, suspended, no mail server."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from freehold.accounts.models import AppPassword, Person
from freehold.kernel import clock
from freehold.provisioning.actions.want import want_released, want_suspended
from freehold.services.mail.inbox.engine.mailbox import Mail
from freehold.services.mail.inbox.engine.pool import POOL
from freehold.services.mail.tests.on_engines import clients
from freehold.services.mail.tests.on_engines.conftest import HOLD, World
from freehold.services.mail.tests.on_engines.test_inbox import browser_of, letter, our_engines, page
from freehold.tenants.row_security import scope

pytestmark = pytest.mark.engines
__all__ = ["our_engines"]
MEGABYTE = 1024 * 1024


def sign_in_again(browser: Client, person: clients.Person) -> None:
    """What signing in does to a browser's session."""
    with scope(person.actor.tenant_id, person_id=person.actor.person_id):
        row = Person.objects.get(id=person.actor.person_id)
        browser.force_login(row, settings.AUTHENTICATION_BACKENDS[0])


@contextmanager
def suspended(world: World) -> Iterator[None]:
    """Acme's mail, suspended meanwhile."""
    with scope(world.acme.tenant_id):
        want_suspended(world.acme_mail, hold=HOLD)
    try:
        yield
    finally:
        with scope(world.acme.tenant_id):
            want_released(world.acme_mail, hold=HOLD)


@contextmanager
def no_mail_server() -> Iterator[None]:
    """Nothing listens where IMAP was."""
    POOL.clear()
    held = settings.IMAP
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.IMAP = ("localhost", probe.getsockname()[1])
        try:
            yield
        finally:
            settings.IMAP = held


def test_who_was_signed_out_while_writing_finds_the_letter_after_signing_in(world: World) -> None:
    browser = Client()

    answer = browser.post(
        "/inbox/write/", letter(world, world.bob.address, "Long letter", body="Two hours of work")
    )

    assert answer.status_code == 302
    assert "next=%2Finbox%2Fwrite%2F" in answer["Location"]
    assert not world.bob.has("Long letter")
    sign_in_again(browser, world.alice)
    html = page(browser, "/inbox/write/")
    assert "Two hours of work" in html
    assert 'value="Long letter"' in html
    assert "Nothing was sent" in html
    assert "Two hours of work" not in page(browser, "/inbox/write/"), "it is given back once"


def test_somebody_else_who_signs_in_there_does_not_find_it(world: World) -> None:
    browser = Client()
    browser.post("/inbox/write/", letter(world, world.bob.address, "Private", body="For my eyes"))

    sign_in_again(browser, world.carol)

    assert "For my eyes" not in page(browser, "/inbox/write/")
    assert "For my eyes" not in page(browser, "/inbox/write/")


def test_whose_visit_ran_out_finds_the_letter_at_once(world: World) -> None:
    alice = browser_of(world.alice)
    page(alice, "/inbox/")
    with scope(world.alice.actor.tenant_id):
        AppPassword.objects.filter(id=alice.session["mail_session"]["id"]).update(revoked_at=clock.now())

    answer = alice.post(
        "/inbox/write/", letter(world, world.bob.address, "Ran out", body="Still here"), follow=True
    )

    assert "Still here" in answer.content.decode()
    assert not world.bob.has("Ran out")


def test_suspension_during_a_visit_is_told_kindly_and_loses_nothing(world: World) -> None:
    alice = browser_of(world.alice)
    page(alice, "/inbox/")

    with suspended(world):
        reading = alice.get("/inbox/")
        writing = alice.post("/inbox/write/", letter(world, world.bob.address, "Paused", body="Half a page"))

    for answer in (reading, writing):
        assert answer.status_code == 403
        assert "mail is paused" in answer.content.decode()
        assert "nothing is deleted" in answer.content.decode()
        assert "can tell you more" in answer.content.decode()
    assert "What you were writing is kept" in writing.content.decode()
    assert "Half a page" in page(alice, "/inbox/write/")
    assert not world.bob.has("Paused")


def test_without_a_mail_server_the_letter_stays_on_the_page(world: World) -> None:
    alice = browser_of(world.alice)
    page(alice, "/inbox/")

    with no_mail_server():
        answer = alice.post(
            "/inbox/write/", letter(world, world.bob.address, "No server", body="All my words")
        )
        assert alice.get("/inbox/").status_code == 503

    html = answer.content.decode()
    assert answer.status_code == 503
    assert "All my words" in html
    assert "neither sent nor kept" in html
    assert not world.bob.has("No server")


def test_what_was_sent_is_not_called_unsent_when_its_copy_fails(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = browser_of(world.alice)
    page(alice, "/inbox/")

    def hang_up(mail: Mail, *_: object) -> None:
        mail.client.shutdown()
        mail.client.noop()

    monkeypatch.setattr(Mail, "keep", hang_up)
    answer = alice.post("/inbox/write/", letter(world, world.bob.address, "Sent all the same"), follow=True)

    assert "It was sent" in answer.content.decode()
    assert world.bob.find("Sent all the same")


def test_sixty_megabytes_are_refused_clearly_and_the_letter_stays(world: World) -> None:
    alice = browser_of(world.alice)
    assert "Up to 25 MB, all files together" in page(alice, "/inbox/write/")
    huge = SimpleUploadedFile("film.mp4", b"x" * (60 * MEGABYTE))

    answer = alice.post(
        "/inbox/write/", letter(world, world.bob.address, "A film", body="Watch this", attached=huge)
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "film.mp4" in html
    assert "may have 25 MB" in html
    assert "Watch this" in html
    assert world.alice.find("A film", "Drafts")
    assert not world.bob.has("A film")
