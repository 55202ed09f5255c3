"""Change what a seller says of itself to those below, as the law asks."""

from dataclasses import dataclass, fields

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.models import Brand, Disclosure
from freehold.tenants.permissions import CHANGE_DISCLOSURE
from freehold.tenants.rules import COUNTRY, is_name, is_subprocessor, is_web_address

LONGEST = 8000


@dataclass(frozen=True, slots=True)
class DisclosureWanted:
    """What it should say. `version` is the one that the person saw; None does not ask."""

    legal_name: str
    country: str
    address: str = ""
    contact: str = ""
    contract_url: str = ""
    data_places: str = ""
    third_country_access: str = ""
    subprocessors: str = ""
    version: int | None = None


@transaction.atomic
def change_disclosure(wanted: DisclosureWanted, *, actor: Actor) -> None:
    """Change it; everybody below reads it at once. The caller records it, since the log lies above.

    Raises: NotFound (a customer provides nothing), NotPermitted, Refused("not_a_name", "country", "not_a_link",
    "subprocessors", "too_long"), Conflict("changed_meanwhile").
    """
    if not Brand.objects.filter(tenant_id=actor.tenant_id).exists():
        raise NotFound
    require(actor, CHANGE_DISCLOSURE)
    _check(wanted)
    row, _created = Disclosure.objects.select_for_update().get_or_create(tenant_id=actor.tenant_id)
    if wanted.version not in (None, row.version):
        raise Conflict(CHANGED_MEANWHILE, _("Somebody else has changed this meanwhile. Look at it again."))
    for field in fields(wanted):
        if field.name != "version":
            setattr(row, field.name, "\n".join(getattr(wanted, field.name).strip().splitlines()))
    row.country = row.country.upper()
    row.version += 1
    row.save()


def _check(wanted: DisclosureWanted) -> None:
    if not is_name(wanted.legal_name):
        raise Refused("not_a_name", _("Give the company’s name, on one line."), field="legal_name")
    if not COUNTRY.fullmatch(wanted.country.strip().upper()):
        raise Refused("country", _("Give the country as two letters, for example: DE"), field="country")
    if wanted.contract_url.strip() and not is_web_address(wanted.contract_url.strip()):
        raise Refused(
            "not_a_link",
            _("Give the whole address of the page, for example: https://www.example.com/help"),
            field="contract_url",
        )
    for line in wanted.subprocessors.strip().splitlines():
        if line.strip() and not is_subprocessor(line):
            raise Refused(
                "subprocessors",
                _("Write each line as: name; what for; country in two letters. This one is not: %(line)s")
                % {"line": line[:80]},
                field="subprocessors",
            )
    for field in ("address", "contact", "data_places", "third_country_access", "subprocessors"):
        text = getattr(wanted, field)
        if len(text) > LONGEST or not all(line.isprintable() for line in text.splitlines()):
            raise Refused("too_long", _("This is too long, or holds control characters."), field=field)
