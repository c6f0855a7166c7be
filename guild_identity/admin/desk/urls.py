"""Every address of the officers' desk."""

from django.urls import path

from guild_identity.admin.desk import (
    changes,
    issues,
    linking,
    overview,
    player_changes,
    players,
    proposals,
    ranks,
    runs,
    unlinked,
)

app_name = "desk"
GUILD, PLAYER = "<int:guild_id>/", "<int:guild_id>/players/<int:player_id>/"
PROPOSAL, ISSUE = "<int:guild_id>/proposals/<int:proposal_id>/", "<int:guild_id>/issues/<int:issue_id>/"

urlpatterns = [
    path("", overview.guilds, name="guilds"),
    path(GUILD, overview.overview, name="overview"),
    path(f"{GUILD}run/", overview.run_now, name="run-now"),
    path(f"{GUILD}believe-discord/", overview.believe_discord, name="believe-discord"),
    path(f"{GUILD}unlinked/", unlinked.unlinked, name="unlinked"),
    path(f"{GUILD}characters/<int:character_id>/", unlinked.choose_for_character, name="choose-person"),
    path(f"{GUILD}discord/<int:user_id>/", unlinked.choose_for_discord_user, name="choose-character"),
    path(f"{GUILD}link/", linking.link, name="link"),
    path(f"{GUILD}players/", players.player_list, name="players"),
    path(PLAYER, players.player_page, name="player"),
    path(f"{PLAYER}unlink/<int:character_id>/", linking.unlink, name="unlink"),
    path(f"{PLAYER}main/<int:character_id>/", player_changes.set_main, name="main"),
    path(f"{PLAYER}merge/", players.choose_to_merge, name="choose-merge"),
    path(f"{PLAYER}merge/<int:other_id>/", player_changes.merge, name="merge"),
    path(f"{PLAYER}split/", players.choose_to_split, name="choose-split"),
    path(f"{PLAYER}split/confirm/", player_changes.split, name="split"),
    path(f"{PLAYER}discord/", players.choose_account, {"way": "discord"}, name="choose-discord"),
    path(f"{PLAYER}discord/none/", player_changes.set_discord, name="no-discord"),
    path(f"{PLAYER}discord/<int:user_id>/", player_changes.set_discord, name="discord"),
    path(f"{PLAYER}further/", players.choose_account, {"way": "further"}, name="choose-further"),
    path(f"{PLAYER}further/<int:user_id>/", player_changes.add_further_discord, name="further"),
    path(f"{PLAYER}further/<int:user_id>/take/", player_changes.take_further_discord, name="take-further"),
    path(f"{PLAYER}change/", player_changes.change, name="change"),
    path(f"{GUILD}proposals/", proposals.proposals, name="proposals"),
    path(f"{GUILD}proposals/accept/", proposals.accept_many, name="accept-many"),
    path(f"{PROPOSAL}accept/", proposals.accept, name="accept"),
    path(f"{PROPOSAL}reject/", proposals.reject, name="reject"),
    path(f"{GUILD}issues/", issues.issues, name="issues"),
    path(f"{GUILD}issues/fix-all/<slug:kind>/", issues.fix_all, name="fix-all"),
    path(f"{ISSUE}fix/", issues.fix, name="fix"),
    path(f"{ISSUE}resolve/", issues.resolve, name="resolve"),
    path(f"{ISSUE}reopen/", issues.reopen, name="reopen"),
    path(f"{GUILD}ranks/", ranks.ranks, name="ranks"),
    path(f"{GUILD}runs/", runs.runs, name="runs"),
    path(f"{GUILD}runs/<int:run_id>/", runs.run, name="run"),
    path(f"{GUILD}uploads/", runs.send, name="send"),
    path(f"{GUILD}uploads/<int:upload_id>/", runs.upload, name="upload"),
    path(f"{GUILD}changes/", changes.changes, name="changes"),
    path(f"{GUILD}changes/<int:event_id>/undo/", changes.undo, name="undo"),
]
