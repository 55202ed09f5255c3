"""Who may do what in mail. A person's own mailbox is theirs to set; everybody else's is a technician's."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission

SEE_MAIL = permission("mail.see_mail", Role.TECHNICIAN, Role.BILLING, to=_("see mailboxes"))
CREATE_MAILBOX = permission(
    "mail.create_mailbox", Role.TECHNICIAN, to=_("make mailboxes"), says=_("made a mailbox")
)
CHANGE_MAILBOX = permission(
    "mail.change_mailbox", Role.TECHNICIAN, to=_("change mailboxes"), says=_("changed a mailbox")
)
CLOSE_MAILBOX = permission("mail.close_mailbox", to=_("close mailboxes"), says=_("closed a mailbox"))
CHANGE_ADDRESSES = permission(
    "mail.change_addresses",
    Role.TECHNICIAN,
    to=_("change addresses of mailboxes"),
    says=_("changed the addresses of a mailbox"),
)
CHANGE_GROUPS = permission(
    "mail.change_groups", Role.TECHNICIAN, to=_("change group addresses"), says=_("changed a group address")
)
SHARE_MAILBOX = permission(
    "mail.share_mailbox",
    Role.TECHNICIAN,
    to=_("decide who opens a mailbox"),
    says=_("changed who opens a mailbox"),
)
CHANGE_OWN_MAILBOX = permission(
    "mail.change_own_mailbox",
    Role.TECHNICIAN,
    Role.BILLING,
    Role.MEMBER,
    under_grant=False,
    to=_("change your own mailbox here"),
    says=_("changed their own mailbox"),
)
CHANGE_SENDERS = permission(
    "mail.change_senders",
    Role.TECHNICIAN,
    to=_("change which senders are let through"),
    says=_("changed the senders that are let through or kept out"),
)
CHANGE_LIMITS = permission(
    "mail.change_limits", to=_("change how much may be sent"), says=_("changed how much may be sent")
)
FREEZE_SENDER = permission(
    "mail.freeze_sender",
    Role.TECHNICIAN,
    to=_("stop or release somebody’s sending"),
    says=_("stopped or released somebody’s sending"),
)
SEE_TRACE = permission(
    "mail.see_trace",
    Role.TECHNICIAN,
    to=_("see what became of messages"),
    says=_("looked up what became of a message"),
)
CHANGE_QUEUE = permission(
    "mail.change_queue",
    Role.TECHNICIAN,
    to=_("change the messages that wait"),
    says=_("changed the messages that wait to be sent"),
)
ROTATE_DKIM_KEY = permission(
    "mail.rotate_dkim_key",
    Role.TECHNICIAN,
    to=_("change the key that signs mail"),
    says=_("changed the key that signs outgoing mail"),
)
