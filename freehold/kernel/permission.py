"""What an actor may do: each package declares its permissions, every action requires one."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import NotPermitted


@dataclass(frozen=True, slots=True)
class Permission:
    """`code` is `<package>.<verb>`, the audit log's word for the act; `roles` are those who may.

    `to` says what it allows, after "You may not"; `says` how the log tells the act. What opens more than its
    package (`by_name`) a token has only when it was made with this very permission, or with all.
    """

    code: str
    roles: frozenset[Role]
    under_grant: bool = True
    to: str | Promise = ""
    says: str | Promise = ""
    by_name: bool = False

    @property
    def package(self) -> str:
        """The first part of the code, which is also the scope of an API token."""
        return self.code.partition(".")[0]


DECLARED: dict[str, Permission] = {}


def permission(
    code: str,
    *roles: Role,
    to: str | Promise,
    under_grant: bool = True,
    says: str | Promise = "",
    by_name: bool = False,
) -> Permission:
    """Declare a permission for these roles; administrators always have it.

    `to` is what it allows, as a refusal says it: "You may not suspend orders". `says` is how the log tells the
    act, in the past tense and after the name of who did it: "suspended an order". Both translatable.
    """
    declared = Permission(code, frozenset({Role.ADMINISTRATOR, *roles}), under_grant, to, says, by_name)
    DECLARED[code] = declared
    return declared


def told(code: str) -> str:
    """How the log tells the act of this code; the code itself in plain letters where nobody said."""
    declared = DECLARED.get(code)
    if declared and declared.says:
        return str(declared.says)
    return code.replace("_", " ").replace(".", ": ")


def platform_permission(code: str, *, says: str | Promise = "") -> Permission:
    """Declare what no person may do: it notes what a job saw, or is for somebody with a shell on the host."""
    declared = Permission(code, frozenset(), under_grant=False, says=says)
    DECLARED[code] = declared
    return declared


def may(actor: Actor, wanted: Permission) -> bool:
    """Whether the actor's roles, grant and token scopes allow `wanted`; for pages that hide what cannot be done.

    The platform itself (a job, a command on the host) may all: row security bounds it to the scope it opened.
    """
    if actor.is_platform:
        return True
    if not (actor.roles & wanted.roles):
        return False
    if actor.grant_id is not None and not wanted.under_grant:
        return False
    if actor.scopes is None or wanted.code in actor.scopes:
        return True
    return wanted.package in actor.scopes and not wanted.by_name


def require(actor: Actor, wanted: Permission) -> None:
    """Go on only if the actor may. Row security has already hidden what belongs to others.

    Raises: NotPermitted.
    """
    if not may(actor, wanted):
        raise NotPermitted("not_permitted", refusal(actor, wanted))


def refusal(actor: Actor, wanted: Permission) -> str:
    """Say what the actor may not do, and what stands in the way: the token, the grant or the role."""
    to = {"what": wanted.to or _("do this"), "scope": wanted.code}
    by_role = bool(actor.roles & wanted.roles)
    if by_role and actor.grant_id is not None and not wanted.under_grant:
        return _("Under a grant you may not %(what)s: that is for the company’s own people.") % to
    if by_role:
        return _("This token may not %(what)s: it was made without the scope %(scope)s.") % to
    if actor.grant_id is not None:
        return _("Under this grant you may not %(what)s: the roles that it gives do not allow it.") % to
    return _("You may not %(what)s: your role does not allow it.") % to
