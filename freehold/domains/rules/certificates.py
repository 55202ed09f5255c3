"""What a certificate for a host name must be, before anything is served with it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from freehold.kernel.errors import Refused
from freehold.kernel.language import gettext as _

LONGEST_PEM = 64 * 1024
MOST_CERTIFICATES = 10
LEAST_RSA_BITS = 2048


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its chain and key, as they are served: both in PEM, written anew by us."""

    chain: str
    key: str
    ends_at: datetime


def read_certificate(chain: str, key: str, *, host: str, now: datetime) -> Certificate:
    """The certificate that `host` can be served with from now on: its own first, then those that vouch for it.

    Raises: Refused("certificate", "certificate_key"), of field `chain` or `key`. Source: RFC 6125, 6.4; RFC 5246, 7.4.2.
    """
    found = _chain(chain)
    own = found[0]
    if not any(_covers(name, host) for name in _names(own)):
        raise _refused(_("This certificate is not for %(host)s.") % {"host": host})
    if own.not_valid_before_utc > now:
        raise _refused(_("This certificate is not valid yet."))
    if own.not_valid_after_utc <= now:
        raise _refused(_("This certificate has ended."))
    for one, voucher in pairwise(found):
        if not _vouches(voucher, one):
            raise _refused(
                _(
                    "These certificates do not vouch for each other in this order: your own first, then its issuer’s."
                )
            )
    private = _key(key)
    if private.public_key() != own.public_key():
        raise _refused(_("This key does not belong to the certificate."), "key")
    return Certificate(
        chain="".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in found),
        key=private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
        ends_at=own.not_valid_after_utc,
    )


def _chain(text: str) -> list[x509.Certificate]:
    try:
        found = x509.load_pem_x509_certificates(text.encode()) if len(text) <= LONGEST_PEM else []
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _no_pem() from error
    if not 0 < len(found) <= MOST_CERTIFICATES:
        raise _no_pem()
    return found


def _key(text: str) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    try:
        found = serialization.load_pem_private_key(text.encode(), None) if len(text) <= LONGEST_PEM else None
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _refused(_("This is no key in PEM, or it is locked with a password."), "key") from error
    if isinstance(found, rsa.RSAPrivateKey) and found.key_size >= LEAST_RSA_BITS:
        return found
    if isinstance(found, ec.EllipticCurvePrivateKey):
        return found
    raise _refused(_("Use an RSA key of 2048 bits at least, or an EC key: browsers take no other."), "key")


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return []
    return extension.value.get_values_for_type(x509.DNSName)


def _covers(name: str, host: str) -> bool:
    """Whether a name of a certificate is the host's; a star stands for exactly one label."""
    name = name.lower()
    return name == host or (name.startswith("*.") and name[2:] == host.partition(".")[2])


def _vouches(voucher: x509.Certificate, one: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(voucher)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _no_pem() -> Refused:
    return _refused(
        _("Give the certificate in PEM, with those that vouch for it: -----BEGIN CERTIFICATE-----")
    )


def _refused(sentence: str, field: str = "chain") -> Refused:
    return Refused("certificate_key" if field == "key" else "certificate", sentence, field=field)
