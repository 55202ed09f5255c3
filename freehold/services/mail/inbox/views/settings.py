"""What a person sets for their own mail: answers while away, forwarding, rules, allowed and blocked senders."""

from collections.abc import Callable
from datetime import UTC, datetime, time

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from freehold.kernel.errors import FreeholdError, NotFound, Refused
from freehold.services.mail.actions.allow_sender import allow_sender
from freehold.services.mail.actions.block_sender import block_sender
from freehold.services.mail.actions.clear_auto_reply import clear_auto_reply
from freehold.services.mail.actions.forget_sender import forget_sender
from freehold.services.mail.actions.set_auto_reply import set_auto_reply
from freehold.services.mail.actions.set_forwarding import set_forwarding
from freehold.services.mail.actions.set_rules import set_rules
from freehold.services.mail.inbox.engine.connection import open_mail
from freehold.services.mail.inbox.forms import AnswerForm, ForwardForm, RuleForm, SenderForm
from freehold.services.mail.inbox.rules.keys import FolderRole, read_key, ticket_of
from freehold.services.mail.inbox.views.frames import frame
from freehold.services.mail.inbox.views.visit import UNDO_KEY, Visit, own_mail
from freehold.services.mail.queries.settings import MailboxSettings, RuleFacts, mailbox_settings
from freehold.services.mail.rules.sieve import SimpleRule
from freehold.services.mail.states import RuleAction, RuleField, RuleMatch


