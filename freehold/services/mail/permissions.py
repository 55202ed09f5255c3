"""Who may do what in mail. A person's own mailbox is theirs to set; everybody else's is a technician's."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission

SEE_MAIL = permission("mail.see_mail", Role.TECHNICIAN, Role.BILLING)
CREATE_MAILBOX = permission("mail.create_mailbox", Role.TECHNICIAN, says=_("made a mailbox"))
CHANGE_MAILBOX = permission("mail.change_mailbox", Role.TECHNICIAN, says=_("changed a mailbox"))
CLOSE_MAILBOX = permission("mail.close_mailbox", says=_("closed a mailbox"))
CHANGE_ADDRESSES = permission(
    "mail.change_addresses", Role.TECHNICIAN, says=_("changed the addresses of a mailbox")
)
CHANGE_GROUPS = permission("mail.change_groups", Role.TECHNICIAN, says=_("changed a group address"))
SHARE_MAILBOX = permission("mail.share_mailbox", Role.TECHNICIAN, says=_("changed who opens a mailbox"))
CHANGE_OWN_MAILBOX = permission(
    "mail.change_own_mailbox",
    Role.TECHNICIAN,
    Role.BILLING,
    Role.MEMBER,
    under_grant=False,
    says=_("changed their own mailbox"),
)
CHANGE_SENDERS = permission(
    "mail.change_senders", Role.TECHNICIAN, says=_("changed the senders that are let through or kept out")
)
CHANGE_LIMITS = permission("mail.change_limits", says=_("changed how much may be sent"))
FREEZE_SENDER = permission(
    "mail.freeze_sender", Role.TECHNICIAN, says=_("stopped or released somebody’s sending")
)
SEE_TRACE = permission("mail.see_trace", Role.TECHNICIAN, says=_("looked up what became of a message"))
CHANGE_QUEUE = permission(
    "mail.change_queue", Role.TECHNICIAN, says=_("changed the messages that wait to be sent")
)
ROTATE_DKIM_KEY = permission(
    "mail.rotate_dkim_key", Role.TECHNICIAN, says=_("changed the key that signs outgoing mail")
)
