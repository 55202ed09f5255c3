"""Keep a key with which a tenant's records may be published."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.domains.models import DnsKey
from freehold.domains.permissions import CHANGE_DNS_KEYS
from freehold.domains.rules.keys import check_key
from freehold.domains.rules.names import parse_zone
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.kernel.sealed import seal

LONGEST = 253
HIGHEST_PORT = 65_535


@transaction.atomic
def add_dns_key(
    zone: str, *, server: str, port: int, key_name: str, algorithm: str, secret: str, actor: Actor
) -> UUID:
    """Keep a TSIG key for one zone (RFC 8945), in place of an earlier one for it. The secret is sealed.

    Raises: NotPermitted, Refused("malformed_key", "malformed_server", and those of `parse_zone`).
    """
    require(actor, CHANGE_DNS_KEYS)
    check_key(algorithm=algorithm, secret=secret)
    for field, text in (("server", server), ("key_name", key_name)):
        if (
            not text
            or len(text) > LONGEST
            or not text.isascii()
            or any(sign in text for sign in " /\\\n\r\t")
        ):
            raise Refused("malformed_server", _("Give a name or an address, without spaces."), field=field)
    if not 0 < port <= HIGHEST_PORT:
        raise Refused("malformed_server", _("A port is a number from 1 to 65535."), field="port")
    key, _created = DnsKey.objects.update_or_create(
        tenant_id=actor.tenant_id,
        zone=parse_zone(zone).name,
        defaults={
            "server": server,
            "port": port,
            "key_name": key_name,
            "algorithm": algorithm,
            "sealed_secret": seal(secret),
        },
    )
    record(actor, CHANGE_DNS_KEYS, subject_kind="dns_key", subject_id=key.id, zone=key.zone, server=server)
    return key.id
