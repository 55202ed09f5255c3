"""Signing keys. Source: RFC 6376 and RFC 8301 (RSA of 2048 bits, which one TXT record still bears)."""

import base64
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


@dataclass(frozen=True, slots=True)
class NewKey:
    """A private key in PEM, and the text of its TXT record."""

    private_pem: str
    public_txt: str


def new_key() -> NewKey:
    """A fresh key pair."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return NewKey(private_pem=pem.decode(), public_txt=public_txt(pem.decode()))


def public_txt(private_pem: str) -> str:
    """The text of the TXT record that belongs to a private key."""
    private = serialization.load_pem_private_key(private_pem.encode(), password=None)
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def new_selector() -> str:
    """A selector that no key of the domain has had; it names no product, since it is public."""
    return f"s{secrets.token_hex(4)}"
