"""What each form says of itself: its one-time key, and for which tenant it was shown (`config/sent_forms.py`).

A builtin of the settings, so that `{% csrf_token %}`, which no form that changes something can do without, writes
both too: a new form cannot forget them.
"""

import secrets

from django import template
from django.template import Context
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from freehold.kernel.actor import Actor

ONCE = "once"
SHOWN_FOR = "shown_for"  # the tenant's id, and its name where one acts under a grant
KEY_BYTES = 18

register = template.Library()


class FormKeysNode(CsrfTokenNode):
    """Django's hidden field against forgery, and beside it the form's one-time key and its tenant."""

    def render(self, context: Context) -> SafeString:
        """The fields; nothing where Django has no token to write."""
        token = super().render(context)
        if not token:
            return SafeString()
        key = format_html(
            '<input type="hidden" name="{}" value="{}">', ONCE, secrets.token_urlsafe(KEY_BYTES)
        )
        return SafeString(token + key + _shown_for(context))


def _shown_for(context: Context) -> SafeString:
    """For which tenant the form is shown; nothing while nobody is known."""
    request = context.get("request")
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return SafeString()
    name: str | None = getattr(getattr(request, "entered", None), "acting_for", None)
    return format_html(
        '<input type="hidden" name="{}" value="{} {}">', SHOWN_FOR, actor.tenant_id, name or ""
    )


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormKeysNode:  # noqa: ARG001 - Django's signature
    """`{% csrf_token %}`."""
    return FormKeysNode()
