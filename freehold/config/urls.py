"""All addresses."""

from django.urls import URLPattern, URLResolver, include, path

from freehold.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("freehold.accounts.urls")),
    path("", include("freehold.delegation.urls")),
    path("inbox/", include("freehold.services.mail.inbox.urls")),
    path("", include("freehold.audit.urls")),
    path("", include("freehold.console.settings.urls")),
    path("", include("freehold.ui.urls")),
]
