"""Mail's administration: each view reads its form, makes one call, and answers with a page or a way back."""

from collections.abc import Callable
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
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.kernel.permission import may
from freehold.services.mail.actions.add_alias import add_alias
from freehold.services.mail.actions.allow_sender import allow_sender
from freehold.services.mail.actions.block_sender import block_sender
from freehold.services.mail.actions.change_quota import change_quota
from freehold.services.mail.actions.clear_catch_all import clear_catch_all
from freehold.services.mail.actions.close_mailbox import close_mailbox
from freehold.services.mail.actions.create_group import create_group
from freehold.services.mail.actions.create_mailbox import create_mailbox
from freehold.services.mail.actions.create_shared_mailbox import create_shared_mailbox
from freehold.services.mail.actions.delete_queued import delete_queued
from freehold.services.mail.actions.forget_sender import forget_sender
from freehold.services.mail.actions.give_access import give_access
from freehold.services.mail.actions.remove_alias import remove_alias
from freehold.services.mail.actions.remove_group import remove_group
from freehold.services.mail.actions.rename_mailbox import rename_mailbox
from freehold.services.mail.actions.retry_queued import retry_queued
from freehold.services.mail.actions.set_catch_all import set_catch_all
from freehold.services.mail.actions.set_group_members import set_group_members
from freehold.services.mail.actions.set_limits import set_limits
from freehold.services.mail.actions.take_access import take_access
from freehold.services.mail.actions.unfreeze_sender import unfreeze_sender
from freehold.services.mail.actions.welcome_person import Welcomed, welcome_person
from freehold.services.mail.administration.cursors import address_cursor, time_cursor
from freehold.services.mail.administration.forms import (
    GIB,
    AddressForm,
    CatchAllForm,
    LimitsForm,
    MembersForm,
    NewGroupForm,
    NewMailboxForm,
    NewSharedForm,
    QuotaForm,
    RenameForm,
    SenderForm,
    ShareForm,
)
from freehold.services.mail.permissions import CHANGE_MAILBOX, CREATE_MAILBOX, FREEZE_SENDER
from freehold.services.mail.queries import (
    access_to,
    catch_alls,
    groups,
    limits,
    mail_domains,
    mailboxes,
    queue,
    see_group,
    see_mailbox,
    tenant_senders,
    trace,
)
from freehold.services.mail.states import Delivery, MailboxKind
from freehold.ui.forms import TypedNameForm

PAGE = 50
EVERYBODY = 2_000


def _saved(form: forms.Form, act: Callable[[], object]) -> bool:
    """Run the act; a refusal goes beside its field, and nothing that was typed is lost."""
    try:
        act()
    except (Refused, Conflict) as refusal:
        named = {"address": "local_part", "quota_bytes": "quota_gib", "external": "outside"}
        field = named.get(refusal.field, refusal.field)
        form.add_error(field if field in form.fields else None, refusal.sentence or refusal.code)
        return False
    return True


def _choices(request: SignedInRequest, kind: MailboxKind | None = None) -> list[tuple[str, str]]:
    found = mailboxes(request.actor, kind=kind, limit=EVERYBODY)
    return [
        (str(box.id), f"{box.display_name} <{box.address}>" if box.display_name else box.address)
        for box in found
    ]


def _page(request: SignedInRequest, template: str, **context: object) -> HttpResponse:
    form = context.get("form")
    bad = isinstance(form, forms.Form) and bool(form.errors)
    return render(request, f"mail/administration/{template}.html", context, status=422 if bad else 200)


@require_safe
def mailbox_list(request: SignedInRequest) -> HttpResponse:
    """The mailboxes by address, searched, fifty a page."""
    search, kind = request.GET.get("search", "").strip()[:200], request.GET.get("kind", "")
    found = mailboxes(
        request.actor,
        search=search,
        kind=MailboxKind(kind) if kind in set(MailboxKind) else None,
        after=address_cursor(request.GET.get("after", "")),
        limit=PAGE + 1,
    )
    last = found[PAGE - 1] if len(found) > PAGE else None
    return _page(
        request,
        "mailboxes",
        mailboxes=found[:PAGE],
        next=f"{last.id}:{last.address}" if last else "",
        search=search,
        kinds=[(MailboxKind.PERSONAL, _("People’s")), (MailboxKind.SHARED, _("Shared"))],
        may_create=may(request.actor, CREATE_MAILBOX),
        has_domain=bool(mail_domains(request.actor)),
    )


