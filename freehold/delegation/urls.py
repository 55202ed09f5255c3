"""Access: who may act in whose tenant."""

from django.urls import path

from freehold.delegation import views

app_name = "delegation"
urlpatterns = [
    path("access/", views.access, name="access"),
    path("access/give/", views.give, name="give"),
    path("access/support/", views.support, name="support"),
    path("access/<uuid:grant_id>/end/", views.end, name="end"),
    path("access/<uuid:grant_id>/enter/", views.enter, name="enter"),
    path("access/leave/", views.leave, name="leave"),
]
