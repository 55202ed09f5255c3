"""The start page and what belongs to the frame."""

from django.urls import path, re_path

from freehold.console import views

app_name = "console"
urlpatterns = [
    path("", views.home, name="home"),
    path("source/", views.source, name="source"),
    re_path(r"^brand/(?P<accent>[0-9a-fA-F]{6})\.css$", views.brand_stylesheet, name="brand_css"),
]