@require_http_methods(["GET", "POST"])
def new_mailbox(request: SignedInRequest) -> HttpResponse:
    """A mailbox for a new person, or for one who has none."""
    form = NewMailboxForm(
        request.POST or None, domains=mail_domains(request.actor), people=_people_without(request)
    )
    if request.method == "POST" and form.is_valid():
        given, person, address = form.cleaned_data, form.chosen_person(), form.chosen_address()
        welcomed: list[Welcomed] = []
        if person:
            done = _saved(form, lambda: create_mailbox(address, person_id=person, actor=request.actor))
        else:
            done = _saved(
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
            link = invitation_link(welcomed[0].secret)
            return _page(request, "hand_over", address=address, name=given["name"], link=link)
        if done:
            messages.success(request, _("%(address)s is ready for mail.") % {"address": address})
            return redirect("mail:mailboxes")
    return _page(request, "new_mailbox", form=form)


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
        if _saved(
            form,
            lambda: made.append(
                create_shared_mailbox(
                    form.chosen_address(), display_name=form.cleaned_data["name"], actor=request.actor
                )
            ),
        ):
            messages.success(request, _("The shared mailbox is ready. Now choose who reads it."))
            return redirect("mail:mailbox", made[0])
    return _page(request, "new_shared", form=form)


@require_safe
def mailbox(request: SignedInRequest, mailbox_id: UUID) -> HttpResponse:
    """One mailbox: its addresses, its size, who reads it, and what most people come to do."""
    return _mailbox_page(request, mailbox_id)


def _mailbox_page(request: SignedInRequest, mailbox_id: UUID, **bound: forms.Form) -> HttpResponse:
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
        "quota_form": QuotaForm(initial={"quota_gib": round(box.quota_bytes / GIB, 1)}),
        "alias_form": AddressForm(domains=domains),
        "rename_form": RenameForm(
            domains=domains,
            initial={"local_part": local_part, "domain": domain, "display_name": box.display_name},
        ),
        "share_form": ShareForm(mailboxes=_choices(request, MailboxKind.PERSONAL)) if shared else None,
        **bound,
    }
    bad = any(form.errors for form in bound.values())
    return render(request, "mail/administration/mailbox.html", page, status=422 if bad else 200)


@require_POST
def quota(request: SignedInRequest, mailbox_id: UUID) -> HttpResponse:
    """How much it holds."""
    form = QuotaForm(request.POST)
    if form.is_valid() and _saved(
        form, lambda: change_quota(mailbox_id, quota_bytes=form.chosen_bytes(), actor=request.actor)
    ):
        messages.success(request, _("Size changed."))
        return redirect("mail:mailbox", mailbox_id)
    return _mailbox_page(request, mailbox_id, quota_form=form)


