"""Addresses of the vault's endpoints, each with and without a slash at its end."""

from characters.api.routing import routes
from vault.api.board import GuildVault
from vault.api.syncing import CharacterSync, GuildSync
from vault.api.weeks import CharacterEvidence, CharacterPlanner, CharacterVault

urlpatterns = [
    *routes("guilds/<int:pk>/vault/", GuildVault, "api-guild-vault"),
    *routes("guilds/<int:pk>/sync", GuildSync, "api-guild-sync"),
    *routes("characters/<int:pk>/vault/", CharacterVault, "api-character-vault"),
    *routes("characters/<int:pk>/vault/<str:period>/evidence/", CharacterEvidence, "api-character-evidence"),
    *routes("characters/<int:pk>/planner/", CharacterPlanner, "api-character-planner"),
    *routes("users/me/characters/<int:pk>/gear/sync", CharacterSync, "api-own-character-sync"),
]
