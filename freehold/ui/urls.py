"""The gallery of components, in development."""

from django.urls import path

from freehold.ui import views

app_name = "ui"
urlpatterns = [
    path("ui/", views.gallery, name="gallery"),
    path("ui/observed/<str:number>/", views.observed, name="observed"),
]
