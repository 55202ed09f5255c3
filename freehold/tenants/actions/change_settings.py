"""Change how a tenant is called, and its language and time zone."""

from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.models import Tenant
from freehold.tenants.permissions import CHANGE_SETTINGS
from freehold.tenants.rules import is_name


@transaction.atomic
def change_settings(
    name: str, *, language: str, time_zone: str, version: int, actor: Actor
) -> dict[str, str]:
    """Change the actor's tenant and return what it was before; the caller records it, since the log lies above.

    `version` is the one that the person saw, so that two do not overwrite each other.
    Raises: NotFound, NotPermitted, Refused("not_a_name", "language", "time_zone"), Conflict("changed_meanwhile").
    """
    tenant = Tenant.objects.select_for_update(no_key=True).filter(id=actor.tenant_id).first()
    if tenant is None:
        raise NotFound
    require(actor, CHANGE_SETTINGS)
    if not is_name(name):
        raise Refused("not_a_name", _("Give a name of one line, as it stands on an invoice."), field="name")
    if language not in dict(settings.LANGUAGES):
        raise Refused("language", _("Choose a language from the list."), field="language")
    if time_zone not in available_timezones():
        raise Refused("time_zone", _("Choose a time zone from the list."), field="time_zone")
    if tenant.version != version:
        raise Conflict(
            CHANGED_MEANWHILE, _("Somebody else has changed the settings meanwhile. Look at them again.")
        )
    before = {"name": tenant.name, "language": tenant.language, "time_zone": tenant.time_zone}
    tenant.name, tenant.language, tenant.time_zone = name.strip(), language, time_zone
    tenant.version += 1
    tenant.save(update_fields=["name", "language", "time_zone", "version"])
    return before
