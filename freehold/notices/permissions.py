"""Who may see what the platform has written to a tenant's people."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.permission import permission

SEE_NOTICES = permission("notices.see_notices", to=_("see the messages that were sent"))
CHANGE_WORDINGS = permission(
    "notices.change_wordings",
    under_grant=False,
    to=_("change the words of mail"),
    says=_("changed the words of a mail"),
)
