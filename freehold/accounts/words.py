"""Roles in people's words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role

ROLES = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.TECHNICIAN: _("Technician"),
    Role.BILLING: _("Billing"),
    Role.MEMBER: _("Member"),
}


def roles_told(roles: Iterable[str]) -> str:
    """Roles as a sentence lists them, in the language that is active."""
    return ", ".join(str(ROLES[Role(role)]) for role in roles)
