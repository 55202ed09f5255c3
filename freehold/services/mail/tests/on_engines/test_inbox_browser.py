"""The inbox as a person uses it: Chromium, the keys, a phone, and nobody left out (axe)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from playwright.sync_api import Page, expect, sync_playwright

from freehold.services.mail.tests.on_engines.clients import written
from freehold.services.mail.tests.on_engines.conftest import World
from freehold.services.mail.tests.on_engines.test_conversations import talk
from freehold.services.mail.tests.on_engines.test_inbox import browser_of, keep, our_engines
from freehold.services.mail.tests.on_engines.test_nothing_written_is_lost import suspended

pytestmark = [pytest.mark.engines, pytest.mark.browser]
__all__ = ["our_engines"]


class Server(ThreadingMixIn, WSGIServer):
    """One thread a request."""

    daemon_threads = True


class Closing(WSGIHandler):
    """Gives its database connection back after each request: the next one has another thread."""

    def __call__(self, environ: dict[str, object], start_response: object) -> object:
        """Answer."""
        try:
            return super().__call__(environ, start_response)  # type: ignore[arg-type]
        finally:
            connections.close_all()


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Not even this."""


@pytest.fixture
def origin(world: World) -> Iterator[str]:
    """The web on a free port."""
    server = make_server(
        "127.0.0.1", 0, StaticFilesHandler(Closing()), server_class=Server, handler_class=Quiet
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@contextmanager
def signed_in(origin: str, cookie: str, *, width: int, scheme: str, script: bool = True) -> Iterator[Page]:
    """A page of somebody who has signed in."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        context = chromium.new_context(
            viewport={"width": width, "height": 860},
            color_scheme=scheme,
            java_script_enabled=script,  # type: ignore[arg-type]
        )
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": origin}])
        page = context.new_page()
        page.set_default_timeout(30_000)
        yield page
        chromium.close()


def assert_open_to_all(page: Page) -> None:
    """No violation that axe finds, nothing wider than the window, no error on the console."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def session_of(world: World) -> str:
    """Bob's session."""
    return browser_of(world.bob).cookies[settings.SESSION_COOKIE_NAME].value


def test_a_person_reads_answers_files_and_undoes_with_the_keys_alone(world: World, origin: str) -> None:
    keep(
        world.bob,
        written("Jonas <jonas@elsewhere.example>", world.bob.address, "Shade A2", "On Thursday.").as_bytes(),
    )
    with signed_in(origin, session_of(world), width=1280, scheme="light") as page:
        page.goto(f"{origin}/inbox/")
        assert_open_to_all(page)

        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Shade A2")).to_be_visible()
        assert_open_to_all(page)

        page.keyboard.press("r")
        expect(page.locator("#letter-to")).to_have_value("Jonas <jonas@elsewhere.example>")
        assert "> On Thursday." in page.input_value("#letter-body")
        assert_open_to_all(page)

        page.fill("#letter-to", "nobody@acme-dental.example")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".error-summary")).to_contain_text("Nobody has this address")
        assert_open_to_all(page)

        page.fill("#letter-to", "alice@acme-dental.example")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".mail-undo")).to_contain_text("Sent to alice@acme-dental.example")

        page.keyboard.press("j")
        page.keyboard.press("#")
        expect(page.locator(".mail-undo")).to_contain_text("1 moved to Trash")
        page.keyboard.press("z")
        expect(page.locator(".mail-undo")).to_contain_text("Undone")
        expect(page.locator(".mail-subject", has_text="Shade A2")).to_be_visible()
    world.alice.find("Re: Shade A2")


def test_on_a_phone_in_the_dark(world: World, origin: str) -> None:
    keep(world.bob, written("Jonas <jonas@elsewhere.example>", world.bob.address, "On the phone").as_bytes())
    with signed_in(origin, session_of(world), width=390, scheme="dark") as page:
        for path in (
            "/inbox/",
            "/inbox/write/",
            "/inbox/settings/",
            "/inbox/folders/new/",
            "/inbox/in/Junk/",
            "/inbox/in/Trash/",
            "/inbox/in/INBOX/?q=phone&everywhere=1",
            "/inbox/in/INBOX/?q=nothingofthekind",
        ):
            page.goto(origin + path)
            assert_open_to_all(page)
        page.goto(f"{origin}/inbox/")
        page.locator(".mail-subject", has_text="On the phone").click()
        expect(page.get_by_role("heading", name="On the phone")).to_be_visible()
        assert_open_to_all(page)


