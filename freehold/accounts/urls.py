"""Addresses of sign-in, of one's own security, and of an administrator's people."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from freehold.accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/invitation/", views.invitation, name="invitation"),
    path("account/invitation/<str:secret>/", views.follow_invitation, name="follow_invitation"),
    path("security/", views.security, name="security"),
    path("security/sessions/<int:session_id>/end/", views.session_end, name="session_end"),
    path("security/sessions/end-others/", views.session_end_others, name="session_end_others"),
    path("security/tokens/new/", views.token_new, name="token_new"),
    path("security/tokens/<uuid:token_id>/revoke/", views.token_revoke, name="token_revoke"),
    path("devices/", views.devices, name="devices"),
    path("devices/<uuid:password_id>/revoke/", views.device_revoke, name="device_revoke"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.person_invite, name="person_invite"),
    path("people/second-factor/", views.second_factor, name="second_factor"),
    path("people/<uuid:person_id>/", views.person, name="person"),
    path("people/<uuid:person_id>/roles/", views.person_roles, name="person_roles"),
    path("people/<uuid:person_id>/resend/", views.person_resend, name="person_resend"),
    path("people/<uuid:person_id>/deactivate/", views.person_deactivate, name="person_deactivate"),
    path("people/<uuid:person_id>/reactivate/", views.person_reactivate, name="person_reactivate"),
    path("groups/", views.groups, name="groups"),
    path("groups/new/", views.group_new, name="group_new"),
    path("groups/<uuid:group_id>/", views.group, name="group"),
    path("groups/<uuid:group_id>/members/", views.member_add, name="member_add"),
    path(
        "groups/<uuid:group_id>/members/<uuid:person_id>/remove/", views.member_remove, name="member_remove"
    ),
    path("groups/<uuid:group_id>/delete/", views.group_delete, name="group_delete"),
]

# allauth's own names have no namespace.
sign_in_patterns: list[URLPattern | URLResolver] = [
    # Nobody signs up, and sign-in addresses are an administrator's to change.
    re_path(r"^account/(signup|email|confirm-email)/", views.not_offered),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/", include("allauth.account.urls")),
]
