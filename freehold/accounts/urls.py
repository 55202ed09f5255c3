"""Addresses of sign-in, of one's own security, and of an administrator's people."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from freehold.accounts.views import devices, groups, people, profile, security, sign_in

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/invitation/", sign_in.invitation, name="invitation"),
    path("account/invitation/<str:secret>/", sign_in.follow_invitation, name="follow_invitation"),
    path("profile/", profile.profile, name="profile"),
    path("security/", security.security, name="security"),
    path("security/sessions/<int:session_id>/end/", security.session_end, name="session_end"),
    path("security/sessions/end-others/", security.session_end_others, name="session_end_others"),
    path("security/tokens/new/", security.token_new, name="token_new"),
    path("security/tokens/<uuid:token_id>/revoke/", security.token_revoke, name="token_revoke"),
    path("devices/", devices.devices, name="devices"),
    path("devices/<uuid:password_id>/revoke/", devices.device_revoke, name="device_revoke"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.person_invite, name="person_invite"),
    path("people/second-factor/", people.second_factor, name="second_factor"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/roles/", people.person_roles, name="person_roles"),
    path("people/<uuid:person_id>/resend/", people.person_resend, name="person_resend"),
    path(
        "people/<uuid:person_id>/reset-second-factor/", people.person_reset_factor, name="person_reset_factor"
    ),
    path("people/<uuid:person_id>/deactivate/", people.person_deactivate, name="person_deactivate"),
    path("people/<uuid:person_id>/reactivate/", people.person_reactivate, name="person_reactivate"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.group_new, name="group_new"),
    path("groups/<uuid:group_id>/", groups.group, name="group"),
    path("groups/<uuid:group_id>/members/", groups.member_add, name="member_add"),
    path(
        "groups/<uuid:group_id>/members/<uuid:person_id>/remove/", groups.member_remove, name="member_remove"
    ),
    path("groups/<uuid:group_id>/delete/", groups.group_delete, name="group_delete"),
]

# allauth's own names have no namespace.
sign_in_patterns: list[URLPattern | URLResolver] = [
    # Nobody signs up, nobody signs in by a code in mail, and sign-in addresses are an administrator's to change.
    re_path(r"^account/(signup|email|confirm-email|login/code)/", sign_in.not_offered),
    path("account/", RedirectView.as_view(pattern_name="accounts:security")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/", include("allauth.account.urls")),
]