def test_everything_works_without_script(world: World, origin: str) -> None:
    keep(
        world.bob, written("Jonas <jonas@elsewhere.example>", world.bob.address, "Without script").as_bytes()
    )
    with signed_in(origin, session_of(world), width=1280, scheme="light", script=False) as page:
        page.goto(f"{origin}/inbox/")
        page.get_by_label("Tick “Without script”").check()
        page.get_by_role("button", name="Archive").click()
        expect(page.locator(".mail-undo")).to_contain_text("1 archived")
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".mail-subject", has_text="Without script")).to_be_visible()


def test_a_conversation_unfolds_without_script_and_by_the_keys(world: World, origin: str) -> None:
    talk(world.bob, "Bridge 21")
    cookie = session_of(world)
    with signed_in(origin, cookie, width=1280, scheme="light", script=False) as page:
        page.goto(f"{origin}/inbox/")
        page.locator(".mail-link", has_text="Bridge 21").click()
        expect(page.locator("article.letter")).to_have_count(3)
        page.get_by_title("Fold this message").last.click()
        expect(page.locator("article.letter")).to_have_count(2)
        page.locator("a.letter-folded", has_text="me").click()
        expect(page.locator("article.letter")).to_have_count(3)
    with signed_in(origin, cookie, width=1280, scheme="dark") as page:
        page.goto(f"{origin}/inbox/")
        page.locator(".mail-link", has_text="Bridge 21").focus()
        page.keyboard.press("Enter")
        expect(page.locator("a.letter-folded")).to_have_count(3)
        assert_open_to_all(page)
        page.keyboard.press("r")
        expect(page.locator("#letter-to")).to_have_value("Ida Holm <ida@elsewhere.example>")
        page.go_back()
        page.keyboard.press("e")
        expect(page.locator(".mail-undo")).to_contain_text("3 archived")
        page.keyboard.press("z")
        expect(page.locator(".mail-link", has_text="Bridge 21").locator(".mail-count")).to_contain_text("3")


def test_a_page_that_stood_open_tells_kindly_that_mail_is_paused(world: World, origin: str) -> None:
    with signed_in(origin, session_of(world), width=390, scheme="light") as page:
        page.goto(f"{origin}/inbox/write/")
        page.fill("#letter-body", "What I had to say")
        with suspended(world):
            page.get_by_role("button", name="Send").click()
            expect(page.locator("main")).to_contain_text("mail is paused")
            expect(page.locator("main")).to_contain_text("What you were writing is kept")
            assert_open_to_all(page)
        page.get_by_role("link", name="Try again").click()
        page.get_by_role("link", name="Write", exact=True).first.click()
        expect(page.locator("#letter-body")).to_have_value("What I had to say")


def test_files_that_are_too_large_are_told_before_they_go(world: World, origin: str) -> None:
    with signed_in(origin, session_of(world), width=1280, scheme="light") as page:
        page.goto(f"{origin}/inbox/write/")
        page.fill("#letter-to", world.bob.address)
        page.set_input_files(
            "#letter-attached",
            {"name": "film.mp4", "mimeType": "video/mp4", "buffer": b"x" * (26 * 1024 * 1024)},
        )
        expect(page.locator("[data-too-large]")).to_contain_text("more than 25 MB")
        page.get_by_role("button", name="Send").click()
        expect(page.locator("[data-too-large]")).to_be_visible()
        assert page.url.endswith("/inbox/write/")
        page.set_input_files(
            "#letter-attached", {"name": "note.txt", "mimeType": "text/plain", "buffer": b"small"}
        )
        expect(page.locator("[data-too-large]")).to_be_hidden()
