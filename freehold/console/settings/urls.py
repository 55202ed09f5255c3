"""A tenant's own settings, a seller's brand, and what a brand looks like before anyone is known."""

from django.urls import path

from freehold.console.branding.views import brand
from freehold.console.settings import views

app_name = "settings"
urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/brand/", brand.brand, name="brand"),
    path("brand/<uuid:tenant_id>/logo", views.logo, name="logo"),
]
