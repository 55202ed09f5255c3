"""Addresses that lead elsewhere than to one mailbox: groups and catch-alls."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.delegation.request import SignedInRequest
from freehold.services.mail.actions.clear_catch_all import clear_catch_all
from freehold.services.mail.actions.create_group import create_group
from freehold.services.mail.actions.remove_group import remove_group
from freehold.services.mail.actions.set_catch_all import set_catch_all
from freehold.services.mail.actions.set_group_members import set_group_members
from freehold.services.mail.administration.forms import CatchAllForm, MembersForm, NewGroupForm
from freehold.services.mail.administration.views.pages import mailbox_choices, page_of, saved
from freehold.services.mail.queries.addresses import catch_alls, groups, see_group
from freehold.services.mail.queries.instance import mail_domains


@require_safe
def group_list(request: SignedInRequest) -> HttpResponse:
    """Addresses that reach several people."""
    search = request.GET.get("search", "").strip()[:200]
    return page_of(
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
        if saved(
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
    return page_of(request, "new_group", form=form)


@require_http_methods(["GET", "POST"])
def group(request: SignedInRequest, group_id: UUID) -> HttpResponse:
    """One group and its members."""
    found = see_group(request.actor, group_id)
    inside = [str(mailbox_id) for mailbox_id, __ in found.members if mailbox_id]
    outside = "\n".join(address for mailbox_id, address in found.members if not mailbox_id)
    form = MembersForm(
        request.POST or None,
        mailboxes=mailbox_choices(request),
        initial={"mailboxes": inside, "outside": outside, "version": found.version},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and saved(
            form,
            lambda: set_group_members(
                group_id,
                mailbox_ids=form.chosen_mailboxes(),
                outside=form.chosen_outside(),
                version=form.cleaned_data["version"],
                actor=request.actor,
            ),
        )
    ):
        messages.success(request, _("Members saved."))
        return redirect("mail:group", group_id)
    return page_of(request, "group", group=found, form=form)


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
        request.POST or None, domains=mail_domains(request.actor), mailboxes=mailbox_choices(request)
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and saved(
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
    return page_of(request, "catch_all", form=form, catch_alls=catch_alls(request.actor))


@require_POST
def drop_catch_all(request: SignedInRequest) -> HttpResponse:
    """No catch-all any more: unknown addresses are refused."""
    clear_catch_all(request.POST.get("domain", "").replace("\x00", ""), actor=request.actor)
    messages.success(request, _("Mail to unknown addresses is refused from now on."))
    return redirect("mail:catch_all")
