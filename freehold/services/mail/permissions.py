"""Who may do what in mail. A person's own mailbox is theirs to set; everybody else's is a technician's."""

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission

SEE_MAIL = permission("mail.see_mail", Role.TECHNICIAN, Role.BILLING)
CREATE_MAILBOX = permission("mail.create_mailbox", Role.TECHNICIAN)
CHANGE_MAILBOX = permission("mail.change_mailbox", Role.TECHNICIAN)
CLOSE_MAILBOX = permission("mail.close_mailbox")
CHANGE_ADDRESSES = permission("mail.change_addresses", Role.TECHNICIAN)
CHANGE_GROUPS = permission("mail.change_groups", Role.TECHNICIAN)
SHARE_MAILBOX = permission("mail.share_mailbox", Role.TECHNICIAN)
CHANGE_OWN_MAILBOX = permission(
    "mail.change_own_mailbox", Role.TECHNICIAN, Role.BILLING, Role.MEMBER, under_grant=False
)
CHANGE_SENDERS = permission("mail.change_senders", Role.TECHNICIAN)
CHANGE_LIMITS = permission("mail.change_limits")
FREEZE_SENDER = permission("mail.freeze_sender", Role.TECHNICIAN)
SEE_TRACE = permission("mail.see_trace", Role.TECHNICIAN)
CHANGE_QUEUE = permission("mail.change_queue", Role.TECHNICIAN)
ROTATE_DKIM_KEY = permission("mail.rotate_dkim_key", Role.TECHNICIAN)
