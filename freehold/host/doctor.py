"""What is missing or wrong on this host, in plain sentences, each with how to mend it."""

import ctypes
import datetime
import ipaddress
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import dns.exception
import dns.rdatatype
import dns.resolver
import dns.reversename
import psycopg
from cryptography import x509

from freehold.domains.rules.zone import txt_text
from freehold.host import certificates, database
from freehold.host.engines.rspamd import SELECTOR
from freehold.host.layout import NOTICES_KEY, Layout
from freehold.host.ports import busy_ports
from freehold.host.supervisor import read_state
from freehold.kernel.errors import Unreachable
from freehold.services.mail.rules.dkim import public_txt
from freehold.tenants.runtime_role import WHO_AM_I, RuntimeRole

PACKAGES = (
    "dovecot-imapd", "dovecot-lmtpd", "dovecot-managesieved", "dovecot-sieve", "dovecot-pgsql",
    "postfix", "postfix-pgsql", "rspamd",
)  # fmt: skip
LEAST_FREE_BYTES = 10**9
LEAST_FREE_SHARE = 0.05
SOON_DAYS = 14
RENEW = "Put a new one and its key in their places; a running instance serves them within seconds."
BLOCKLISTS = ("zen.spamhaus.org", "bl.spamcop.net")
LOOK_SECONDS = 5.0
STA_UNSYNC = 0x0040  # Source: adjtimex(2)
TIMEX_BYTES = 256


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `mend` says what to do; empty when nothing is wrong."""

    sentence: str
    mend: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be done."""
        return bool(self.mend)


def examine(layout: Layout) -> list[Finding]:
    """Look at everything, in the order in which it should be mended."""
    return [
        *packages(),
        postgresql(layout),
        rights(layout),
        *free_ports(layout),
        disk(layout.root),
        clock(),
        certificate(layout.certificates.certificate, layout.engines.host_name),
        *role(layout),
        *dns_of_the_neutral_domain(layout.neutral_domain, layout.engines.host_name, layout.resolver),
        *signing_of_notices(layout.neutral_domain, layout.secrets[NOTICES_KEY], layout.resolver),
    ]


def packages(wanted: Iterable[str] = PACKAGES) -> list[Finding]:
    """The engines' packages and their versions."""
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status} ${Version}\n", *wanted],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    rows = [line.split(" ", 2) for line in answer.splitlines()]
    found = {name: version for name, status, version in rows if status == "installed"}
    missing = [name for name in wanted if name not in found]
    if missing:
        return [
            Finding(f"Packages are missing: {', '.join(missing)}.", f"apt-get install {' '.join(missing)}")
        ]
    return [Finding("Installed: " + ", ".join(f"{name} {version}" for name, version in found.items()) + ".")]


def postgresql(layout: Layout) -> Finding:
    """Whose PostgreSQL runs the database."""
    if not layout.is_embedded:
        return Finding("PostgreSQL is the one that FREEHOLD_DATABASE_DSN names.")
    try:
        return Finding(f"PostgreSQL comes from {database.find_programs()}.")
    except Unreachable as error:
        return Finding("There is no PostgreSQL 15 or newer.", error.sentence)


def rights(layout: Layout) -> Finding:
    """Engines start as root, and secrets are their owner's alone."""
    if os.geteuid() != 0:
        return Finding(
            "You are not root.", "Start with sudo: Postfix and Dovecot drop their rights themselves."
        )
    loose = [
        file
        for file in [layout.folder / "secrets", *(layout.folder / "secrets").iterdir()]
        if stat.S_IMODE(file.stat().st_mode) & 0o077
    ]
    if loose:
        names = " ".join(str(file) for file in loose)
        return Finding(f"Others may read secrets: {names}.", f"chmod go= {names}")
    return Finding("Secrets are readable by root alone.")


def free_ports(layout: Layout) -> list[Finding]:
    """Ports that somebody else holds; nothing is asked while the instance runs."""
    if read_state(layout.run) is not None:
        return [Finding("The instance runs and holds its ports.")]
    busy = busy_ports(layout.ports)
    if not busy:
        return [Finding("All ports are free.")]
    return [
        Finding(
            f"Another program holds port {number} ({name}).", "Stop it, or start with another --port-offset."
        )
        for name, number in busy.items()
    ]


