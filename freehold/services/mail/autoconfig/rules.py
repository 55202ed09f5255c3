"""The three documents. Source: Thunderbird's autoconfiguration 1.1, MS-OXDSCLI (POX), Apple's profile reference."""

import plistlib
from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as Xml

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

RESPONSE = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"
OUTLOOK = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
REQUEST = "{http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006}"
LONGEST_REQUEST = 16_384
LONGEST_ADDRESS = 320
AUTOCONFIG = "autoconfig."
PREFIXES = (AUTOCONFIG, "autodiscover.")  # what programs put before a domain when they ask about it


def thunderbird(domain: str, *, host: str, ports: Mapping[str, int]) -> bytes:
    """`config-v1.1.xml`: TLS from the first byte first, STARTTLS as the second choice."""
    root = Xml.Element("clientConfig", version="1.1")
    provider = Xml.SubElement(root, "emailProvider", id=domain)
    for name in ("domain", "displayName", "displayShortName"):
        Xml.SubElement(provider, name).text = domain
    for tag, kind, port, socket in (
        ("incomingServer", "imap", "imaps", "SSL"),
        ("incomingServer", "imap", "imap", "STARTTLS"),
        ("outgoingServer", "smtp", "submissions", "SSL"),
        ("outgoingServer", "smtp", "submission", "STARTTLS"),
    ):
        server = Xml.SubElement(provider, tag, type=kind)
        Xml.SubElement(server, "hostname").text = host
        Xml.SubElement(server, "port").text = str(ports[port])
        Xml.SubElement(server, "socketType").text = socket
        Xml.SubElement(server, "authentication").text = "password-cleartext"
        Xml.SubElement(server, "username").text = "%EMAILADDRESS%"
    document: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def asked_address(body: bytes) -> str:
    """The address that an autodiscover request asks for, or nothing when it is not one."""
    if len(body) > LONGEST_REQUEST:
        return ""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return ""
    found = root.find(f"{REQUEST}Request/{REQUEST}EMailAddress")
    text = (found.text or "").strip() if found is not None else ""
    return text if len(text) <= LONGEST_ADDRESS else ""


def outlook(address: str, *, host: str, ports: Mapping[str, int]) -> bytes:
    """The answer to an autodiscover request."""
    root = Xml.Element("Autodiscover", xmlns=RESPONSE)
    response = Xml.SubElement(root, "Response", xmlns=OUTLOOK)
    Xml.SubElement(Xml.SubElement(response, "User"), "DisplayName").text = address
    account = Xml.SubElement(response, "Account")
    Xml.SubElement(account, "AccountType").text = "email"
    Xml.SubElement(account, "Action").text = "settings"
    for kind, port in (("IMAP", "imaps"), ("SMTP", "submissions")):
        protocol = Xml.SubElement(account, "Protocol")
        said = {
            "Type": kind, "Server": host, "Port": str(ports[port]), "DomainRequired": "off", "LoginName": address,
            "SPA": "off", "SSL": "on", "AuthRequired": "on",
        }  # fmt: skip
        if kind == "SMTP":
            said["UsePOPAuth"] = "off"
        for name, value in said.items():
            Xml.SubElement(protocol, name).text = value
    document: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def apple(address: str, name: str, *, title: str, host: str, ports: Mapping[str, int]) -> bytes:
    """A configuration profile for iPhone and Mac; it never bears a password: the device asks for it."""
    account = {
        "PayloadType": "com.apple.mail.managed",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"mail.{address}",
        "PayloadUUID": str(uuid5(NAMESPACE_URL, f"mailto:{address}")).upper(),
        "PayloadDisplayName": title,
        "EmailAccountType": "EmailTypeIMAP",
        "EmailAccountDescription": title,
        "EmailAccountName": name,
        "EmailAddress": address,
        "IncomingMailServerAuthentication": "EmailAuthPassword",
        "IncomingMailServerHostName": host,
        "IncomingMailServerPortNumber": ports["imaps"],
        "IncomingMailServerUseSSL": True,
        "IncomingMailServerUsername": address,
        "OutgoingMailServerAuthentication": "EmailAuthPassword",
        "OutgoingMailServerHostName": host,
        "OutgoingMailServerPortNumber": ports["submissions"],
        "OutgoingMailServerUseSSL": True,
        "OutgoingMailServerUsername": address,
        "OutgoingPasswordSameAsIncomingPassword": True,
    }
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"profile.{address}",
            "PayloadUUID": str(uuid5(NAMESPACE_URL, f"profile:{address}")).upper(),
            "PayloadDisplayName": title,
            "PayloadContent": [account],
        }
    )
