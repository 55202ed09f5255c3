"""Sentences in the language of whoever reads them, for rules too: they may not know Django."""

from django.utils.translation import gettext

__all__ = ["gettext"]
