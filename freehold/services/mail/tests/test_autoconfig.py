"""What mail programs are told, and what hostile ones are not."""

import plistlib
from collections.abc import Callable
from xml.etree import ElementTree as Xml

import pytest
from django.conf import settings
from django.test import Client

from freehold.services.mail.autoconfig.rules import apple, asked_address
from freehold.services.mail.tests.conftest import Mail

QUESTION = (
    '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">'
    "<Request><EMailAddress>{}</EMailAddress></Request></Autodiscover>"
)


def test_thunderbird_is_told_the_same_for_every_address(mail: Mail, client: Client) -> None:
    known = client.get("/mail/config-v1.1.xml", {"emailaddress": "ada@acme-dental.example"})
    unknown = client.get(
        "/.well-known/autoconfig/mail/config-v1.1.xml", {"emailaddress": "nobody@acme-dental.example"}
    )

    assert known.status_code == 200
    assert known.content == unknown.content
    servers = Xml.fromstring(known.content).findall("emailProvider/incomingServer")
    assert [server.findtext("port") for server in servers] == [
        str(settings.MAIL_PORTS["imaps"]), str(settings.MAIL_PORTS["imap"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address", ["ada@elsewhere.example", "", "x", "a@b@acme-dental.example", "a@x\n.example"]
)
def test_strangers_domains_are_not_answered_for(mail: Mail, client: Client, address: str) -> None:
    assert client.get("/mail/config-v1.1.xml", {"emailaddress": address}).status_code == 404
    answer = client.post("/autodiscover/autodiscover.xml", QUESTION.format(address), content_type="text/xml")
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/autodiscover/autodiscover.xml", "/Autodiscover/Autodiscover.xml"])
def test_outlook_is_told(mail: Mail, client: Client, path: str) -> None:
    answer = client.post(path, QUESTION.format("max@acme-dental.example"), content_type="text/xml")

    assert answer.status_code == 200
    assert b"<LoginName>max@acme-dental.example</LoginName>" in answer.content
    assert b"<Type>SMTP</Type>" in answer.content


def test_hostile_documents_ask_nothing(mail: Mail, client: Client) -> None:
    bomb = (
        b'<!DOCTYPE a [<!ENTITY x "ada@acme-dental.example"><!ENTITY y SYSTEM "file:///etc/passwd">]>'
        + QUESTION.format("&x;&y;").encode()
    )

    assert asked_address(bomb) == ""
    assert asked_address(b"not xml") == ""
    assert asked_address(b"<a/>" + b" " * 20_000) == ""
    large = client.post("/autodiscover/autodiscover.xml", b"x" * 20_000, content_type="text/xml")
    assert large.status_code == 413


def test_a_profile_bears_no_password() -> None:
    profile = plistlib.loads(
        apple(
            "a@b.example", "Ada <x>", title="Mail", host="mail.test", ports={"imaps": 993, "submissions": 465}
        )
    )

    (account,) = profile["PayloadContent"]
    assert account["EmailAccountName"] == "Ada <x>"
    assert account["IncomingMailServerUseSSL"]
    assert not [
        key for key in account if key.endswith("Password") and key != "OutgoingPasswordSameAsIncomingPassword"
    ]


def test_the_profile_is_of_the_signed_in_persons_own_mailbox(
    mail: Mail, client: Client, signed_in: Callable[..., Client]
) -> None:
    stranger = client.get("/mail/profile.mobileconfig")
    without_mailbox = signed_in(mail.cast.partner).get("/mail/profile.mobileconfig")
    answer = signed_in(mail.max).get("/mail/profile.mobileconfig")

    assert (stranger.status_code, stranger["Location"]) == (
        302, "/account/login/?next=/mail/profile.mobileconfig",
    )  # fmt: skip
    assert without_mailbox.status_code == 404
    assert answer["Content-Type"] == "application/x-apple-aspen-config"
    (account,) = plistlib.loads(answer.content)["PayloadContent"]
    assert (account["EmailAddress"], account["IncomingMailServerHostName"]) == (
        "max@acme-dental.example", settings.NEUTRAL_DOMAIN,
    )  # fmt: skip


def test_the_page_of_devices_leads_to_the_profile_and_names_the_servers(
    mail: Mail, signed_in: Callable[..., Client]
) -> None:
    with_mailbox = signed_in(mail.max).get("/devices/").content.decode()
    without = signed_in(mail.cast.partner).get("/devices/").content.decode()

    assert 'href="/mail/profile.mobileconfig"' in with_mailbox
    assert f"{settings.NEUTRAL_DOMAIN}, port {settings.MAIL_PORTS['imaps']}" in with_mailbox
    assert "profile.mobileconfig" not in without


@pytest.mark.parametrize(
    "host", ["autoconfig.acme-dental.example", "AUTOCONFIG.acme-dental.example:80", "acme-dental.example."]
)
def test_thunderbird_is_told_at_the_domains_own_names(mail: Mail, client: Client, host: str) -> None:
    at_once = client.get("/mail/config-v1.1.xml", headers={"host": host})
    by_address = client.get(
        "/.well-known/autoconfig/mail/config-v1.1.xml",
        {"emailaddress": "ada@acme-dental.example"},
        headers={"host": host},
    )

    assert at_once.status_code == by_address.status_code == 200
    assert at_once.content == by_address.content
    assert at_once.cookies == {}


@pytest.mark.parametrize(
    "host",
    [settings.NEUTRAL_DOMAIN, f"autodiscover.{settings.NEUTRAL_DOMAIN}", "autodiscover.acme-dental.example"],
)
def test_outlook_is_told_where_the_records_lead_it(mail: Mail, client: Client, host: str) -> None:
    answer = client.post(
        "/autodiscover/autodiscover.xml",
        QUESTION.format("max@acme-dental.example"),
        content_type="text/xml",
        headers={"host": host},
    )

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("autoconfig.acme-dental.example", "/"),
        ("autoconfig.acme-dental.example", "/account/login/"),
        ("autoconfig.acme-dental.example", "/mail/profile.mobileconfig"),
        ("autoconfig.acme-dental.example", "/api/v1/openapi.json"),
        (settings.NEUTRAL_DOMAIN, "/account/login/"),
        ("autoconfig.elsewhere.example", "/mail/config-v1.1.xml?emailaddress=ada@acme-dental.example"),
        ("www.acme-dental.example", "/mail/config-v1.1.xml?emailaddress=ada@acme-dental.example"),
        ("autoconfig.acme-dental.example/x", "/mail/config-v1.1.xml"),
    ],
)
def test_nothing_else_answers_to_a_name_that_is_not_ours(
    mail: Mail, client: Client, host: str, path: str
) -> None:
    assert client.get(path, headers={"host": host}).status_code in {400, 421}


def test_an_unknown_path_below_is_not_found(mail: Mail, client: Client) -> None:
    answer = client.get("/autodiscover/else.xml", headers={"host": settings.NEUTRAL_DOMAIN})

    assert (answer.status_code, answer.content) == (404, b"")
