"""Who brings partners in, who protects prospects, who tells of incidents, and who changes the provider."""

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
DECLARE_GONE = permission(
    "channel.declare_gone",
    under_grant=False,
    to=_("declare that a partner has gone"),
    says=_("declared that a partner has gone"),
)
WITHDRAW_DECLARATION = permission(
    "channel.withdraw_declaration",
    under_grant=False,
    to=_("say that a partner is back"),
    says=_("said that a partner is back"),
)
TELL_STRANDED = platform_permission(
    "channel.tell_stranded", says=_("told a customer that its provider has gone, or is back")
)
FAIL_TRANSFER = platform_permission(
    "channel.fail_transfer", says=_("noted that a move to another provider could not be done")
)


SEE_ONBOARDING = permission(
    "channel.see_onboarding", Role.BILLING, under_grant=False, to=_("see who is invited or applies to sell")
)
INVITE_PARTNER = permission(
    "channel.invite_partner",
    Role.BILLING,
    under_grant=False,
    to=_("invite partners"),
    says=_("invited a partner"),
)
WITHDRAW_INVITATION = permission(
    "channel.withdraw_invitation",
    Role.BILLING,
    under_grant=False,
    to=_("withdraw invitations of partners"),
    says=_("withdrew the invitation of a partner"),
)
DECIDE_APPLICATION = permission(
    "channel.decide_application",
    Role.BILLING,
    under_grant=False,
    to=_("decide on applications"),
    says=_("decided on an application to sell"),
)
SEE_TERMS = permission("channel.see_terms", Role.BILLING, under_grant=False, to=_("see terms for partners"))
PUBLISH_TERMS = permission(
    "channel.publish_terms",
    under_grant=False,
    to=_("publish terms for partners"),
    says=_("published terms for partners"),
)
ACCEPT_TERMS = permission(
    "channel.accept_terms",
    under_grant=False,
    to=_("agree to the seller’s terms"),
    says=_("agreed to the seller’s terms"),
)
SEE_READINESS = permission(
    "channel.see_readiness", Role.BILLING, under_grant=False, to=_("see what is missing to sell")
)
SEE_REGISTRATIONS = permission(
    "channel.see_registrations",
    Role.TECHNICIAN,
    Role.BILLING,
    under_grant=False,
    to=_("see registered prospects"),
)
REGISTER_PROSPECT = permission(
    "channel.register_prospect",
    Role.TECHNICIAN,
    Role.BILLING,
    under_grant=False,
    to=_("register prospects"),
    says=_("registered a prospect"),
)
EXTEND_REGISTRATION = permission(
    "channel.extend_registration",
    Role.TECHNICIAN,
    Role.BILLING,
    under_grant=False,
    to=_("extend registrations"),
    says=_("extended the registration of a prospect"),
)
WITHDRAW_REGISTRATION = permission(
    "channel.withdraw_registration",
    Role.TECHNICIAN,
    Role.BILLING,
    under_grant=False,
    to=_("withdraw registrations"),
    says=_("withdrew the registration of a prospect"),
)
CLOSE_REGISTRATION = platform_permission(
    "channel.close_registration", says=_("closed the registration of a prospect")
)
SEE_NUMBERS = permission(
    "channel.see_numbers", Role.BILLING, under_grant=False, to=_("see the numbers of the channel")
)
SEE_INCIDENTS = permission(
    "channel.see_incidents", Role.TECHNICIAN, under_grant=False, to=_("see incident notices")
)
SEND_INCIDENT_NOTICE = permission(
    "channel.send_incident_notice",
    under_grant=False,
    to=_("send incident notices"),
    says=_("sent a notice of an incident"),
    by_name=True,
)
STOP_INCIDENT_NOTICE = permission(
    "channel.stop_incident_notice",
    under_grant=False,
    to=_("stop incident notices"),
    says=_("stopped a notice of an incident"),
)
TELL_OF_INCIDENT = platform_permission(
    "channel.tell_of_incident", says=_("told the administrators of an incident")
)
