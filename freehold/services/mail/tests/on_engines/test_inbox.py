"""The inbox in the browser, on the running engines: what a person reads, writes, files and never loses."""

import imaplib
import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conftest import signed_in_browser
from freehold.accounts.models import AppPassword
from freehold.accounts.states import AppPasswordKind
from freehold.kernel.sealed import unseal
from freehold.services.mail import jobs
from freehold.services.mail.actions.create_shared_mailbox import create_shared_mailbox
from freehold.services.mail.actions.give_access import give_access
from freehold.services.mail.inbox.engine.connection import tls_context
from freehold.services.mail.tests.on_engines import clients
from freehold.services.mail.tests.on_engines.clients import arrives, written
from freehold.services.mail.tests.on_engines.conftest import World
from freehold.tenants.row_security import scope

pytestmark = pytest.mark.engines

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def our_engines(world: World) -> Iterator[None]:
    """Point the inbox at the running engines."""
    held = settings.IMAP, settings.SUBMISSION, settings.ENGINE_CA
    ports = world.engines.settings.ports
    settings.IMAP, settings.SUBMISSION = ("localhost", ports.imaps), ("localhost", ports.submission)
    settings.ENGINE_CA = str(world.engines.settings.ca)
    tls_context.cache_clear()
    yield
    settings.IMAP, settings.SUBMISSION, settings.ENGINE_CA = held
    tls_context.cache_clear()


def browser_of(person: clients.Person) -> Client:
    """A browser in which this person has signed in."""
    return signed_in_browser(person.actor)


def page(client: Client, path: str, **asked: str) -> str:
    """A page's HTML."""
    answer = client.get(path, asked, follow=True)
    assert answer.status_code == 200, (answer.status_code, answer.content[:500])
    return answer.content.decode()


def link_to(html: str, subject: str) -> str:
    """The address of the message with this subject in a list."""
    rows = re.findall(r'<a class="mail-link" href="([^"]+)">(.*?)</a>', html, re.DOTALL)
    found = [address for address, row in rows if subject in row]
    assert found, f"{subject!r} is not in the list"
    return found[0]


def waiting_for(client: Client, subject: str, folder: str = "INBOX") -> str:
    """The address of a message, once it has come."""
    path = reverse("inbox:folder", args=[folder])
    for _ in range(60):
        html = page(client, path)
        if subject in html:
            return link_to(html, subject)
        time.sleep(0.25)
    raise AssertionError(f"{subject!r} did not come")


def letter(world: World, to: str, subject: str, **more: object) -> dict[str, object]:
    """The form of a letter from Alice."""
    return {
        "act": "send", "sender": world.alice.address, "to": to, "cc": "", "bcc": "", "subject": subject, "body": "Hello",
    } | more  # fmt: skip


def keep(person: clients.Person, raw: bytes, folder: str = "INBOX") -> None:
    """Put a message into a folder."""
    with person.imap() as client:
        assert client.append(folder, "", None, raw)[0] == "OK"


def test_the_browser_gets_a_password_of_its_own_that_is_sealed_and_ends(world: World) -> None:
    browser = browser_of(world.bob)

    page(browser, "/inbox/")

    kept = browser.session["mail_session"]
    assert unseal(kept["secret"]) not in str(dict(browser.session))
    with scope(world.bob.actor.tenant_id):
        made = AppPassword.objects.get(id=kept["id"])
    assert (made.kind, made.person_id) == (AppPasswordKind.SESSION, world.bob.actor.person_id)
    assert made.expires_at is not None


def test_a_letter_goes_to_another_partners_customer_and_is_answered(world: World) -> None:
    alice, carol = browser_of(world.alice), browser_of(world.carol)
    page(alice, "/inbox/")

    sent = alice.post("/inbox/write/", letter(world, "Carol <carol@cedar-legal.example>", "Lease äöü"))
    assert sent.status_code == 302, sent.content.decode()

    message = waiting_for(carol, "Lease äöü")
    shown = page(carol, message)
    assert "Alice Acme" in shown
    assert "Hello" in shown
    assert "Take care" not in shown
    form = page(carol, message + "reply/")
    assert "alice@acme-dental.example" in form
    answered = re.search(r'name="answered" value="([^"]+)"', form)
    original = re.search(r'name="in_reply_to" value="([^"]+)"', form)
    assert answered
    assert original
    data = {
        "act": "send", "sender": world.carol.address, "to": world.alice.address,
        "subject": "Re: Lease äöü", "body": "Yes.\n> Hello",
        "answered": answered[1], "in_reply_to": original[1].replace("&lt;", "<").replace("&gt;", ">"),
    }  # fmt: skip
    assert carol.post("/inbox/write/", data).status_code == 302
    answer = world.alice.find("Re: Lease")
    assert answer["In-Reply-To"] == world.alice.find("Lease", "Sent")["Message-ID"]
    assert "answered" in page(carol, "/inbox/")


