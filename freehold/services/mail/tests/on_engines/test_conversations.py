"""Conversations, search over all folders and the open connections that a visit keeps, on the running engines."""

import imaplib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from imapclient import IMAPClient

from freehold.accounts.models import AppPassword
from freehold.kernel import clock
from freehold.services.mail import jobs
from freehold.services.mail.inbox.engine.mailbox import Mail
from freehold.services.mail.inbox.engine.pool import MOST_OF_A_VISIT, POOL
from freehold.services.mail.tests.on_engines import clients
from freehold.services.mail.tests.on_engines.clients import written
from freehold.services.mail.tests.on_engines.conftest import World
from freehold.services.mail.tests.on_engines.test_inbox import browser_of, keep, link_to, our_engines, page
from freehold.tenants.row_security import scope

pytestmark = pytest.mark.engines
__all__ = ["our_engines"]
ROW = re.compile(r'<li class="mail-row.*?</li>', re.DOTALL)


def talk(person: clients.Person, mark: str) -> None:
    """A conversation: a question, the person's answer in Sent, and two more from outside, a minute apart."""
    ids: list[str] = []
    steps = [
        ("Jonas Berg <jonas@elsewhere.example>", "INBOX"),
        (person.address, "Sent"),
        ("Jonas Berg <jonas@elsewhere.example>", "INBOX"),
        ("Ida Holm <ida@elsewhere.example>", "INBOX"),
    ]
    for number, (sender, folder) in enumerate(steps):
        threaded = {"References": " ".join(ids), "In_Reply_To": ids[-1]} if ids else {}
        recipient = "jonas@elsewhere.example" if folder == "Sent" else person.address
        subject = f"Re: {mark}" if ids else mark
        message = written(sender, recipient, subject, f"Words {number} about {mark}.\n", **threaded)
        ids.append(str(message["Message-ID"]))
        at = imaplib.Time2Internaldate(time.time() - 600 + 60 * number)
        flags = "\\Seen" if folder == "Sent" else ""
        with person.imap() as client:
            assert client.append(folder, flags, at, message.as_bytes())[0] == "OK"


def rows(html: str, subject: str) -> list[str]:
    """The lines of a list with this subject."""
    return [row for row in ROW.findall(html) if subject in row]


def test_a_list_shows_a_conversation_as_one_line_and_opens_all_of_it_with_what_was_sent(world: World) -> None:
    talk(world.bob, "Crown 14")
    bob = browser_of(world.bob)
    html = page(bob, "/inbox/")

    (line,) = rows(html, "Crown 14")
    opened = page(bob, link_to(html, "Crown 14"))

    assert "Jonas, Ida" in line
    assert re.search(r'class="mail-count">3<', line)
    assert "mail-row-unread" in line
    places = [opened.index(f"Words {number} about") for number in (3, 2, 1, 0)]
    assert places == sorted(places), "the newest stands first"
    assert opened.count('<article class="letter"') == 3, "what was not read is open"
    assert re.search(r'<a class="letter letter-folded[^"]*".*?Sent', opened, re.DOTALL)
    again = page(bob, link_to(page(bob, "/inbox/"), "Crown 14"))
    assert again.count('<article class="letter"') == 1, "what was read is folded, but for the newest"
    assert "mail-row-unread" not in rows(page(bob, "/inbox/"), "Crown 14")[0]


def test_a_folded_letter_is_opened_and_folded_by_its_line(world: World) -> None:
    talk(world.bob, "Crown 15")
    bob = browser_of(world.bob)
    page(bob, link_to(page(bob, "/inbox/"), "Crown 15"))
    message = link_to(page(bob, "/inbox/"), "Crown 15")

    html = page(bob, message)
    folded = re.findall(r'<a class="letter letter-folded[^"]*" id="[^"]+" href="([^"]+)"', html)
    both = page(bob, folded[-1].replace("&amp;", "&"))

    assert len(folded) == 3
    assert both.count('<article class="letter"') == 2
    assert '<div class="letter-text">Words 0' in both
    assert page(bob, message + "?open=").count('<article class="letter"') == 0
    assert page(bob, message + "?open=INBOX/1-999999").count('<article class="letter"') == 0


def test_two_letters_of_one_subject_stay_two_conversations(world: World) -> None:
    for _ in range(2):
        keep(world.bob, written("shop@elsewhere.example", world.bob.address, "Your invoice").as_bytes())

    assert len(rows(page(browser_of(world.bob), "/inbox/"), "Your invoice")) == 2


def test_a_ticked_conversation_moves_with_all_its_messages_and_comes_back_whole(world: World) -> None:
    talk(world.bob, "Crown 16")
    bob = browser_of(world.bob)
    (line,) = rows(page(bob, "/inbox/"), "Crown 16")
    ticket = re.search(r'name="key" value="([^"]+)"', line)
    assert ticket

    moved = bob.post(
        "/inbox/in/INBOX/change/", {"act": "delete", "key": ticket[1]}, follow=True
    ).content.decode()

    assert "3 moved to Trash" in moved
    assert len(rows(page(bob, "/inbox/in/Trash/"), "Crown 16")) == 3, "in Trash each stands alone"
    undo = dict(re.findall(r'<input type="hidden" name="(source|target|key)" value="([^"]+)">', moved))
    bob.post("/inbox/undo/", undo)
    (line,) = rows(page(bob, "/inbox/"), "Crown 16")
    assert re.search(r'class="mail-count">3<', line)


