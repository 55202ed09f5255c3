"""Certificates of the engines: from the instance's own CA by default, renewed well before they end."""

import datetime
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from freehold.kernel.errors import Refused

CA_DAYS = 3650
# Apple's devices refuse server certificates of more than 825 days, also from private authorities.
SERVER_DAYS = 397
RENEW_DAYS_BEFORE = 30


@dataclass(frozen=True, slots=True)
class Certificates:
    """Where the engines' certificate lies; `ca` is None when it comes from elsewhere."""

    certificate: Path
    key: Path
    ca: Path | None


def certificates_in(folder: Path, *, names: tuple[str, ...], certificate: str, key: str) -> Certificates:
    """The certificate to serve with: the given one, else one of the instance's own CA for `names`.

    Makes or renews what is missing, ends within 30 days or lacks a name. Raises: Refused.
    """
    if certificate or key:
        given = Certificates(Path(certificate), Path(key), None)
        for variable, path in (("CERTIFICATE", certificate), ("KEY", key)):
            if not path or not Path(path).is_file():
                raise Refused(
                    "tls_file", f"FREEHOLD_TLS_{variable} names no file that can be read: {path!r}."
                )
        return given
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    own = Certificates(folder / "server.pem", folder / "server.key", folder / "ca.pem")
    if not (folder / "ca.key").exists():
        _make_authority(folder, ec.generate_private_key(ec.SECP256R1()))
    elif _ends_within(folder / "ca.pem", days=SERVER_DAYS + RENEW_DAYS_BEFORE):
        _make_authority(folder, _authority_key(folder))  # the same key: what it signed stays good
    if not own.certificate.exists() or not _serves(own, names):
        _make_server(folder, names)
    return own


def ends_at(certificate: Path) -> datetime.datetime:
    """When a certificate file ends, in UTC."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc


def belong_together(certificates: Certificates) -> bool:
    """Whether the key is the certificate's: one may be replaced before the other. Raises: Refused for no PEM."""
    try:
        certificate = x509.load_pem_x509_certificate(certificates.certificate.read_bytes())
        key = serialization.load_pem_private_key(certificates.key.read_bytes(), None)
    except (ValueError, TypeError) as error:
        raise Refused(
            "tls_file", f"{certificates.certificate} and its key are no certificate and key in PEM: {error}"
        ) from error
    return certificate.public_key() == key.public_key()


def _serves(own: Certificates, names: tuple[str, ...]) -> bool:
    found = x509.load_pem_x509_certificate(own.certificate.read_bytes())
    alternative = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        not _ends_within(own.certificate, days=RENEW_DAYS_BEFORE)
        and set(names) <= set(alternative.get_values_for_type(x509.DNSName))
        and belong_together(own)
    )


def _ends_within(certificate: Path, *, days: int) -> bool:
    return ends_at(certificate) <= _now() + datetime.timedelta(days=days)


def _make_authority(folder: Path, key: ec.EllipticCurvePrivateKey) -> None:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Freehold instance CA")])
    certificate = (
        _begun(name, name, key.public_key(), days=CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(folder / "ca.pem", certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    _write(folder / "ca.key", _pem(key), 0o600)


def _authority_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Refused("tls_authority", f"{folder / 'ca.key'} is not a key that this instance made.")
    return key


def _make_server(folder: Path, names: tuple[str, ...], *, days: int = SERVER_DAYS) -> None:
    authority_key = _authority_key(folder)
    authority = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    alternative = [
        *(x509.DNSName(name) for name in dict.fromkeys(names)),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        x509.IPAddress(ipaddress.ip_address("::1")),
    ]
    certificate = (
        _begun(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])]),
            authority.subject,
            key.public_key(),
            days=days,
        )
        .add_extension(x509.SubjectAlternativeName(alternative), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    _write(folder / "server.key", _pem(key), 0o600)
    _write(folder / "server.pem", certificate.public_bytes(serialization.Encoding.PEM), 0o644)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, *, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - datetime.timedelta(hours=1))
        .not_valid_after(_now() + datetime.timedelta(days=days))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, content: bytes, mode: int) -> None:
    draft = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
        stream.write(content)
    draft.replace(file)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
