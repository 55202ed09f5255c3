"""The renderer that gives every form our markup."""

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Django's own, until components stand."""
