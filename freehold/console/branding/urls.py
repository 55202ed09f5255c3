"""A seller's brand in all its parts, and what the law has everybody below it know."""

from django.urls import path

from freehold.console.branding.views import disclosure, hosts, preview, wording

app_name = "branding"
urlpatterns = [
    path("settings/brand/preview/", preview.refresh, name="preview"),
    path("settings/brand/preview/sign-in/", preview.sign_in, name="preview_sign_in"),
    path("settings/brand/preview/inside/", preview.inside, name="preview_inside"),
    path("settings/brand/preview/mail/", preview.mail, name="preview_mail"),
    path("settings/brand/preview/invoice.png", preview.invoice, name="preview_invoice"),
    path("settings/brand/preview/invoice.pdf", preview.invoice_pdf, name="preview_invoice_pdf"),
    path("settings/brand/preview/logo", preview.logo, name="preview_logo"),
    path("settings/brand/hosts/", hosts.hosts, name="hosts"),
    path("settings/brand/hosts/<uuid:host_id>/", hosts.host, name="host"),
    path("settings/brand/hosts/<uuid:host_id>/check/", hosts.check, name="host_check"),
    path("settings/brand/hosts/<uuid:host_id>/remove/", hosts.remove, name="host_remove"),
    path("settings/brand/words/", wording.wordings, name="wordings"),
    path("settings/brand/words/<slug:template>/<slug:language>/", wording.wording, name="wording"),
    path("settings/brand/words/<slug:template>/<slug:language>/reset/", wording.reset, name="wording_reset"),
    path("settings/brand/disclosure/", disclosure.change, name="disclosure"),
    path("legal/", disclosure.legal, name="legal"),
]
