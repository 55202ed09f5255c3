"""Name a customer towards those above its seller, so that they can tell customers apart and not who they are."""

import hmac
import secrets
from hashlib import sha256
from uuid import UUID

from freehold.kernel.ids import CROCKFORD
from freehold.kernel.sealed import seal, unseal
from freehold.subscriptions.models import PseudonymKey
from freehold.tenants.row_security import enter

LENGTH = 8


def pseudonym_of(customer_id: UUID, *, known_to: UUID) -> str:
    """The pseudonym of a customer, the same for each of its orders through the seller `known_to`.

    Only that seller's sealed key can make it, so that nobody above can try out ids.
    """
    with enter(known_to, because="only the seller of a customer can make its pseudonym"):
        key, _is_new = PseudonymKey.objects.get_or_create(
            tenant_id=known_to, defaults={"key_sealed": seal(secrets.token_hex(32))}
        )
    digest = hmac.digest(bytes.fromhex(unseal(key.key_sealed)), customer_id.bytes, sha256)
    return "C-" + "".join(CROCKFORD[byte % len(CROCKFORD)] for byte in digest[:LENGTH])