def disk(folder: Path, *, least_free_bytes: int = LEAST_FREE_BYTES) -> Finding:
    """Room for mail: at least a gigabyte, and a twentieth of the disk."""
    usage = shutil.disk_usage(folder)
    free = f"{usage.free / 10**9:.1f} GB of {usage.total / 10**9:.1f} GB are free in {folder}."
    if usage.free < least_free_bytes or usage.free < usage.total * LEAST_FREE_SHARE:
        return Finding(
            free, "Make room or move the instance to a larger disk: mail is deferred when it is full."
        )
    return Finding(free)


def clock() -> Finding:
    """Whether the kernel's clock is kept by a time server. Certificates, TOTP and signatures need it."""
    buffer = ctypes.create_string_buffer(TIMEX_BYTES)
    # struct timex begins with `unsigned modes` and, on 64 bit, has `status` 40 bytes from its start.
    state = ctypes.CDLL(None, use_errno=True).adjtimex(buffer)
    status = ctypes.c_int.from_buffer(buffer, 40).value
    if state < 0:
        return Finding("The clock cannot be asked here; the host of this container keeps it.")
    if status & STA_UNSYNC:
        return Finding(
            "No time server keeps the clock.",
            "apt-get install systemd-timesyncd, or chrony, and wait a minute.",
        )
    return Finding("A time server keeps the clock.")


def certificate(file: Path, host_name: str, *, now: datetime.datetime | None = None) -> Finding:
    """The engines' certificate: not about to end, and for the right name."""
    now = now or datetime.datetime.now(datetime.UTC)
    try:
        found = x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError):
        return Finding(f"{file} is no certificate.", "Set FREEHOLD_TLS_CERTIFICATE to a file in PEM.")
    days = (certificates.ends_at(file) - now).days
    try:
        alternative = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = alternative.get_values_for_type(x509.DNSName)
    except x509.ExtensionNotFound:
        names = []
    if days < 0:
        return Finding(f"The certificate {file} ended {-days} days ago.", RENEW)
    if days < SOON_DAYS:
        return Finding(f"The certificate {file} ends in {days} days.", RENEW)
    wild = f"*.{host_name.partition('.')[2]}"
    if host_name not in names and wild not in names:
        return Finding(
            f"The certificate {file} is not for {host_name}.", f"Get one whose names include {host_name}."
        )
    return Finding(f"The certificate is for {host_name} and good for {days} more days.")


def role(layout: Layout) -> list[Finding]:
    """The database answers, and no runtime role could look over the walls."""
    found = []
    for name in ("freehold_app", "freehold_worker", "freehold_engine"):
        try:
            found.append(role_behind(layout.dsn_of(name)))
        except psycopg.OperationalError:
            if read_state(layout.run) is None and layout.is_embedded:
                return [Finding("The embedded database does not run now, so its roles were not looked at.")]
            found.append(
                Finding(
                    f"The database does not let {name} in.",
                    "Look at the DSN, its password and the server's log.",
                )
            )
    return found


def role_behind(dsn: str) -> Finding:
    """One role: what it is bound by. Raises: psycopg.OperationalError."""
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        row = connection.execute(WHO_AM_I).fetchone()
    if row is None:
        return Finding("The database does not say who is connected.", "Look at the server's log.")
    connected = RuntimeRole(*row)
    if connected.faults:
        return Finding(
            f"The database role {connected.name} {' and '.join(connected.faults)}: no tenant is walled off from it.",
            f"Connect as a role of its own: alter role {connected.name} nosuperuser nobypassrls, and give away its tables.",
        )
    return Finding(f"The database role {connected.name} is bound by row security.")


