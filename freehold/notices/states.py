"""What becomes of a notice, and the kinds that there are."""

from enum import StrEnum


class NoticeState(StrEnum):
    """A waiting notice is tried without end; a refused one was turned down for good by the mail system."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


class Attached(StrEnum):
    """What is attached to a letter: rendered when it is sent, and kept nowhere twice."""

    INVOICE = "invoice"  # or a credit note


class NoticeTemplate(StrEnum):
    """Each has a text per language in `templates/notices/<language>/<name>.txt`; the values it takes are beside it."""

    INVITATION = "invitation"  # name, inviter, organisation, address; secret: link
    PASSWORD_RESET = "password_reset"  # noqa: S105 - name; secret: link
    NEW_SIGN_IN = "new_sign_in"  # name, at, ip, browser
    SECURITY_CHANGED = "security_changed"  # name, change (a SecurityChange), at, ip, browser
    SECOND_FACTOR_RESET = "second_factor_reset"  # name, address, by, from_outside, link
    # Of an account: name, whose, address, organisation, by, from_outside, and of what differs address_before, address_now,
    # contact_now, roles_before, roles_now.
    ACCOUNT_CHANGED = "account_changed"  # to its person
    PERSON_CHANGED = "person_changed"  # the same, to administrators
    PERSON_INVITED = "person_invited"  # to administrators
    # Of a grant: name, holder, organisation, roles, reason, since, until ("" when it stands until ended), ended_by.
    GRANT_GIVEN = "grant_given"
    GRANT_HELD = "grant_held"  # the same, to those who hold it
    GRANT_ENDED = "grant_ended"
    GRANT_LOST = "grant_lost"  # the same, to those who held it
    GRANT_REMINDER = "grant_reminder"
    GRANT_ENDS_SOON = "grant_ends_soon"
    GRANT_HELD_ENDS_SOON = "grant_held_ends_soon"  # the same, to those who hold it
    GRANT_GIVEN_BY_CUSTOMER = "grant_given_by_customer"  # to who sells to the one who gave it
    # Of break glass; and: asked_by, approved_by (people of the operator).
    GLASS_BROKEN = "glass_broken"
    GLASS_BROKEN_AT_CUSTOMER = "glass_broken_at_customer"  # the same, to who sells to that customer
    BREAK_GLASS_ASKED = (
        "break_glass_asked"  # name, asked_by, organisation, roles, days or hours, reason, until
    )
    # Of a request for a grant: name, holder (who asks), asked_by, organisation, roles, days or hours, reason, ticket, until,
    # may_answer.
    GRANT_ASKED = "grant_asked"
    GRANT_ASKED_OF_CUSTOMER = "grant_asked_of_customer"  # the same, to who sells to the one asked
    REQUEST_WITHDRAWN = "request_withdrawn"
    REQUEST_DECLINED = "request_declined"  # to those who asked
    REQUEST_EXPIRED = "request_expired"  # the same
    SUBSCRIPTION_SUSPENDED = "subscription_suspended"  # name, plan, number, reason
    SUBSCRIPTION_RESUMED = "subscription_resumed"  # name, plan, number
    SUBSCRIPTION_CANCELLED = "subscription_cancelled"  # name, plan, number, ends_on, kept_until
    ERASURE_AHEAD = "erasure_ahead"  # name, plan, number, erased_on, days: sent twice
    ERASED = "erased"  # name, plan, number, erased_on
    # Of a customer's move to another seller: name, customer, provider ("" to sellers), moves_on.
    TRANSFER_ASKED = "transfer_asked"  # to the customer
    TRANSFER_LEAVING = "transfer_leaving"  # to the seller that it leaves
    TRANSFER_COMING = "transfer_coming"  # to the seller that it goes to
    TRANSFER_WITHDRAWN = "transfer_withdrawn"  # to both sellers
    TRANSFER_MOVED = "transfer_moved"  # to the customer
    TRANSFER_LEFT = "transfer_left"  # to the seller that it left
    TRANSFER_ARRIVED = "transfer_arrived"  # to the seller that it came to
    TRANSFER_FAILED = "transfer_failed"  # to the customer and the new seller; and: why
    TRANSFER_UNDO_ASKED = "transfer_undo_asked"  # name, customer, until; to the other two
    TRANSFER_UNDONE = "transfer_undone"  # name, customer, moves_on; to all three
    # Of a handover of many customers: name, customers, moves_on, provider (the other seller).
    HANDOVER_PROPOSED = "handover_proposed"  # to the seller who is to receive them
    HANDOVER_AGREED = "handover_agreed"  # to the one who hands over
    HANDOVER_OFF = "handover_off"  # declined or taken back, to the other
    HANDOVER_AHEAD = "handover_ahead"  # to each customer: name, customer, provider, former, moves_on
    HANDOVER_DONE = "handover_done"  # to both: name, moved, customers, moves_on
    CHECKPOINT = "checkpoint"  # name, organisation, entries, note, key
    # Of somebody who comes to sell: name, company.
    PARTNER_INVITED = "partner_invited"  # and: inviter; secret: link
    APPLICATION_PROOF = "application_proof"  # secret: link
    APPLICATION_KNOWN = "application_known"  # and: since
    APPLICATION_DECLINED = "application_declined"  # and: reason
    APPLICATION_ARRIVED = "application_arrived"  # to the seller; and: person
    PARTNER_JOINED = "partner_joined"  # the same
    REGISTRATION_CLOSED = "registration_closed"  # name, domain, company, outcome (a RegistrationState)
    # Of an incident of security or law, to everybody whom it concerns, whoever sells to them: name, is_copy (to a seller of
    # those whom it concerns), reference, and what `channel.rules.incidents` lists. No other text comes from above a seller.
    INCIDENT_SECURITY = "incident_security"
    INCIDENT_OVER = "incident_over"
    INCIDENT_ORDER = "incident_order"
    INCIDENT_PROCESSOR = "incident_processor"
    PARTNER_STOPPED = "partner_stopped"  # name, runs_until; to a partner that was declared gone
    PROVIDER_GONE = (
        "provider_gone"  # name, provider, runs_until; to its customers, under the instance's neutral name
    )
    PROVIDER_BACK = "provider_back"  # the same
    TASK_ADDED = "task_added"  # name, task, vendor, due_on, customer, number
    SENDER_FROZEN = "sender_frozen"  # name, mailbox, reason
    # Letters of a seller about a document: buyer, seller, number, issued_on, gross; of an invoice due_on, reference, iban.
    INVOICE = "invoice"  # and: to_pay, is_free, is_paid, is_partly_paid, account (from which it is collected)
    CREDIT_NOTE = "credit_note"  # and: corrects
    # Reminders take the same, and: open, is_partly_paid, suspended_on ("" where no suspension comes next).
    REMINDER_FRIENDLY = "reminder_friendly"
    REMINDER_FIRM = "reminder_firm"
    REMINDER_LAST = "reminder_last"
    REMINDER_SUSPENSION = "reminder_suspension"
    # A debit that comes: buyer, seller, number, amount, collect_on, account, mandate, creditor_id.
    DEBIT_AHEAD = "debit_ahead"
    DEBIT_CANCELLED = "debit_cancelled"  # that it does not come: buyer, seller, number, amount, collect_on


INCIDENTS = frozenset(
    {
        NoticeTemplate.INCIDENT_SECURITY,
        NoticeTemplate.INCIDENT_OVER,
        NoticeTemplate.INCIDENT_ORDER,
        NoticeTemplate.INCIDENT_PROCESSOR,
    }
)


class SecurityChange(StrEnum):
    """What changed about how a person signs in."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    TOTP_ADDED = "totp_added"
    TOTP_REMOVED = "totp_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    APP_PASSWORD_MADE = "app_password_made"  # noqa: S105
    TOKEN_MADE = "token_made"  # noqa: S105
