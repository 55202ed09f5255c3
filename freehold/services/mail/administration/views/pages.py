"""What mail's pages share: how a refusal is shown, and which mailboxes can be chosen."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from freehold.delegation.request import SignedInRequest
from freehold.kernel.errors import Conflict, Refused
from freehold.services.mail.queries.mailboxes import mailboxes
from freehold.services.mail.states import MailboxKind

EVERYBODY = 2_000


def saved(form: forms.Form, act: Callable[[], object]) -> bool:
    """Run the act; a refusal goes beside its field, and nothing that was typed is lost."""
    try:
        act()
    except (Refused, Conflict) as refusal:
        named = {"address": "local_part", "quota_bytes": "quota_gb", "external": "outside"}
        field = named.get(refusal.field, refusal.field)
        form.add_error(field if field in form.fields else None, refusal.sentence or refusal.code)
        return False
    return True


def mailbox_choices(request: SignedInRequest, kind: MailboxKind | None = None) -> list[tuple[str, str]]:
    """The open mailboxes to choose from, as (id, words)."""
    found = mailboxes(request.actor, kind=kind, limit=EVERYBODY)
    return [
        (str(box.id), f"{box.display_name} <{box.address}>" if box.display_name else box.address)
        for box in found
    ]


def page_of(request: SignedInRequest, template: str, **context: object) -> HttpResponse:
    """One of these pages; 422 when its form was refused."""
    form = context.get("form")
    bad = isinstance(form, forms.Form) and bool(form.errors)
    return render(request, f"mail/administration/{template}.html", context, status=422 if bad else 200)
