"""Addresses of the ground's pages."""

from django.urls import path

from characters.pages import home, own_characters

urlpatterns = [
    path("", home.home, name="home"),
    path("characters/", own_characters.own_list, name="my-characters"),
    path("characters/<int:pk>/move/<str:direction>/", own_characters.move, name="move-character"),
    path("characters/<int:pk>/release/", own_characters.release, name="release-character"),
]
