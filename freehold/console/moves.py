"""What needs attention because a customer changes its provider."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from freehold.channel.permissions import SEE_TRANSFERS
from freehold.channel.queries.attention import attention
from freehold.console.todo import Todo
from freehold.kernel.actor import Actor
from freehold.kernel.permission import may


def customer_todos(actor: Actor) -> list[Todo]:
    """A provider that is gone, or that hands its customers over."""
    if not may(actor, SEE_TRANSFERS):
        return []
    url = reverse("channel:provider")
    found = attention(actor)
    stranded, waiting = found.stranded, found.waiting
    if stranded is not None:
        return [
            Todo(
                what=_("%(name)s no longer looks after its customers") % {"name": stranded.provider_name},
                why=_("Your services run on. Please choose another provider by %(day)s.")
                % {"day": date_format(stranded.runs_until, "DATE_FORMAT")},
                url=url,
                do=_("Choose a provider"),
            )
        ]
    if waiting is None or not waiting.is_handover:
        return []
    return [
        Todo(
            what=_("%(name)s becomes your provider on %(day)s")
            % {"name": waiting.name, "day": date_format(waiting.moves_on, "DATE_FORMAT")},
            why=_("You keep your prices. You can stay, or choose another provider, until that day."),
            url=url,
            do=_("Look at it"),
        )
    ]


def seller_todos(actor: Actor) -> list[Todo]:
    """Customers who leave, and customers who are offered."""
    if not may(actor, SEE_TRANSFERS):
        return []
    found = attention(actor)
    leaving = [
        Todo(
            what=_("%(name)s goes to another provider on %(day)s")
            % {"name": one.name, "day": date_format(one.moves_on, "DATE_FORMAT")},
            why=_("Its orders end on that day, and its last invoice comes with your next run."),
            url=reverse("channel:moves"),
            do=_("See moves"),
        )
        for one in found.leaving
    ]
    offered = [
        Todo(
            what=_("%(name)s wants to hand customers over to you") % {"name": one.other_name},
            why=_("Nothing happens unless you agree."),
            url=reverse("channel:handover", args=[one.id]),
            do=_("Answer"),
        )
        for one in found.offered
    ]
    return leaving + offered