def test_who_wants_each_message_by_itself_gets_that_from_then_on(world: World) -> None:
    talk(world.bob, "Crown 17")
    bob = browser_of(world.bob)
    assert len(rows(page(bob, "/inbox/"), "Crown 17")) == 1

    page(bob, "/inbox/in/INBOX/", by="message")

    assert len(rows(page(bob, "/inbox/"), "Crown 17")) == 3
    assert page(bob, link_to(page(bob, "/inbox/"), "Crown 17")).count("<article") == 1
    page(bob, "/inbox/in/INBOX/", by="conversation")
    assert len(rows(page(bob, "/inbox/"), "Crown 17")) == 1


def test_hostile_ids_find_no_strangers_mail_and_break_nothing(world: World) -> None:
    keep(world.bob, written("x@elsewhere.example", world.bob.address, "Apart").as_bytes(), "Sent")
    evil = [
        '<a" OR ALL>', "<a)\r\n A1 LOGOUT>", "<{5}>", "<*%>", "<" + "x" * 390 + ">", "<\\>", "<a><b>", "no id at all",
    ]  # fmt: skip
    for number, value in enumerate(evil):
        head = f"From: x@elsewhere.example\r\nTo: b\r\nSubject: Evil {number}\r\nReferences: {value}\r\n"
        keep(world.bob, f"{head}Message-ID: {value}\r\nIn-Reply-To: {value}\r\n\r\nHello\r\n".encode())
    bob = browser_of(world.bob)
    html = page(bob, "/inbox/")

    for number in range(len(evil)):
        opened = page(bob, link_to(html, f"Evil {number}"))
        assert "Apart" not in opened


def test_search_everywhere_shows_the_folder_of_what_it_finds(world: World) -> None:
    for folder in ("INBOX", "Sent", "Trash"):
        message = written("x@elsewhere.example", world.bob.address, f"Platypus in {folder}")
        keep(world.bob, message.as_bytes(), folder)
    bob = browser_of(world.bob)
    page(bob, "/inbox/")

    here = page(bob, "/inbox/in/Trash/", q="platypus")
    everywhere = page(bob, "/inbox/in/Trash/", q="platypus", everywhere="1")

    assert "1 message found" in here
    assert "3 messages found" in everywhere
    for folder, label in (("INBOX", "Inbox"), ("Sent", "Sent"), ("Trash", "Trash")):
        (line,) = rows(everywhere, f"Platypus in {folder}")
        assert f'class="mail-in">{label}' in line
        assert f"Platypus in {folder}" in page(bob, link_to(everywhere, f"Platypus in {folder}"))
    for evil in ('" OR ALL', "{5}", "a)\r\nA1 LOGOUT", "(", "\\", "%00", "x" * 5000, "before:2026-99-99"):
        page(bob, "/inbox/in/INBOX/", q=evil, everywhere="1")


@contextmanager
def counted_sign_ins(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The sign-ins that the inbox makes meanwhile; each is still made."""
    made: list[str] = []
    real = IMAPClient.login

    def login(client: IMAPClient, username: str, password: str) -> object:
        made.append(username)
        return real(client, username, password)

    monkeypatch.setattr("imapclient.IMAPClient.login", login)
    yield made


def test_the_pages_of_a_visit_share_a_connection_and_a_second_visit_has_its_own(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    POOL.clear()
    bob, again = browser_of(world.bob), browser_of(world.bob)

    with counted_sign_ins(monkeypatch) as made:
        for _ in range(4):
            page(bob, "/inbox/")
        first = len(made)
        page(again, "/inbox/")

    assert first == 1
    assert len(made) == 2
    assert len(POOL.waiting) <= 2 * MOST_OF_A_VISIT


def test_a_connection_that_the_server_ended_is_not_used_again(
    world: World, worker: Callable[..., object]
) -> None:
    bob = browser_of(world.bob)
    page(bob, "/inbox/")
    worker(jobs.apply_access, str(world.acme.tenant_id), str(world.bob.mailbox_id))

    assert "Inbox" in page(bob, "/inbox/")


def test_a_connection_that_ends_under_a_page_is_replaced(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = browser_of(world.bob)
    page(bob, "/inbox/")
    ended: list[object] = []
    real = Mail.folders

    def hang_up_once(mail: Mail) -> object:
        if not ended:
            ended.append(mail)
            mail.client.shutdown()
        return real(mail)

    monkeypatch.setattr(Mail, "folders", hang_up_once)

    assert "Inbox" in page(bob, "/inbox/")
    assert ended


def test_a_visit_whose_password_was_revoked_is_not_served_from_an_open_connection(world: World) -> None:
    bob = browser_of(world.bob)
    page(bob, "/inbox/")
    held = bob.session["mail_session"]["id"]
    assert POOL.waiting
    with scope(world.bob.actor.tenant_id):
        AppPassword.objects.filter(id=held).update(revoked_at=clock.now())

    answer = bob.get("/inbox/")

    assert answer.status_code == 302, "it must ask for a new password, and does not show mail"
    assert bob.session["mail_session"]["id"] != held


def signed_out(browser: Client) -> bool:
    """Whether a page asks to sign in."""
    return browser.get("/inbox/").status_code == 302


def test_who_signed_out_is_served_nothing(world: World) -> None:
    bob = browser_of(world.bob)
    page(bob, "/inbox/")

    bob.post("/account/logout/")

    assert signed_out(bob)
