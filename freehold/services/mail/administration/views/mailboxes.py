"""Mailboxes: the list, new ones, one's own page, and its end."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.accounts.invitations import invitation_link
from freehold.accounts.queries.people import people_of
from freehold.delegation.request import SignedInRequest
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, bears_secret, part_of
from freehold.services.mail.actions.add_alias import add_alias
from freehold.services.mail.actions.change_quota import change_quota
from freehold.services.mail.actions.close_mailbox import close_mailbox
from freehold.services.mail.actions.create_mailbox import create_mailbox
from freehold.services.mail.actions.create_shared_mailbox import create_shared_mailbox
from freehold.services.mail.actions.give_access import give_access
from freehold.services.mail.actions.remove_alias import remove_alias
from freehold.services.mail.actions.rename_mailbox import rename_mailbox
from freehold.services.mail.actions.take_access import take_access
from freehold.services.mail.actions.unfreeze_sender import unfreeze_sender
from freehold.services.mail.actions.welcome_person import Welcomed, welcome_person
from freehold.services.mail.administration.forms import (
    GB,
    AddressForm,
    NewMailboxForm,
    NewSharedForm,
    QuotaForm,
    RenameForm,
    ShareForm,
)
from freehold.services.mail.administration.views.pages import EVERYBODY, mailbox_choices, page_of, saved
from freehold.services.mail.permissions import CHANGE_MAILBOX, CREATE_MAILBOX, FREEZE_SENDER
from freehold.services.mail.queries.access import access_to
from freehold.services.mail.queries.instance import mail_domains, paused_instances
from freehold.services.mail.queries.mailboxes import mailboxes, see_mailbox
from freehold.services.mail.states import MailboxKind
from freehold.ui.forms import TypedNameForm
from freehold.ui.paging import place_in


@require_safe
def mailbox_list(request: SignedInRequest) -> HttpResponse:
    """The mailboxes by address, searched, fifty a page."""
    search, kind = request.GET.get("search", "").strip()[:200], request.GET.get("kind", "")
    found = mailboxes(
        request.actor,
        search=search,
        kind=MailboxKind(kind) if kind in set(MailboxKind) else None,
        after=place_in(request, tuple[str, UUID]),
        limit=PAGE + 1,
    )
    part = part_of(found, limit=PAGE, place=lambda box: (box.address, box.id))
    return page_of(
        request,
        "mailboxes",
        mailboxes=part.items,
        next=part.next,
        search=search,
        kinds=[(MailboxKind.PERSONAL, _("People’s")), (MailboxKind.SHARED, _("Shared"))],
        may_create=may(request.actor, CREATE_MAILBOX),
        paused=paused_instances(),
        has_domain=bool(mail_domains(request.actor)),
    )


@require_http_methods(["GET", "POST"])
@bears_secret
def new_mailbox(request: SignedInRequest) -> HttpResponse:
    """A mailbox for a new person, or for one who has none."""
    form = NewMailboxForm(
        request.POST or None, domains=mail_domains(request.actor), people=_people_without(request)
    )
    if request.method == "POST" and form.is_valid():
        given, person, address = form.cleaned_data, form.chosen_person(), form.chosen_address()
        welcomed: list[Welcomed] = []
        if person:
            done = saved(form, lambda: create_mailbox(address, person_id=person, actor=request.actor))
        else:
            done = saved(
                form,
                lambda: welcomed.append(
                    welcome_person(
                        given["name"],
                        address=address,
                        contact_email=given["contact_email"],
                        actor=request.actor,
                    )
                ),
            )
        if done and welcomed and not given["contact_email"]:
            link = invitation_link(welcomed[0].secret, tenant_id=request.actor.tenant_id)
            return page_of(request, "hand_over", address=address, name=given["name"], link=link)
        if done:
            messages.success(request, _("%(address)s is ready for mail.") % {"address": address})
            return redirect("mail:mailboxes")
    return page_of(request, "new_mailbox", form=form)


def _people_without(request: SignedInRequest) -> list[tuple[str, str]]:
    """People who have no mailbox yet."""
    having = {box.person_id for box in mailboxes(request.actor, kind=MailboxKind.PERSONAL, limit=EVERYBODY)}
    found = people_of(request.actor, limit=EVERYBODY)
    return [
        (str(person.id), f"{person.name} <{person.email}>") for person in found if person.id not in having
    ]


@require_http_methods(["GET", "POST"])
def new_shared(request: SignedInRequest) -> HttpResponse:
    """A mailbox that several people read."""
    form = NewSharedForm(request.POST or None, domains=mail_domains(request.actor))
    if request.method == "POST" and form.is_valid():
        made: list[UUID] = []
        if saved(
            form,
            lambda: made.append(
                create_shared_mailbox(
                    form.chosen_address(), display_name=form.cleaned_data["name"], actor=request.actor
                )
            ),
        ):
            messages.success(request, _("The shared mailbox is ready. Now choose who reads it."))
            return redirect("mail:mailbox", made[0])
    return page_of(request, "new_shared", form=form)


@require_safe
def mailbox(request: SignedInRequest, mailbox_id: UUID) -> HttpResponse:
    """One mailbox: its addresses, its size, who reads it, and what most people come to do."""
    return _shown(request, mailbox_id)


def _shown(request: SignedInRequest, mailbox_id: UUID, **bound: forms.Form) -> HttpResponse:
    box = see_mailbox(request.actor, mailbox_id)
    domains = mail_domains(request.actor)
    local_part, __, domain = box.address.partition("@")
    shared = box.kind is MailboxKind.SHARED
    page: dict[str, object] = {
        "mailbox": box,
        "shared": shared,
        "may_change": may(request.actor, CHANGE_MAILBOX),
        "may_unfreeze": may(request.actor, FREEZE_SENDER),
        "access": access_to(request.actor, mailbox_id) if shared else [],
        "quota_form": QuotaForm(initial={"quota_gb": round(box.quota_bytes / GB, 1)}),
        "alias_form": AddressForm(domains=domains),
        "rename_form": RenameForm(
            domains=domains,
            initial={"local_part": local_part, "domain": domain, "display_name": box.display_name},
        ),
        "share_form": ShareForm(mailboxes=mailbox_choices(request, MailboxKind.PERSONAL)) if shared else None,
        **bound,
    }
    bad = any(form.errors for form in bound.values())
    return render(request, "mail/administration/mailbox.html", page, status=422 if bad else 200)


@require_POST
def quota(request: SignedInRequest, mailbox_id: UUID) -> HttpResponse:
    """How much it holds."""
    form = QuotaForm(request.POST)
    if form.is_valid() and saved(
        form, lambda: change_quota(mailbox_id, quota_bytes=form.chosen_bytes(), actor=request.actor)
    ):
        messages.success(request, _("Size changed."))
        return redirect("mail:mailbox", mailbox_id)
    return _shown(request, mailbox_id, quota_form=form)


@require_POST
def rename(request: SignedInRequest, mailbox_id: UUID) -> HttpResponse:
    """Another first address; the mail in it stays where it is."""
    form = RenameForm(request.POST, domains=mail_domains(request.actor))
    if form.is_valid() and saved(
        form,
        lambda: rename_mailbox(
            mailbox_id,
            address=form.chosen_address(),
            display_name=form.cleaned_data["display_name"],
            actor=request.actor,
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("mail:mailbox", mailbox_id)
    return _shown(request, mailbox_id, rename_form=form)


@require_POST
def new_alias(request: SignedInRequest, mailbox_id: UUID) -> HttpResponse:
    """A further address."""
    form = AddressForm(request.POST, domains=mail_domains(request.actor))
    if form.is_valid() and saved(
        form, lambda: add_alias(mailbox_id, address=form.chosen_address(), actor=request.actor)
    ):
        messages.success(request, _("%(address)s leads here now.") % {"address": form.chosen_address()})
        return redirect("mail:mailbox", mailbox_id)
    return _shown(request, mailbox_id, alias_form=form)


@require_POST
def drop_alias(request: SignedInRequest, mailbox_id: UUID) -> HttpResponse:
    """Take a further address away."""
    address = request.POST.get("address", "")
    remove_alias(mailbox_id, address=address, actor=request.actor)
    messages.success(request, _("%(address)s no longer takes mail.") % {"address": address})
    return redirect("mail:mailbox", mailbox_id)


@require_POST
def share(request: SignedInRequest, mailbox_id: UUID) -> HttpResponse:
    """Give somebody a shared mailbox: to read, and to send in its name."""
    form = ShareForm(request.POST, mailboxes=mailbox_choices(request, MailboxKind.PERSONAL))
    if form.is_valid() and saved(
        form,
        lambda: give_access(
            mailbox_id,
            grantee_id=UUID(form.cleaned_data["grantee"]),
            send_as=form.cleaned_data["send_as"],
            actor=request.actor,
        ),
    ):
        messages.success(request, _("They find it beside their own mail."))
        return redirect("mail:mailbox", mailbox_id)
    return _shown(request, mailbox_id, share_form=form)


@require_POST
def unshare(request: SignedInRequest, mailbox_id: UUID) -> HttpResponse:
    """Take it away again."""
    take_access(mailbox_id, grantee_id=_id(request.POST.get("grantee", "")), actor=request.actor)
    messages.success(request, _("Access taken away."))
    return redirect("mail:mailbox", mailbox_id)


@require_POST
def unfreeze(request: SignedInRequest, mailbox_id: UUID) -> HttpResponse:
    """Let a frozen sender send again."""
    unfreeze_sender(mailbox_id, actor=request.actor)
    messages.success(request, _("They may send again."))
    return redirect("mail:mailbox", mailbox_id)


@require_http_methods(["GET", "POST"])
def close(request: SignedInRequest, mailbox_id: UUID) -> HttpResponse:
    """Close a mailbox: a typed confirmation, since its mail is out of reach from then on."""
    box = see_mailbox(request.actor, mailbox_id)
    form = TypedNameForm(request.POST or None, name=box.address)
    if (
        request.method == "POST"
        and form.is_valid()
        and saved(form, lambda: close_mailbox(mailbox_id, actor=request.actor))
    ):
        messages.success(request, _("%(address)s is closed.") % {"address": box.address})
        return redirect("mail:mailboxes")
    return page_of(request, "close", mailbox=box, form=form)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error