@require_POST
def rename(request: SignedInRequest, mailbox_id: UUID) -> HttpResponse:
    """Another first address; the mail in it stays where it is."""
    form = RenameForm(request.POST, domains=mail_domains(request.actor))
    if form.is_valid() and _saved(
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
    return _mailbox_page(request, mailbox_id, rename_form=form)


@require_POST
def new_alias(request: SignedInRequest, mailbox_id: UUID) -> HttpResponse:
    """A further address."""
    form = AddressForm(request.POST, domains=mail_domains(request.actor))
    if form.is_valid() and _saved(
        form, lambda: add_alias(mailbox_id, address=form.chosen_address(), actor=request.actor)
    ):
        messages.success(request, _("%(address)s leads here now.") % {"address": form.chosen_address()})
        return redirect("mail:mailbox", mailbox_id)
    return _mailbox_page(request, mailbox_id, alias_form=form)


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
    form = ShareForm(request.POST, mailboxes=_choices(request, MailboxKind.PERSONAL))
    if form.is_valid() and _saved(
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
    return _mailbox_page(request, mailbox_id, share_form=form)


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
        and _saved(form, lambda: close_mailbox(mailbox_id, actor=request.actor))
    ):
        messages.success(request, _("%(address)s is closed.") % {"address": box.address})
        return redirect("mail:mailboxes")
    return _page(request, "close", mailbox=box, form=form)


@require_safe
def group_list(request: SignedInRequest) -> HttpResponse:
    """Addresses that reach several people."""
    search = request.GET.get("search", "").strip()[:200]
    return _page(
        request,
        "groups",
        groups=groups(request.actor, search=search),
        search=search,
        has_domain=bool(mail_domains(request.actor)),
    )


@require_http_methods(["GET", "POST"])
def new_group(request: SignedInRequest) -> HttpResponse:
    """A new group."""
    form = NewGroupForm(request.POST or None, domains=mail_domains(request.actor))
    if request.method == "POST" and form.is_valid():
        made: list[UUID] = []
        given = form.cleaned_data
        if _saved(
            form,
            lambda: made.append(
                create_group(
                    form.chosen_address(),
                    name=given["name"],
                    internal_only=given["internal_only"],
                    actor=request.actor,
                )
            ),
        ):
            messages.success(request, _("The group exists. Now choose who is in it."))
            return redirect("mail:group", made[0])
    return _page(request, "new_group", form=form)


@require_http_methods(["GET", "POST"])
def group(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """One group and its members."""
    found = see_group(request.actor, group_id)
    inside = [str(mailbox_id) for mailbox_id, __ in found.members if mailbox_id]
    outside = "\n".join(address for mailbox_id, address in found.members if not mailbox_id)
    form = MembersForm(
        request.POST or None, mailboxes=_choices(request), initial={"mailboxes": inside, "outside": outside}
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(
            form,
            lambda: set_group_members(
                group_id,
                mailbox_ids=form.chosen_mailboxes(),
                outside=form.chosen_outside(),
                actor=request.actor,
            ),
        )
    ):
        messages.success(request, _("Members saved."))
        return redirect("mail:group", group_id)
    return _page(request, "group", group=found, form=form)


@require_POST
def drop_group(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """Take a group away; nobody's mail is touched."""
    remove_group(group_id, actor=request.actor)
    messages.success(request, _("The group is gone. Mail to its address is refused from now on."))
    return redirect("mail:groups")


@require_http_methods(["GET", "POST"])
def catch_all(request: SignedInRequest) -> HttpResponse:
    """Where the mail goes that no address takes."""
    form = CatchAllForm(
        request.POST or None, domains=mail_domains(request.actor), mailboxes=_choices(request)
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(
            form,
            lambda: set_catch_all(
                form.cleaned_data["domain"],
                mailbox_id=UUID(form.cleaned_data["mailbox"]),
                actor=request.actor,
            ),
        )
    ):
        messages.success(request, _("Saved."))
        return redirect("mail:catch_all")
    return _page(request, "catch_all", form=form, catch_alls=catch_alls(request.actor))


@require_POST
def drop_catch_all(request: SignedInRequest) -> HttpResponse:
    """No catch-all any more: unknown addresses are refused."""
    clear_catch_all(request.POST.get("domain", "").replace("\x00", ""), actor=request.actor)
    messages.success(request, _("Mail to unknown addresses is refused from now on."))
    return redirect("mail:catch_all")


@require_http_methods(["GET", "POST"])
def senders(request: SignedInRequest) -> HttpResponse:
    """Whom everybody here allows or blocks."""
    form = SenderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        judge = block_sender if form.cleaned_data["verdict"] == "block" else allow_sender
        if _saved(form, lambda: judge(form.cleaned_data["sender"], mailbox_id=None, actor=request.actor)):
            messages.success(request, _("Saved."))
            return redirect("mail:senders")
    return _page(request, "senders", form=form, senders=tenant_senders(request.actor))


@require_POST
def forget(request: SignedInRequest) -> HttpResponse:
    """Neither allowed nor blocked any more."""
    forget_sender(request.POST.get("sender", ""), mailbox_id=None, actor=request.actor)
    messages.success(request, _("Saved."))
    return redirect("mail:senders")


@require_http_methods(["GET", "POST"])
def sending_limits(request: SignedInRequest) -> HttpResponse:
    """How much may be sent, so that one hijacked mailbox does not spoil everybody's name."""
    now = limits(request.actor)
    form = LimitsForm(
        request.POST or None,
        mailboxes=_choices(request),
        initial={
            "hourly_per_person": now.hourly_per_person,
            "hourly_per_tenant": now.hourly_per_tenant,
            "postmaster": str(now.postmaster_id or ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _saved(
            form,
            lambda: set_limits(
                hourly_per_person=given["hourly_per_person"],
                hourly_per_tenant=given["hourly_per_tenant"],
                postmaster_id=UUID(given["postmaster"]) if given["postmaster"] else None,
                actor=request.actor,
            ),
        ):
            messages.success(request, _("Saved."))
            return redirect("mail:limits")
    return _page(request, "limits", form=form)


@require_safe
def message_trace(request: SignedInRequest) -> HttpResponse:
    """What happened to each message: who, when, verdict, reply."""
    search, delivery = request.GET.get("search", "").strip()[:200], request.GET.get("delivery", "")
    found = trace(
        request.actor,
        address=search,
        delivery=Delivery(delivery) if delivery in set(Delivery) else None,
        before=time_cursor(request.GET.get("before", "")),
        limit=PAGE + 1,
    )
    last = found[PAGE - 1] if len(found) > PAGE else None
    return _page(
        request,
        "trace",
        events=found[:PAGE],
        next=f"{last.at.isoformat()},{last.id}" if last else "",
        search=search,
        deliveries=[
            (Delivery.DELIVERED, _("Delivered")),
            (Delivery.DEFERRED, _("Waiting")),
            (Delivery.BOUNCED, _("Came back")),
            (Delivery.REJECTED, _("Refused")),
        ],
    )


@require_safe
def waiting(request: SignedInRequest) -> HttpResponse:
    """What could not be delivered yet."""
    return _page(request, "queue", events=queue(request.actor))


@require_POST
def retry(request: SignedInRequest, queue_id: str) -> HttpResponse:
    """Try to deliver it now."""
    retry_queued(queue_id, actor=request.actor)
    messages.success(request, _("It is tried again now."))
    return redirect("mail:queue")


@require_POST
def delete(request: SignedInRequest, queue_id: str) -> HttpResponse:
    """Take it out of the queue; it is not delivered."""
    delete_queued(queue_id, actor=request.actor)
    messages.success(request, _("It is taken out and will not be delivered."))
    return redirect("mail:queue")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error
