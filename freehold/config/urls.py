"""All addresses."""

from django.urls import URLPattern, URLResolver, include, path

from freehold.accounts.urls import sign_in_patterns
from freehold.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("freehold.accounts.urls")),
    path("", include(sign_in_patterns)),
    path("", include("freehold.delegation.urls")),
    path("", include("freehold.services.mail.autoconfig.urls")),
    path("inbox/", include("freehold.services.mail.inbox.urls")),
    path("", include("freehold.domains.urls")),
    path("", include("freehold.audit.urls")),
    path("", include("freehold.services.mail.administration.urls")),
    path("", include("freehold.services.resold.urls")),
    path("", include("freehold.channel.urls")),
    path("", include("freehold.console.customers.urls")),
    path("", include("freehold.metering.urls")),
    path("", include("freehold.channel.urls")),
    path("", include("freehold.reporting.urls")),
    path("", include("freehold.payments.urls")),
    path("", include("freehold.dunning.urls")),
    path("", include("freehold.invoicing.urls")),
    path("", include("freehold.subscriptions.urls")),
    path("", include("freehold.catalog.urls")),
    path("", include("freehold.provisioning.urls")),
    path("", include("freehold.console.settings.urls")),
    path("", include("freehold.console.branding.urls")),
    path("", include("freehold.console.urls")),
    path("", include("freehold.ui.urls")),
]

handler400 = "freehold.console.errors.bad_request"
handler403 = "freehold.console.errors.permission_denied"
handler404 = "freehold.console.errors.page_not_found"
handler500 = "freehold.console.errors.server_error"
