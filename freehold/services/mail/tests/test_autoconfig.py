"""What mail programs are told, and what hostile ones are not."""

import plistlib
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


def test_the_profile_is_for_those_who_have_signed_in(mail: Mail, client: Client) -> None:
    assert client.get("/mail/profile.mobileconfig").status_code in {302, 403, 404}
