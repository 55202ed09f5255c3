"""The one-time key of each form: what sends a form twice is answered once (`config/once.py`).

A builtin of the settings, so that `{% csrf_token %}`, which no form that changes something can do without, writes
the key too: a new form cannot forget it.
"""

import secrets

from django import template
from django.template import Context
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

ONCE = "once"
KEY_BYTES = 18

register = template.Library()


class FormKeysNode(CsrfTokenNode):
    """Django's hidden field against forgery, and beside it the form's one-time key."""

    def render(self, context: Context) -> SafeString:
        """Both fields; nothing where Django has no token to write."""
        token = super().render(context)
        if not token:
            return SafeString()
        key = format_html(
            '<input type="hidden" name="{}" value="{}">', ONCE, secrets.token_urlsafe(KEY_BYTES)
        )
        return SafeString(token + key)


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormKeysNode:  # noqa: ARG001 - Django's signature
    """`{% csrf_token %}`."""
    return FormKeysNode()
