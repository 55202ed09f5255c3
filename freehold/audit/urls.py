"""The log."""

from django.urls import path

from freehold.audit import views

app_name = "audit"
urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/verify/", views.verify, name="verify"),
    path("log/file/", views.log_file, name="file"),
    path("log/mail/", views.mail, name="mail"),
    path("log/checkpoint/", views.checkpoint, name="checkpoint"),
    path("log/<uuid:entry_id>/proof/", views.proof, name="proof"),
]