def test_the_copy_in_sent_is_the_very_message_with_its_bcc(world: World) -> None:
    alice = browser_of(world.alice)
    page(alice, "/inbox/")

    alice.post(
        "/inbox/write/", letter(world, world.bob.address, "Copy of it", bcc="carol@cedar-legal.example")
    )

    got, blind, copy = (
        world.bob.find("Copy of it"),
        world.carol.find("Copy of it"),
        world.alice.find("Copy of it", "Sent"),
    )
    assert got["Bcc"] is None
    assert blind["Bcc"] is None
    assert copy["Bcc"] == "carol@cedar-legal.example"
    assert copy["Message-ID"] == got["Message-ID"]


def test_a_refused_recipient_stands_beside_its_field_nobody_gets_it_and_a_draft_keeps_all_of_it(
    world: World,
) -> None:
    alice = browser_of(world.alice)
    page(alice, "/inbox/")
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.4 plan", content_type="application/pdf")

    data = letter(world, "bob@acme-dental.example, nobody@acme-dental.example", "Half known", attached=file)
    answer = alice.post("/inbox/write/", data)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "nobody@acme-dental.example: Nobody has this address" in html
    assert not world.bob.has("Half known")
    assert "plan.pdf" in html
    draft = world.alice.find("Half known", "Drafts")
    assert [part.get_filename() for part in draft.iter_attachments()] == ["plan.pdf"]

    hidden = dict(re.findall(r'name="(draft|source|keep)" value="([^"]+)"', html))
    again = alice.post("/inbox/write/", letter(world, world.bob.address, "Half known", **hidden))
    assert again.status_code == 302
    got = world.bob.find("Half known")
    assert [part.get_content() for part in got.iter_attachments()] == [b"%PDF-1.4 plan"]
    assert not world.alice.has("Half known", "Drafts")


def test_a_draft_keeps_what_is_no_address_yet(world: World) -> None:
    alice = browser_of(world.alice)
    page(alice, "/inbox/")

    answer = alice.post(
        "/inbox/write/", letter(world, "bob@acme-dental.example, bob at work", "Unfinished") | {"act": "save"}
    )

    assert answer.status_code == 302
    html = page(alice, answer["Location"])
    assert "bob@acme-dental.example, bob at work" in html


