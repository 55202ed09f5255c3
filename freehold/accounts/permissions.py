"""Who may do what to people, groups, and what people sign in with."""

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission

EVERYONE = (Role.TECHNICIAN, Role.BILLING, Role.MEMBER)

SEE_PEOPLE = permission("accounts.see_people", Role.TECHNICIAN, Role.BILLING)
INVITE_PERSON = permission("accounts.invite_person", Role.TECHNICIAN)
CHANGE_PERSON = permission("accounts.change_person", Role.TECHNICIAN)
CHANGE_ROLES = permission("accounts.change_roles")
DEACTIVATE_PERSON = permission("accounts.deactivate_person")
REACTIVATE_PERSON = permission("accounts.reactivate_person")
CREATE_GROUP = permission("accounts.create_group", Role.TECHNICIAN)
CHANGE_GROUP = permission("accounts.change_group", Role.TECHNICIAN)
DELETE_GROUP = permission("accounts.delete_group", Role.TECHNICIAN)
ADD_MEMBER = permission("accounts.add_member", Role.TECHNICIAN)
REMOVE_MEMBER = permission("accounts.remove_member", Role.TECHNICIAN)
REQUIRE_SECOND_FACTOR = permission("accounts.require_second_factor")

# One's own, in one's own tenant: nobody does these for somebody else, and no grant reaches them.
SEE_OWN = permission("accounts.see_own", *EVERYONE, under_grant=False)
CHANGE_OWN = permission("accounts.change_own", *EVERYONE, under_grant=False)
CREATE_TOKEN = permission("accounts.create_token", *EVERYONE, under_grant=False)
REVOKE_TOKEN = permission("accounts.revoke_token", *EVERYONE, under_grant=False)
CREATE_APP_PASSWORD = permission("accounts.create_app_password", *EVERYONE, under_grant=False)
REVOKE_APP_PASSWORD = permission("accounts.revoke_app_password", *EVERYONE, under_grant=False)
OPEN_MAIL_SESSION = permission("accounts.open_mail_session", *EVERYONE, under_grant=False)
END_SESSION = permission("accounts.end_session", *EVERYONE, under_grant=False)
