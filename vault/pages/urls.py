"""Addresses of the vault's pages."""

from django.urls import path
from django.views.generic import RedirectView

from vault.pages import board, character, evidence, starting, sync

urlpatterns = [
    path("guilds/<int:pk>/", RedirectView.as_view(pattern_name="guild-vault")),
    path("guilds/<int:pk>/vault/", board.board_page, name="guild-vault"),
    path("guilds/<int:pk>/sync/", sync.sync_page, name="guild-sync"),
    path("guilds/<int:pk>/sync/part/", sync.sync_part, name="guild-sync-part"),
    path("guilds/<int:pk>/sync/start/", starting.sync_guild, name="guild-sync-start"),
    path("characters/<int:pk>/", character.character_page, name="character"),
    path("characters/<int:pk>/vault/<str:period>/<str:row>/", evidence.evidence_page, name="vault-evidence"),
    path("characters/<int:pk>/sync/", starting.sync_character, name="sync-character"),
    path("characters/<int:pk>/sync/part/", sync.character_sync_part, name="character-sync-part"),
]