def test_files_over_the_limit_are_refused_and_everything_else_stays(world: World) -> None:
    alice = browser_of(world.alice)
    page(alice, "/inbox/")
    small = SimpleUploadedFile("small.txt", b"small")
    large = SimpleUploadedFile("large.bin", b"x" * (26 * 1024 * 1024))

    answer = alice.post(
        "/inbox/write/", letter(world, world.bob.address, "Too much", attached=[small, large])
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "large.bin" in html
    assert "small.txt" in html
    assert 'value="Too much"' in html
    assert not world.bob.has("Too much")


def test_headers_cannot_be_broken_out_of(world: World) -> None:
    alice = browser_of(world.alice)
    page(alice, "/inbox/")

    data = letter(
        world, world.bob.address, "Innocent\r\nBcc: carol@cedar-legal.example\r\nX-Evil: yes",
        in_reply_to="<a@b>\r\nX-Evil: yes", references="<a@b>\r\nX-Evil:yes",
    )  # fmt: skip
    assert alice.post("/inbox/write/", data).status_code == 302

    got = world.bob.find("Innocent")
    assert got["X-Evil"] is None
    assert got["Bcc"] is None
    assert not world.carol.has("Innocent")


def test_nobody_writes_as_somebody_else(world: World) -> None:
    bob = browser_of(world.bob)
    page(bob, "/inbox/")

    answer = bob.post("/inbox/write/", letter(world, world.carol.address, "Not from Alice"))

    assert answer.status_code == 422
    assert not world.carol.has("Not from Alice")


def test_a_moved_message_comes_back_by_undo(world: World) -> None:
    keep(world.bob, written("x@elsewhere.example", world.bob.address, "To and fro").as_bytes())
    bob = browser_of(world.bob)
    message = waiting_for(bob, "To and fro")
    key = message.rstrip("/").rpartition("/")[2]

    moved = bob.post("/inbox/in/INBOX/change/", {"act": "delete", "key": key}, follow=True).content.decode()

    assert "1 moved to Trash" in moved
    assert world.bob.has("To and fro", "Trash")
    undo = {
        name: re.search(rf'name="{name}" value="([^"]+)"', moved)[1]  # type: ignore[index]
        for name in ("source", "target")
    }
    keys = re.findall(r'<input type="hidden" name="key" value="([^"]+)">', moved)
    bob.post("/inbox/undo/", undo | {"key": keys})
    assert world.bob.has("To and fro", "INBOX")
    assert not world.bob.has("To and fro", "Trash")


def test_trash_is_emptied_only_when_the_word_is_typed(world: World) -> None:
    keep(world.bob, written("x@elsewhere.example", world.bob.address, "Rubbish").as_bytes(), "Trash")
    bob = browser_of(world.bob)
    page(bob, "/inbox/")

    wrong = bob.post("/inbox/in/Trash/empty/", {"typed": "yes"})
    assert wrong.status_code == 422
    assert world.bob.has("Rubbish", "Trash")

    right = bob.post("/inbox/in/Trash/empty/", {"typed": "Trash"})
    assert right.status_code == 302
    assert not world.bob.has("Rubbish", "Trash")


def test_search_finds_words_and_cannot_be_broken_out_of(world: World) -> None:
    keep(
        world.bob,
        written("x@elsewhere.example", world.bob.address, "Zebra crossing", "über den Fluss").as_bytes(),
    )
    bob = browser_of(world.bob)
    inbox = "/inbox/in/INBOX/"

    assert "Zebra crossing" in page(bob, inbox, q="zebra")
    assert "Zebra crossing" in page(bob, inbox, q='subject:"zebra cross" is:unread')
    assert "Zebra crossing" in page(bob, inbox, q="Fluss über")
    assert "Zebra crossing" not in page(bob, inbox, q="giraffe")
    for evil in ('" OR ALL', "{5}", "a)\r\nA1 LOGOUT", "(", "\\", "%00", "x" * 5000):
        page(bob, inbox, q=evil)


def test_html_is_shown_in_a_frame_that_can_do_nothing(world: World) -> None:
    raw = written("shop@elsewhere.example", world.bob.address, "Offer")
    raw.add_alternative(
        '<p onclick="x()">Hello<script>alert(1)</script><img src="https://tracker.example/1.gif"><img src="cid:one"></p>',
        subtype="html",
    )
    raw.get_payload()[1].add_related(PICTURE, "image", "png", cid="<one>")
    keep(world.bob, raw.as_bytes())
    bob = browser_of(world.bob)
    message = waiting_for(bob, "Offer")

    outer = bob.get(message)
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in outer.content.decode()
    assert "frame-src 'self'" in outer["Content-Security-Policy"]
    frame = bob.get(message + "html/")
    html = frame.content.decode()
    assert "script" not in html
    assert "onclick" not in html
    assert "tracker.example" not in html
    assert "data:image/png;base64," in html
    assert "img-src data:;" in frame["Content-Security-Policy"]
    assert "sandbox allow-popups" in frame["Content-Security-Policy"]
    asked = bob.get(message + "html/?pictures")
    assert "tracker.example" in asked.content.decode()
    assert "img-src data: https: http:" in asked["Content-Security-Policy"]


def test_an_attachment_is_a_file_and_never_a_page(world: World) -> None:
    raw = written("x@elsewhere.example", world.bob.address, "With page")
    raw.add_attachment(b"<script>alert(1)</script>", "text", "html", filename="in\u202elmth.exe")
    keep(world.bob, raw.as_bytes())
    bob = browser_of(world.bob)
    html = page(bob, waiting_for(bob, "With page"))
    address = re.search(r'<a class="letter-file" href="([^"]+)"', html)
    assert address

    file = bob.get(address[1])

    assert file.content == b"<script>alert(1)</script>"
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"].startswith("attachment;")
    assert "\u202e" not in html


def test_a_message_of_somebody_else_does_not_exist(world: World) -> None:
    keep(world.alice, written("x@elsewhere.example", world.alice.address, "Private to Alice").as_bytes())
    message = waiting_for(browser_of(world.alice), "Private to Alice")
    bob = browser_of(world.bob)
    page(bob, "/inbox/")

    answer = bob.get(message)

    assert "Private to Alice" not in answer.content.decode()


def test_an_unproven_sender_is_pointed_out_and_a_strangers_own_claim_is_not_believed(world: World) -> None:
    claim = written(
        "pay@unproven.example",
        world.bob.address,
        "Claims much",
        Authentication_Results="mail.elsewhere; dmarc=pass",
    )
    arrives(world.engines.settings.ports, "pay@unproven.example", world.bob.address, claim)

    world.bob.find("Claims much")
    bob = browser_of(world.bob)
    html = page(bob, waiting_for(bob, "Claims much"))

    assert "It is not certain who sent this" in html


def test_a_shared_mailbox_is_read_and_written_from(world: World) -> None:
    with scope(world.acme.tenant_id):
        shared = create_shared_mailbox(
            "front@acme-dental.example", display_name="Acme Info", actor=world.acme
        )
        give_access(shared, grantee_id=world.bob.mailbox_id, full_access=True, send_as=True, actor=world.acme)
    bob = browser_of(world.bob)

    form = page(bob, "/inbox/write/")
    assert "Acme Info &lt;front@acme-dental.example&gt;" in form
    data = letter(world, world.carol.address, "From the front desk") | {"sender": "front@acme-dental.example"}
    assert bob.post("/inbox/write/", data).status_code == 302
    assert world.carol.find("From the front desk")["From"] == "Acme Info <front@acme-dental.example>"


def test_ten_thousand_addresses_and_deep_nesting_are_survived(world: World) -> None:
    many = b"From: a@b.example\r\nSubject: Crowd\r\nTo: " + b",\r\n ".join(
        b"p%d@crowd.example" % n for n in range(10_000)
    )
    keep(world.bob, many + b"\r\n\r\nHello\r\n")
    nested = EmailMessage()
    body = b"Content-Type: text/plain\r\n\r\ndeep\r\n"
    for depth in range(80):
        mark = b"b%d" % depth
        body = (
            b"Content-Type: multipart/mixed; boundary="
            + mark
            + b"\r\n\r\n--"
            + mark
            + b"\r\n"
            + body
            + b"\r\n--"
            + mark
            + b"--\r\n"
        )
    keep(world.bob, b"From: a@b.example\r\nSubject: Matryoshka\r\nMIME-Version: 1.0\r\n" + body)
    del nested
    bob = browser_of(world.bob)

    crowd = page(bob, waiting_for(bob, "Crowd"))
    deep = page(bob, waiting_for(bob, "Matryoshka"))

    assert "and 9700 more" in crowd or "and 9,700 more" in crowd
    assert "deeply nested" in deep


def test_careless_and_hostile_mail_is_shown_as_what_it_is(world: World) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"0" * 20_000_000)
    raw = written("x@elsewhere.example", world.bob.address, "Bundle " + "very long " * 2_000)
    raw.add_attachment(bomb.getvalue(), "application", "zip", filename="../../etc/passwd.zip")
    raw.add_attachment(b"MZ", "application", "octet-stream", filename="C:\\Windows\\run.exe")
    invitation = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    raw.add_attachment(
        invitation, "calendar", charset="utf-8", disposition="inline", params={"method": "REQUEST"}
    )
    keep(world.bob, raw.as_bytes())
    odd = (
        b"From: =?x-unknown?B?/////w==?= <a@b.example>\r\nSubject: =?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?= odd set\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=x-no-such-set\r\n\r\nCaf\xe9 \xff\xfe\r\n"
    )
    keep(world.bob, odd)
    bob = browser_of(world.bob)

    html = page(bob, waiting_for(bob, "Bundle"))
    files = dict(
        re.findall(r'<a class="letter-file" href="([^"]+)".*?letter-file-name">([^<]+)<', html, re.DOTALL)
    )
    strange = page(bob, waiting_for(bob, "odd set"))

    assert all("/" not in name and "\\" not in name for name in files.values())
    assert {"C__Windows_run.exe", "invitation.ics"} < set(files.values())
    packed = next(address for address, name in files.items() if name.endswith(".zip"))
    assert bob.get(packed).content == bomb.getvalue(), "handed over as it came"
    assert len(html) < 100_000
    assert "こんにちは" in strange
    assert "Café" in strange


