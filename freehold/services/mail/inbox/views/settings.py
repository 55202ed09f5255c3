"""What a person sets for their own mail: answers while away, forwarding, rules, allowed and blocked senders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from freehold.kernel.errors import NotFound, Refused
from freehold.services.mail.actions.allow_sender import allow_sender
from freehold.services.mail.actions.block_sender import block_sender
from freehold.services.mail.inbox.engine import open_mail
from freehold.services.mail.inbox.rules.keys import FolderRole, read_key
from freehold.services.mail.inbox.views.visit import UNDO_KEY, Visit, own_mail


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
        target = mail.special(FolderRole.INBOX if verdict == "allow" else FolderRole.JUNK)
        moved = mail.move(folder, [key], target)
    words = (
        gettext("Mail from %(sender)s comes to the inbox from now on.")
        if verdict == "allow"
        else gettext("Mail from %(sender)s goes to Spam from now on.")
    )
    request.session[UNDO_KEY] = {
        "words": words % {"sender": sender},
        "source": moved.target,
        "target": moved.source,
        "keys": [str(one) for one in moved.keys],
    }
    return redirect("inbox:folder", folder)