@own_mail
@require_safe
def show_settings(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All of it on one page."""
    return _page(request, visit, {}, status=200)


@own_mail
@require_POST
def set_answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Begin, change or end the answer while away."""
    form = AnswerForm(request.POST)
    if request.POST.get("act") == "clear":
        clear_auto_reply(visit.mailbox.id, actor=visit.actor)
        return _done(request, gettext("Nobody is answered for you any more."))

    def save() -> None:
        set_auto_reply(
            visit.mailbox.id,
            subject=form.cleaned_data["subject"],
            text=form.cleaned_data["text"],
            from_at=_midnight(form.cleaned_data["first_day"]),
            until_at=_midnight(form.cleaned_data["back_on"]),
            actor=visit.actor,
        )

    return _try(
        request,
        visit,
        "answer",
        form,
        save,
        gettext("Whoever writes to you is answered, once a week at most."),
    )


@own_mail
@require_POST
def set_forward(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Begin, change or end forwarding."""
    form = ForwardForm(request.POST)

    def save() -> None:
        targets = form.cleaned_data["targets"].replace(",", "\n").splitlines()
        keep = form.cleaned_data["keep_copy"]
        set_forwarding(visit.mailbox.id, targets=targets, keep_copy=keep, actor=visit.actor)

    return _try(request, visit, "forward", form, save, gettext("Forwarding is set."))


@own_mail
@require_POST
def change_rules(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Add a rule at the end, take one away, or let one go first."""
    rules = list(mailbox_settings(visit.actor, visit.mailbox.id).rules)
    act, _, place = request.POST.get("act", "").partition(":")
    form = RuleForm(request.POST if act == "add" else None, folders=_own_folders(visit))
    if act in ("remove", "up") and place.isdigit() and int(place) < len(rules):
        moved = rules.pop(int(place))
        if act == "up":
            rules.insert(max(0, int(place) - 1), moved)
        set_rules(visit.mailbox.id, rules=rules, actor=visit.actor)
        return _done(request, gettext("The rules are changed."))

    def save() -> None:
        rules.append(RuleFacts(len(rules), "", _rule_of(form)))
        set_rules(visit.mailbox.id, rules=rules, actor=visit.actor)

    return _try(
        request,
        visit,
        "rule",
        form,
        save,
        gettext("The rule is added. It looks at mail that comes from now on."),
    )


@own_mail
@require_POST
def change_senders(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Allow, block or forget a sender."""
    if request.POST.get("act") == "forget":
        forget_sender(request.POST.get("sender", ""), mailbox_id=visit.mailbox.id, actor=visit.actor)
        return _done(request, gettext("This sender is treated like everybody else."))
    form = SenderForm(request.POST)

    def save() -> None:
        decide = allow_sender if form.cleaned_data["verdict"] == "allow" else block_sender
        decide(form.cleaned_data["sender"], mailbox_id=visit.mailbox.id, actor=visit.actor)

    return _try(request, visit, "sender", form, save, gettext("The sender is on your list."))


@own_mail
@require_POST
def judge(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Allow or block the sender of one message, and put the message where it then belongs."""
    sender, folder = request.POST.get("sender", ""), request.POST.get("folder", "")
    key = read_key(request.POST.get("key", ""))
    verdict = request.POST.get("verdict", "")
    if key is None or verdict not in ("allow", "block"):
        raise NotFound
    decide = allow_sender if verdict == "allow" else block_sender
    try:
        decide(sender, mailbox_id=visit.mailbox.id, actor=visit.actor)
    except Refused as refusal:
        request.session[UNDO_KEY] = {"words": refusal.sentence or gettext("This address cannot be judged.")}
        return redirect("inbox:message", folder, key)
    with open_mail(visit.access) as mail:
        moved = mail.move(
            folder, [key], mail.special(FolderRole.INBOX if verdict == "allow" else FolderRole.JUNK)
        )
    words = {
        "allow": gettext("Mail from %(sender)s comes to the inbox from now on."),
        "block": gettext("Mail from %(sender)s goes to Spam from now on."),
    }
    request.session[UNDO_KEY] = {
        "words": words[verdict] % {"sender": sender},
        "source": moved.target,
        "target": moved.source,
        "ticket": ticket_of(moved.keys),
    }
    return redirect("inbox:folder", folder)


def _try(
    request: HttpRequest, visit: Visit, name: str, form: Form, save: Callable[[], None], words: str
) -> HttpResponse:
    """Save a valid form; show what is wrong with it beside its fields otherwise, and all the rest as it was."""
    if form.is_valid():
        try:
            save()
            return _done(request, words)
        except FreeholdError as refusal:
            field = refusal.field if refusal.field in form.fields else _field_of(name, refusal.code)
            form.add_error(field, refusal.sentence or refusal.code)
    return _page(request, visit, {name: form}, status=422)


def _field_of(name: str, code: str) -> str | None:
    if name == "rule":
        return "forward_to" if code == "malformed_address" else "value"
    return {"forward": "targets", "sender": "sender"}.get(name)


def _done(request: HttpRequest, words: str) -> HttpResponse:
    request.session[UNDO_KEY] = {"words": words}
    return redirect("inbox:settings")


def _page(request: HttpRequest, visit: Visit, forms: dict[str, Form], *, status: int) -> HttpResponse:
    now = mailbox_settings(visit.actor, visit.mailbox.id)
    with open_mail(visit.access) as mail:
        folders = mail.folders()
    own = [folder.name for folder in folders if folder.role in (FolderRole.OWN, FolderRole.ARCHIVE)]
    context = frame(folders, None) | {
        "mailbox": visit.mailbox,
        "settings": now,
        "answer_form": forms.get("answer") or AnswerForm(initial=_answer(now)),
        "forward_form": forms.get("forward")
        or ForwardForm(initial={"targets": "\n".join(now.forward_to), "keep_copy": now.keep_copy}),
        "rule_form": forms.get("rule") or RuleForm(folders=own),
        "sender_form": forms.get("sender") or SenderForm(),
        "undo": request.session.pop(UNDO_KEY, None),
        "at_settings": True,
    }
    return render(request, "inbox/settings.html", context, status=status)


def _answer(now: MailboxSettings) -> dict[str, object]:
    answer = now.auto_reply
    if answer is None:
        return {"subject": gettext("Away")}
    return {
        "subject": answer.subject,
        "text": answer.text,
        "first_day": timezone.localtime(answer.from_at).date() if answer.from_at else None,
        "back_on": timezone.localtime(answer.until_at).date() if answer.until_at else None,
    }


def _midnight(day: object) -> datetime | None:
    """The beginning of a day in the person's zone."""
    if not hasattr(day, "toordinal"):
        return None
    local = datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())  # type: ignore[arg-type]
    return local.astimezone(UTC)


def _own_folders(visit: Visit) -> list[str]:
    with open_mail(visit.access) as mail:
        return [
            folder.name for folder in mail.folders() if folder.role in (FolderRole.OWN, FolderRole.ARCHIVE)
        ]


def _rule_of(form: RuleForm) -> SimpleRule:
    action = RuleAction(form.cleaned_data["action"])
    argument = {
        RuleAction.FILE: form.cleaned_data["folder"],
        RuleAction.FORWARD: form.cleaned_data["forward_to"],
    }.get(action, "")
    return SimpleRule(
        field=RuleField(form.cleaned_data["field"]),
        match=RuleMatch(form.cleaned_data["match"]),
        value=form.cleaned_data["value"],
        action=action,
        argument=argument,
    )
