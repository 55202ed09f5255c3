"""Addresses of sign-in, of one's own security, and of an administrator's people."""

from allauth.usersessions.views import list_usersessions
from django.urls import URLPattern, URLResolver, include, path, re_path

from freehold.accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    # Nobody signs up, and sign-in addresses are an administrator's to change.
    re_path(r"^account/(signup|email|confirm-email)/", views.not_offered),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", list_usersessions, name="usersessions_list"),
    path("account/", include("allauth.account.urls")),
]