def test_no_mailbox_says_so(world: World) -> None:
    person = clients.Person("", "", world.alice.mailbox_id, world.cast.partner, "", world.alice.ports)

    answer = browser_of(person).get("/inbox/")

    assert answer.status_code == 404
    assert "You have no mailbox yet" in answer.content.decode()


def test_settings_of_ones_own_mail_reach_the_engine(world: World) -> None:
    carol = browser_of(world.carol)
    page(carol, "/inbox/")

    away = carol.post("/inbox/settings/answer/", {"subject": "Away", "text": "Back on Monday", "act": "save"})
    assert away.status_code == 302
    carol.post("/inbox/folders/new/", {"name": "Invoices"})
    rule = {
        "field": "subject",
        "match": "contains",
        "value": "bill",
        "action": "file",
        "folder": "Invoices",
        "act": "add",
    }
    assert carol.post("/inbox/settings/rules/", rule).status_code == 302
    blocked = carol.post("/inbox/settings/senders/", {"sender": "pest@elsewhere.example", "verdict": "block"})
    assert blocked.status_code == 302
    world.look_again(world.carol)

    arrives(
        world.engines.settings.ports, "shop@elsewhere.example", world.carol.address,
        written("shop@elsewhere.example", world.carol.address, "Your bill"),
    )  # fmt: skip
    arrives(
        world.engines.settings.ports, "pest@elsewhere.example", world.carol.address,
        written("pest@elsewhere.example", world.carol.address, "Pestering"),
    )  # fmt: skip
    world.carol.find("Your bill", "Invoices")
    world.carol.find("Pestering", "Junk")
    html = page(carol, "/inbox/settings/")
    assert "pest@elsewhere.example" in html
    assert "move to Invoices" in html
    assert carol.post("/inbox/settings/answer/", {"act": "clear"}).status_code == 302
    assert carol.post("/inbox/settings/rules/", {"act": "remove:0"}).status_code == 302
    assert "move to Invoices" not in page(carol, "/inbox/settings/")


