"""The log as its tenant reads it.

`audit` lies below `delegation`, so that the request is told by what it bears: an actor.
"""

import json
from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import AwareDatetime

from freehold.audit.actions.choose_checkpoint_mail import choose_checkpoint_mail
from freehold.audit.forms import KeptForm
from freehold.audit.log_files import log_file_lines
from freehold.audit.permissions import CHOOSE_CHECKPOINT_MAIL
from freehold.audit.proofs import newest_checkpoint, prove_inclusion, read_checkpoint
from freehold.audit.queries import has_checkpoint_mail, read_log, verify_own_log
from freehold.kernel.actor import Actor
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.ui.paging import place_in
from freehold.ui.refusals import beside_its_field

KINDS = [
    ("delegation.", _("Access")),
    ("accounts.", _("People")),
    ("domains.", _("Domains")),
    ("subscriptions.", _("Orders")),
    ("mail.", _("Mail")),
    ("refused", _("Refused")),
]
LINES = "application/jsonl; charset=utf-8"


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The newest acts first, fifty a page."""
    subject, action = request.GET.get("subject", ""), request.GET.get("action", "")
    lines = read_log(
        _actor(request),
        subject_id=subject,
        action=action,
        before=place_in(request, tuple[AwareDatetime, UUID], parameter="before"),
        limit=PAGE + 1,
    )
    part = part_of(lines, limit=PAGE, place=lambda line: (line.at, line.id))
    return render(
        request,
        "audit/log.html",
        {
            "lines": part.items,
            "kinds": KINDS,
            "next": part.next,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the whole log now and say what was found, of a checkpoint that was kept as well."""
    form = KeptForm(request.POST or None, request.FILES or None)
    kept = None
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            kept = read_checkpoint(form.text())
    return render(
        request,
        "audit/verify.html",
        {
            "verdict": verify_own_log(_actor(request), kept=kept),
            "kept": kept,
            "form": form,
            "may_choose_mail": may(_actor(request), CHOOSE_CHECKPOINT_MAIL),
            "is_mailed": has_checkpoint_mail(_actor(request).tenant_id),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Have the checkpoint mailed each month, or no more."""
    is_wanted = request.POST.get("wanted") == "yes"
    choose_checkpoint_mail(is_wanted=is_wanted, actor=_actor(request))
    messages.success(
        request,
        _("The checkpoint comes on the first of each month, to every administrator.")
        if is_wanted
        else _("No more checkpoints come by mail."),
    )
    return redirect("audit:verify")


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed checkpoint, to be kept."""
    newest = newest_checkpoint(_actor(request))
    return _file(f"checkpoint-{newest.tree_size}.txt", newest.note, "text/plain; charset=utf-8")


@require_safe
def proof(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The proof that an entry stands in the log, to be kept."""
    found = prove_inclusion(entry_id, actor=_actor(request))
    return _file(f"entry-{found.leaf_index}.json", json.dumps(asdict(found), indent=1), "application/json")


@require_safe
def log_file(request: HttpRequest) -> StreamingHttpResponse:
    """The whole log as a file, which anybody can verify without this platform."""
    actor = _actor(request)
    return StreamingHttpResponse(
        log_file_lines(actor),
        content_type=LINES,
        headers={"Content-Disposition": f'attachment; filename="log-{actor.tenant_id}.jsonl"'},
    )


def _file(name: str, text: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
