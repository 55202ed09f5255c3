"""Where mail programs ask. The paths are theirs, in the cases that they write them in."""

from django.urls import path

from freehold.services.mail.autoconfig import views

app_name = "autoconfig"
urlpatterns = [
    path("mail/config-v1.1.xml", views.thunderbird, name="thunderbird"),
    path(".well-known/autoconfig/mail/config-v1.1.xml", views.thunderbird),
    path("autodiscover/autodiscover.xml", views.outlook, name="outlook"),
    path("autodiscover/Autodiscover.xml", views.outlook),
    path("Autodiscover/Autodiscover.xml", views.outlook),
    path("mail/profile.mobileconfig", views.apple, name="apple"),
]
