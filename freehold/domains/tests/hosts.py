"""Host names, and certificates for them, as sellers of the tests have them."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from freehold.domains.actions.add_host import add_host
from freehold.domains.hosts import get_host
from freehold.domains.jobs import check_host
from freehold.domains.tests.conftest import World
from freehold.kernel.actor import Actor
from freehold.tenants.row_security import scope

HOST = "portal.alder-it.example"
ZONE = "alder-it.example"


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate with its key, in PEM."""

    chain: str
    key: str


def add(actor: Actor, name: str = HOST) -> UUID:
    """A host name of the actor's brand, not proven yet."""
    with scope(actor.tenant_id):
        return add_host(name, actor=actor)


def look_at(actor: Actor, host_id: UUID) -> None:
    """Run the job as the worker does."""
    check_host(str(actor.tenant_id), str(host_id))


def proven(actor: Actor, world: World, *, leads: str = "portal CNAME mail.test.") -> UUID:
    """A host name whose proof stands in DNS, and has been seen."""
    host_id = add(actor)
    with scope(actor.tenant_id):
        proof = get_host(actor, host_id).proof_value
    world.zone("mail.test", "@ A 127.0.0.1")
    world.zone(ZONE, f'_freehold-challenge.portal TXT "{proof}"', leads)
    look_at(actor, host_id)
    return host_id


def certificate(*names: str, days: int = 30, began_days_ago: int = 1, vouched: bool = True) -> Pair:
    """A certificate for these names, of an authority of its own, with the authority's behind it."""
    now = datetime.datetime.now(datetime.UTC)
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _signed("An authority", authority_key, "An authority", authority_key, (), now, days + 100)
    signer = authority_key if vouched else ec.generate_private_key(ec.SECP256R1())
    own = _signed(
        names[0], key, "An authority", signer, names, now - datetime.timedelta(days=began_days_ago), days
    )
    return Pair(
        chain="".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in (own, authority)),
        key=key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    )


def _signed(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    signer: ec.EllipticCurvePrivateKey,
    names: tuple[str, ...],
    begins: datetime.datetime,
    days: int,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + datetime.timedelta(days=days))
    )
    if names:
        alternative = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(alternative, critical=False)
    return builder.sign(signer, hashes.SHA256())
