"""Change one's own name, and the language and time zone that pages and messages use for one."""

from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.permissions import CHANGE_OWN
from freehold.accounts.queries.own import own_row
from freehold.accounts.rules import is_person_name
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, Refused
from freehold.kernel.permission import require


@transaction.atomic
def change_profile(name: str, *, language: str, time_zone: str, version: int, actor: Actor) -> int:
    """Change the actor's own name, language and time zone; empty means the company's. Returns the next version.

    The address to sign in with is an administrator's to change: it opens the account.
    Raises: NotPermitted (under a grant), Conflict("changed_meanwhile"),
    Refused("no_person", "not_a_name", "language", "time_zone").
    """
    require(actor, CHANGE_OWN)
    person = own_row(actor, lock=True)
    if person.version != version:
        raise Conflict(
            CHANGED_MEANWHILE, _("An administrator has changed your details meanwhile. Look at them again.")
        )
    if not is_person_name(name):
        raise Refused("not_a_name", _("Give a name of one line."), field="name")
    if language and language not in dict(settings.LANGUAGES):
        raise Refused("language", _("Choose a language from the list."), field="language")
    if time_zone and time_zone not in available_timezones():
        raise Refused("time_zone", _("Choose a time zone from the list."), field="time_zone")
    was = {"name": person.name, "language": person.language, "time_zone": person.time_zone}
    person.name, person.language, person.time_zone = name.strip(), language, time_zone
    person.version += 1
    person.save(update_fields=["name", "language", "time_zone", "version"])
    record(
        actor,
        CHANGE_OWN,
        subject_kind="person",
        subject_id=person.id,
        name=person.name,
        language=language,
        time_zone=time_zone,
        was=was,
    )
    return person.version
