"""The DNS records that hosted mail needs in a domain."""

from collections.abc import Mapping, Sequence

from freehold.domains.contract import Record, RecordKind, RecordType

MX_PREFERENCE = 10
# A key that is not yet known to every resolver makes signatures fail for its time to live: keep it short.
KEY_TTL_SECONDS = 600
# Service names and the ports they are reached at. Source: RFC 6186, 8314, 5804; autodiscover: MS-OXDISCO.
SERVICES = (
    ("_submissions", "submissions", "Mail programs find where to send, with TLS from the first byte."),
    ("_submission", "submission", "Mail programs find where to send, with STARTTLS."),
    ("_imaps", "imaps", "Mail programs find the mailbox, with TLS from the first byte."),
    ("_imap", "imap", "Mail programs find the mailbox, with STARTTLS."),
    ("_sieve", "sieve", "Programs find where to keep filter rules."),
)
HTTPS_PORT = 443


def mail_records(
    domain: str, *, host: str, ports: Mapping[str, int], keys: Sequence[tuple[str, str]]
) -> list[Record]:
    """In the order in which people should publish them: what lets mail arrive first, comforts last.

    `keys` are (selector, public TXT) of all keys in use, the newest first.
    """
    return [
        Record(
            RecordKind.MX,
            domain,
            RecordType.MX,
            f"{MX_PREFERENCE} {host}.",
            why="Mail for this domain comes here.",
        ),
        Record(
            RecordKind.SPF,
            domain,
            RecordType.TXT,
            f"v=spf1 include:{host} ~all",
            why="Tells others that this platform may send for the domain.",
        ),
        *(
            Record(
                RecordKind.DKIM,
                f"{selector}._domainkey.{domain}",
                RecordType.TXT,
                public_txt,
                ttl_seconds=KEY_TTL_SECONDS,
                why="The key by which others check the signature on your mail.",
            )
            for selector, public_txt in keys
        ),
        Record(
            RecordKind.DMARC,
            f"_dmarc.{domain}",
            RecordType.TXT,
            "v=DMARC1; p=quarantine",
            why="Tells others what to do with mail that forges your domain.",
        ),
        Record(
            RecordKind.AUTOCONFIG,
            f"autoconfig.{domain}",
            RecordType.CNAME,
            f"{host}.",
            why="Thunderbird and others set themselves up.",
        ),
        Record(
            RecordKind.AUTODISCOVER,
            f"_autodiscover._tcp.{domain}",
            RecordType.SRV,
            f"0 1 {HTTPS_PORT} {host}.",
            why="Outlook sets itself up.",
        ),
        *(
            Record(
                RecordKind.SRV, f"{name}._tcp.{domain}", RecordType.SRV, f"0 1 {ports[port]} {host}.", why=why
            )
            for name, port, why in SERVICES
        ),
    ]
