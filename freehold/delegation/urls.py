"""Access: who may act in whose tenant, who asks for it, and who had it."""

from django.urls import path

from freehold.delegation.views import access, emergencies, requests

app_name = "delegation"
urlpatterns = [
    path("access/", access.access, name="access"),
    path("access/give/", access.give, name="give"),
    path("access/support/", access.support, name="support"),
    path("access/history/", access.history, name="history"),
    path("access/over/", access.over, name="over"),
    path("access/ask/", requests.ask, name="ask"),
    path("access/requests/", requests.requests, name="requests"),
    path("access/requests/answerer/", requests.choose, name="choose"),
    path("access/requests/<uuid:request_id>/", requests.detail, name="request"),
    path("access/requests/<uuid:request_id>/approve/", requests.approve, name="approve"),
    path("access/requests/<uuid:request_id>/decline/", requests.decline, name="decline"),
    path("access/requests/<uuid:request_id>/withdraw/", requests.withdraw, name="withdraw"),
    path("access/break-glass/", emergencies.emergencies, name="emergencies"),
    path("access/break-glass/ask/", emergencies.ask, name="emergency_ask"),
    path("access/break-glass/<uuid:emergency_id>/approve/", emergencies.approve, name="break_glass"),
    path("access/<uuid:grant_id>/", access.grant, name="grant"),
    path("access/<uuid:grant_id>/end/", access.end, name="end"),
    path("access/<uuid:grant_id>/enter/", access.enter, name="enter"),
    path("access/leave/", access.leave, name="leave"),
]
