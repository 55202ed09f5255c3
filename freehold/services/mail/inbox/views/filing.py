"""Moving, marking and deleting, and taking that back."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from freehold.kernel.errors import FreeholdError, NotFound, Refused
from freehold.services.mail.inbox.engine.answers import FLAGGED, READ, Moved
from freehold.services.mail.inbox.engine.connection import open_mail
from freehold.services.mail.inbox.engine.mailbox import Mail
from freehold.services.mail.inbox.forms import FolderForm, selected_keys
from freehold.services.mail.inbox.rules.keys import FolderRole, MessageKey, ticket_of
from freehold.services.mail.inbox.views.frames import frame
from freehold.services.mail.inbox.views.visit import UNDO_KEY, Visit, own_mail
from freehold.ui.forms import TypedNameForm

MARKS = {"read": (READ, True), "unread": (READ, False), "flag": (FLAGGED, True), "unflag": (FLAGGED, False)}
MOVES = {
    "archive": FolderRole.ARCHIVE,
    "delete": FolderRole.TRASH,
    "junk": FolderRole.JUNK,
    "inbox": FolderRole.INBOX,
}


@own_mail
@require_POST
def change_messages(request: HttpRequest, visit: Visit, folder: str) -> HttpResponse:
    """Do one thing to the messages that were ticked."""
    keys = selected_keys(request.POST.getlist("key"))
    act = request.POST.get("act", "")
    back = HttpResponseRedirect(_back(request, folder))
    if not keys:
        request.session[UNDO_KEY] = {"words": gettext("Tick at least one message first.")}
        return back
    with open_mail(visit.access) as mail:
        if act == "erase":
            return _erase(request, mail, folder, keys)
        if act in MARKS:
            flag, on = MARKS[act]
            mail.mark(folder, selected_keys(request.POST.getlist("mark")) or keys, flag, on=on)
            return back
        target = mail.special(MOVES[act]) if act in MOVES else request.POST.get("target", "")
        if not target or target == folder:
            raise NotFound
        try:
            moved = mail.move(folder, keys, target)
        except Refused as refusal:
            request.session[UNDO_KEY] = {"words": _refusal(refusal)}
            return back
    request.session[UNDO_KEY] = {
        "words": _moved_words(act, moved),
        "source": moved.target,
        "target": moved.source,
        "ticket": ticket_of(moved.keys),
    }
    return back


@own_mail
@require_POST
def undo_move(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Bring back what was just moved."""
    source, target = request.POST.get("source", ""), request.POST.get("target", "")
    keys = selected_keys(request.POST.getlist("key"))
    with open_mail(visit.access) as mail:
        mail.move(source, keys, target)
    request.session[UNDO_KEY] = {"words": gettext("Undone.")}
    return redirect("inbox:folder", target)


@own_mail
@require_http_methods(["GET", "POST"])
def empty_folder(request: HttpRequest, visit: Visit, folder: str) -> HttpResponse:
    """Delete everything in Trash or Spam for good, once its name has been typed."""
    with open_mail(visit.access) as mail:
        folders = mail.folders()
        here = next((one for one in folders if one.name == folder), None)
        if here is None or here.role not in (FolderRole.TRASH, FolderRole.JUNK):
            raise NotFound
        name = gettext("Trash") if here.role is FolderRole.TRASH else gettext("Spam")
        form = TypedNameForm(request.POST if request.method == "POST" else None, name=name)
        if request.method == "POST" and form.is_valid():
            count = mail.empty(folder)
            request.session[UNDO_KEY] = {"words": _gone_words(count)}
            return redirect("inbox:folder", folder)
    status = 422 if request.method == "POST" else 200
    return render(request, "inbox/empty.html", frame(folders, here) | {"form": form}, status=status)


@own_mail
@require_http_methods(["GET", "POST"])
def new_folder(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Make a folder."""
    form = FolderForm(request.POST or None, auto_id="folder-%s")
    with open_mail(visit.access) as mail:
        if request.method == "POST" and form.is_valid():
            name = form.cleaned_data["name"].strip()
            try:
                mail.make_folder(name)
                return redirect("inbox:folder", name)
            except FreeholdError as refusal:
                form.add_error("name", _refusal(refusal))
        folders = mail.folders()
    status = 422 if request.method == "POST" else 200
    return render(request, "inbox/new_folder.html", frame(folders, None) | {"form": form}, status=status)


def _erase(request: HttpRequest, mail: Mail, folder: str, keys: list[MessageKey]) -> HttpResponse:
    folders = mail.folders()
    here = next((one for one in folders if one.name == folder), None)
    if here is None or here.role not in (FolderRole.TRASH, FolderRole.JUNK, FolderRole.DRAFTS):
        raise NotFound
    if "confirmed" not in request.POST:
        return render(
            request,
            "inbox/erase.html",
            frame(folders, here) | {"ticket": ticket_of(keys), "count": len(keys)},
        )
    count = mail.delete_for_good(folder, keys)
    request.session[UNDO_KEY] = {"words": _gone_words(count)}
    return redirect("inbox:folder", folder)


def _gone_words(count: int) -> str:
    words = ngettext("%(count)s message is gone for good.", "%(count)s messages are gone for good.", count)
    return words % {"count": count}


def _back(request: HttpRequest, folder: str) -> str:
    """The list that the person came from; only the page and the search of this folder's own list."""
    asked = request.POST.get("list", "")
    address = reverse("inbox:folder", args=[folder])
    return (
        f"{address}?{asked}"
        if asked and asked.startswith(("page=", "q=", "by=")) and asked.isprintable()
        else address
    )


def _moved_words(act: str, moved: Moved) -> str:
    name = moved.target.rpartition("/")[2]
    words = {
        "archive": gettext("%(count)s archived."),
        "delete": gettext("%(count)s moved to Trash."),
        "junk": gettext("%(count)s moved to Spam."),
        "inbox": gettext("%(count)s moved to the inbox."),
    }.get(act, gettext("%(count)s moved to %(folder)s."))
    return words % {"count": moved.count, "folder": name}


def _refusal(refusal: FreeholdError) -> str:
    return {
        "mailbox_full": gettext("Your mailbox is full: nothing was moved. Empty Trash or Spam to make room."),
        "folder_name": gettext(
            "A folder cannot be called so. Use letters, digits and blanks; / makes a folder in a folder."
        ),
        "folder_exists": gettext("You have a folder of this name."),
    }.get(refusal.code, gettext("The mail server said no; nothing has changed."))
