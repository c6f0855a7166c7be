"""Addresses of the identity wing's pages."""

from django.urls import path

from guild_identity.pages import players, uploads

urlpatterns = [
    path("guilds/<int:pk>/players/", players.player_list, name="guild-players"),
    path("players/<int:pk>/", players.player_page, name="player"),
    path("players/<int:pk>/matching/", players.choose_matching, name="player-matching"),
    path("characters/<int:pk>/player/", players.character_player, name="character-player"),
    path("guilds/<int:pk>/notes/", uploads.notes_page, name="guild-notes"),
    path("guilds/<int:pk>/notes/<int:upload_id>/", uploads.report_page, name="guild-notes-report"),
]
