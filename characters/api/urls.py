"""Addresses of the ground's endpoints, each with and without a slash at its end."""

from characters.api.characters import CharacterDetail
from characters.api.guilds import GuildDetail, GuildList, GuildRanks, GuildRoster
from characters.api.own_characters import OwnCharacter, OwnCharacterOrder, OwnCharacters
from characters.api.routing import routes
from characters.api.runs import SyncRunDetail, SyncRuns
from characters.api.tokens import Token, Tokens

urlpatterns = [
    *routes("guilds/", GuildList, "api-guilds"),
    *routes("guilds/<int:pk>/", GuildDetail, "api-guild"),
    *routes("guilds/<int:pk>/roster/", GuildRoster, "api-guild-roster"),
    *routes("guilds/<int:pk>/ranks/", GuildRanks, "api-guild-ranks"),
    *routes("characters/<int:pk>/", CharacterDetail, "api-character"),
    *routes("users/me/characters", OwnCharacters, "api-own-characters"),
    *routes("users/me/characters/reorder", OwnCharacterOrder, "api-own-character-order"),
    *routes("users/me/characters/<int:pk>", OwnCharacter, "api-own-character"),
    *routes("sync-runs/", SyncRuns, "api-sync-runs"),
    *routes("sync-runs/<int:pk>", SyncRunDetail, "api-sync-run"),
    *routes("tokens/", Tokens, "api-tokens"),
    *routes("tokens/<str:token_id>/", Token, "api-token"),
]
