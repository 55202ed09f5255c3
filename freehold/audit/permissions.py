"""Who may read the log of their own tenant."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

READ_LOG = permission("audit.read", Role.TECHNICIAN, Role.BILLING, to=_("read the log"))
CHOOSE_CHECKPOINT_MAIL = permission(
    "audit.choose_checkpoint_mail",
    under_grant=False,
    to=_("choose whether the log's checkpoint comes by mail"),
    says=_("chose whether the log's checkpoint comes by mail"),
)
MAIL_CHECKPOINT = platform_permission(
    "audit.mail_checkpoint", says=_("mailed the log's checkpoint to your administrators")
)
