"""Who may do what to people, groups, and what people sign in with."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

EVERYONE = (Role.TECHNICIAN, Role.BILLING, Role.MEMBER)

SEE_PEOPLE = permission("accounts.see_people", Role.TECHNICIAN, Role.BILLING, to=_("see people and groups"))
INVITE_PERSON = permission(
    "accounts.invite_person", Role.TECHNICIAN, to=_("invite people"), says=_("invited somebody")
)
CHANGE_PERSON = permission(
    "accounts.change_person",
    Role.TECHNICIAN,
    to=_("change people’s names and addresses"),
    says=_("changed somebody’s details"),
)
CHANGE_ROLES = permission(
    "accounts.change_roles", to=_("change what people may do"), says=_("changed somebody’s roles")
)
DEACTIVATE_PERSON = permission(
    "accounts.deactivate_person", to=_("let people leave"), says=_("deactivated somebody")
)
REACTIVATE_PERSON = permission(
    "accounts.reactivate_person", to=_("let people come back"), says=_("let somebody back in")
)
CREATE_GROUP = permission(
    "accounts.create_group", Role.TECHNICIAN, to=_("make groups"), says=_("made a group")
)
CHANGE_GROUP = permission(
    "accounts.change_group", Role.TECHNICIAN, to=_("change groups"), says=_("changed a group")
)
DELETE_GROUP = permission(
    "accounts.delete_group", Role.TECHNICIAN, to=_("delete groups"), says=_("deleted a group")
)
ADD_MEMBER = permission(
    "accounts.add_member",
    Role.TECHNICIAN,
    to=_("put people into groups"),
    says=_("added somebody to a group"),
)
REMOVE_MEMBER = permission(
    "accounts.remove_member",
    Role.TECHNICIAN,
    to=_("take people out of groups"),
    says=_("took somebody out of a group"),
)
RESET_SECOND_FACTOR = permission(
    "accounts.reset_second_factor",
    to=_("remove somebody’s second factor"),
    says=_("removed somebody’s lost second factor"),
)
REQUIRE_SECOND_FACTOR = permission(
    "accounts.require_second_factor",
    to=_("decide whether everybody needs a second factor"),
    says=_("changed whether a second step is needed to sign in"),
)

# One's own, in one's own tenant: nobody does these for somebody else, and no grant reaches them.
SEE_OWN = permission("accounts.see_own", *EVERYONE, under_grant=False, to=_("see your own account here"))
CHANGE_OWN = permission(
    "accounts.change_own",
    *EVERYONE,
    under_grant=False,
    to=_("change your own account here"),
    says=_("changed their own details"),
)
CREATE_TOKEN = permission(
    "accounts.create_token",
    *EVERYONE,
    under_grant=False,
    to=_("make API tokens here"),
    says=_("made an API token"),
)
REVOKE_TOKEN = permission(
    "accounts.revoke_token",
    *EVERYONE,
    under_grant=False,
    to=_("revoke API tokens here"),
    says=_("withdrew an API token"),
)
CREATE_APP_PASSWORD = permission(
    "accounts.create_app_password",
    *EVERYONE,
    under_grant=False,
    to=_("add devices here"),
    says=_("added a device"),
    by_name=True,  # it opens the mailbox
)
REVOKE_APP_PASSWORD = permission(
    "accounts.revoke_app_password",
    *EVERYONE,
    under_grant=False,
    to=_("take devices away here"),
    says=_("took a device away"),
)
OPEN_MAIL_SESSION = permission(
    "accounts.open_mail_session",
    *EVERYONE,
    under_grant=False,
    to=_("open a mailbox in the browser here"),
    says=_("opened their mail here"),
)
END_SESSION = permission(
    "accounts.end_session",
    *EVERYONE,
    under_grant=False,
    to=_("sign browsers out here"),
    says=_("signed a device out"),
)

# What signing in leaves in the log: no role grants these, they note what somebody did at the door.
SIGN_IN = platform_permission("accounts.sign_in", says=_("signed in from"))
SIGN_OUT = platform_permission("accounts.sign_out", says=_("signed out"))
ACCEPT_INVITATION = platform_permission("accounts.accept_invitation", says=_("accepted the invitation"))
WANT_PASSWORD_RESET = platform_permission(
    "accounts.want_password_reset", says=_("asked for a link to choose a new password")
)
PASSWORD_CHANGED = platform_permission(
    "accounts.password_changed", says=_("changed the password they sign in with, from")
)
TOTP_ADDED = platform_permission("accounts.totp_added", says=_("added an authenticator app, from"))
TOTP_REMOVED = platform_permission("accounts.totp_removed", says=_("took the authenticator app away, from"))
PASSKEY_ADDED = platform_permission("accounts.passkey_added", says=_("added a passkey, from"))
PASSKEY_REMOVED = platform_permission("accounts.passkey_removed", says=_("took a passkey away, from"))
RECOVERY_CODES_MADE = platform_permission(
    "accounts.recovery_codes_made", says=_("made new recovery codes, from")
)