def test_a_wrong_setting_changes_nothing_and_says_why_beside_the_field(world: World) -> None:
    bob = browser_of(world.bob)
    page(bob, "/inbox/")

    answer = bob.post("/inbox/settings/forward/", {"targets": "no address", "keep_copy": "on"})

    assert answer.status_code == 422
    assert "no address" in answer.content.decode()
    assert 'id="id_targets_error"' in answer.content.decode()


def test_a_released_message_comes_to_the_inbox_and_its_sender_is_allowed(world: World) -> None:
    keep(
        world.bob, written("friend@elsewhere.example", world.bob.address, "Caught wrongly").as_bytes(), "Junk"
    )
    bob = browser_of(world.bob)
    message = waiting_for(bob, "Caught wrongly", "Junk")
    key = message.rstrip("/").rpartition("/")[2]

    data = {"sender": "friend@elsewhere.example", "folder": "Junk", "key": key, "verdict": "allow"}
    bob.post("/inbox/judge/", data)

    assert world.bob.has("Caught wrongly", "INBOX")
    assert "friend@elsewhere.example" in page(bob, "/inbox/settings/")


def test_signing_out_closes_what_the_browser_had_open(world: World, worker: Callable[..., object]) -> None:
    bob = browser_of(world.bob)
    page(bob, "/inbox/")
    secret = unseal(bob.session["mail_session"]["secret"])
    with world.bob.imap(secret=secret) as session:
        assert session.noop()[0] == "OK"

        bob.post("/account/logout/")
        worker(jobs.apply_access, str(world.acme.tenant_id), "", str(world.bob.actor.person_id))

        farewell = list(iter(session.readline, b""))  # until Dovecot hangs up
    assert farewell[-1].startswith(b"* BYE")
    with pytest.raises(imaplib.IMAP4.error), world.bob.imap(secret=secret):
        pass
    with world.bob.imap():
        pass
