"""Why a slot is unknown, or why it can never be earned: one word for programs, one sentence for people."""

from enum import StrEnum


class Reason(StrEnum):
    """The reason of a slot's state; an earned slot has none."""

    NEVER_SYNCED = "never_synced"
    NOT_LOGGED_IN = "not_logged_in"
    NO_BASELINE = "no_baseline"
    UNPLACED = "unplaced"
    PROFILE_NOT_FOUND = "profile_not_found"
    PROFILE_FORBIDDEN = "profile_forbidden"
    UPSTREAM_DOWN = "upstream_down"
    NO_RAIDERIO = "no_raiderio"
    NO_SEASON = "no_season"
    NO_VAULT = "no_vault"

    @property
    def sentence(self) -> str:
        """What the reason means, for a person who reads the board."""
        return _SENTENCES[self]


_SENTENCES = {
    Reason.NEVER_SYNCED: "Not fetched yet: nothing that was read so far can tell about this week.",
    Reason.NOT_LOGGED_IN: "Progress shows only after a logout, and none was seen that would show this week.",
    Reason.NO_BASELINE: "No earlier reading tells this week's share from that of the weeks before.",
    Reason.UNPLACED: "Something was done around a reset, and no source says on which side of it.",
    Reason.PROFILE_NOT_FOUND: "Blizzard has no such profile: renamed, transferred, or long not logged in.",
    Reason.PROFILE_FORBIDDEN: "Blizzard refuses to show this profile: the account is inactive or private.",
    Reason.UPSTREAM_DOWN: "The source did not answer; it is asked again, and what is known stays.",
    Reason.NO_RAIDERIO: "Raider.IO does not list all runs, and Blizzard only the best of each dungeon.",
    Reason.NO_SEASON: "No season pack covers this week.",
    Reason.NO_VAULT: "The game gives no Great Vault for this week.",
}