def dns_of_the_neutral_domain(domain: str, host_name: str, resolver: str) -> list[Finding]:
    """MX, address, PTR, SPF and blocklists of the name in the shared engines' banners."""
    asking = _resolver(resolver)
    try:
        exchangers = _ask(asking, domain, "MX")
        addresses = [*_ask(asking, host_name, "A"), *_ask(asking, host_name, "AAAA")]
        policy = [
            text for text in _ask(asking, domain, "TXT") if text.strip('"').lower().startswith("v=spf1")
        ]
    except (dns.exception.Timeout, dns.resolver.NoNameservers, OSError):
        return [
            Finding(
                "DNS does not answer.",
                "Set FREEHOLD_RESOLVER to a resolver's host:port, or mend /etc/resolv.conf.",
            )
        ]
    found = [
        Finding(f"Mail for {domain} goes to {host_name}.")
        if any(row.split()[-1].rstrip(".").lower() == host_name for row in exchangers)
        else Finding(
            f"No MX record of {domain} names {host_name}.", f"Publish: {domain}. MX 10 {host_name}."
        ),
        Finding(f"{host_name} has the address {', '.join(addresses)}.")
        if addresses
        else Finding(
            f"{host_name} has no address.", f"Publish: {host_name}. A followed by this host's address."
        ),
        Finding(f"{domain} publishes SPF.")
        if len(policy) == 1
        else Finding(
            f"{domain} publishes {len(policy)} SPF records; exactly one is right.",
            f'Publish: {domain}. TXT "v=spf1 mx -all"',
        ),
    ]
    for address in addresses:
        found += _reputation(asking, address, host_name)
    return found


def signing_of_notices(domain: str, private_pem: str, resolver: str) -> list[Finding]:
    """The record with which others check the signature of invitations and other notices."""
    name, wanted = f"{SELECTOR}._domainkey.{domain}", public_txt(private_pem)
    try:
        published = [_joined(text) for text in _ask(_resolver(resolver), name, "TXT")]
    except (dns.exception.Timeout, dns.resolver.NoNameservers, OSError):
        return []  # said already
    if wanted in published:
        return [Finding(f"What the platform itself writes is signed for {domain}.")]
    return [
        Finding(
            f"{name} publishes another key than the one that signs what the platform itself writes."
            if published
            else f"{name} publishes no key: invitations and other notices may be taken for spam.",
            f"Publish: {name}. TXT {txt_text(wanted)}",
        )
    ]


def _reputation(asking: dns.resolver.Resolver, address: str, host_name: str) -> list[Finding]:
    if not ipaddress.ip_address(address).is_global:
        return [Finding(f"{address} is not a public address, so its PTR and blocklists were not looked at.")]
    reverse = dns.reversename.from_address(address)
    found = []
    try:
        names = [name.rstrip(".").lower() for name in _ask(asking, str(reverse), "PTR")]
        found.append(
            Finding(f"The PTR record of {address} names {host_name}.")
            if host_name in names
            else Finding(
                f"The PTR record of {address} names {', '.join(names) or 'nothing'}, not {host_name}.",
                f"Ask whoever gave you the address to set its PTR to {host_name}: many servers refuse mail without.",
            )
        )
        prefix = str(reverse).split(".in-addr", 1)[0].split(".ip6", 1)[0]
        for blocklist in BLOCKLISTS:
            listed = [a for a in _ask(asking, f"{prefix}.{blocklist}", "A") if a.startswith("127.0.0.")]
            if listed:
                found.append(
                    Finding(
                        f"{address} is on the blocklist {blocklist}.",
                        f"Ask {blocklist} why, and for removal.",
                    )
                )
    except (dns.exception.Timeout, dns.resolver.NoNameservers):
        found.append(Finding(f"Not all of the PTR and the blocklists of {address} could be asked."))
    return found


def _ask(asking: dns.resolver.Resolver, name: str, kind: str) -> list[str]:
    try:
        return [row.to_text() for row in asking.resolve(name, kind, lifetime=LOOK_SECONDS)]
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []


def _joined(text: str) -> str:
    """A TXT record's character-strings as one."""
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text))


def _resolver(address: str) -> dns.resolver.Resolver:
    if not address:
        return dns.resolver.Resolver()
    host, _, port = address.rpartition(":")
    chosen = dns.resolver.Resolver(configure=False)
    chosen.nameservers = [host.strip("[]")]
    chosen.port = int(port)
    return chosen
