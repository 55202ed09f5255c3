"""Who invites customers of others, and who changes the provider."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

SEE_CODES = permission(
    "channel.see_codes", Role.BILLING, under_grant=False, to=_("see invitation codes for customers")
)
MAKE_CODE = permission(
    "channel.make_code",
    Role.BILLING,
    under_grant=False,
    to=_("make invitation codes for customers"),
    says=_("made an invitation code for customers"),
)
WITHDRAW_CODE = permission(
    "channel.withdraw_code",
    Role.BILLING,
    under_grant=False,
    to=_("withdraw invitation codes"),
    says=_("withdrew an invitation code for customers"),
)
SEE_TRANSFERS = permission(
    "channel.see_transfers", Role.BILLING, under_grant=False, to=_("see who changes the provider")
)
ASK_TRANSFER = permission(
    "channel.ask_transfer",
    under_grant=False,
    to=_("change the provider"),
    says=_("asked to move to another provider"),
)
WITHDRAW_TRANSFER = permission(
    "channel.withdraw_transfer",
    under_grant=False,
    to=_("stay with the present provider"),
    says=_("took back the move to another provider"),
)
CARRY_OUT_TRANSFER = platform_permission(
    "channel.carry_out_transfer", says=_("moved a customer from one provider to another")
)
AGREE_TO_UNDO = permission(
    "channel.agree_to_undo",
    under_grant=False,
    to=_("agree to take a move back"),
    says=_("agreed that a move to another provider is taken back"),
)
UNDO_TRANSFER = platform_permission(
    "channel.undo_transfer", says=_("took a move to another provider back, as all three had agreed")
)
HAND_OVER = permission(
    "channel.hand_over",
    under_grant=False,
    to=_("hand customers over to another provider"),
    says=_("proposed to hand customers over to another provider"),
)
WITHDRAW_HANDOVER = permission(
    "channel.withdraw_handover",
    under_grant=False,
    to=_("take back a handover"),
    says=_("took back a handover of customers"),
)
AGREE_TO_HANDOVER = permission(
    "channel.agree_to_handover",
    under_grant=False,
    to=_("take customers over"),
    says=_("agreed to take customers over from another provider"),
)
DECLINE_HANDOVER = permission(
    "channel.decline_handover",
    under_grant=False,
    to=_("decline a handover"),
    says=_("declined to take customers over"),
)
ANNOUNCE_HANDOVER = platform_permission(
    "channel.announce_handover", says=_("told a customer that its provider hands it over")
)
FINISH_HANDOVER = platform_permission(
    "channel.finish_handover", says=_("noted that a handover of customers is done")
)
FAIL_TRANSFER = platform_permission(
    "channel.fail_transfer", says=_("noted that a move to another provider could not be done")
)
