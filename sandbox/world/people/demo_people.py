"""The demo guild's people on Discord and in the guild's notes, by the names of their mains."""

from typing import NamedTuple


class DemoPerson(NamedTuple):
    """One person: account (username empty: none), nick, roles besides the rank's, notes per character.

    `role` replaces the rank's role where it does not fit it: a role's name, or "-" for none. `second` is another
    account's username; `has_left` says that the account is no longer on the server.
    """

    username: str
    global_name: str
    nick: str
    notes: tuple[tuple[str, str], ...]
    role: str | None = None
    extras: tuple[str, ...] = ("Raider",)
    second: str = ""
    has_left: bool = False


class DemoGuest(NamedTuple):
    """Somebody on the server who plays no member of the guild."""

    username: str
    global_name: str
    nick: str
    roles: tuple[str, ...] = ()
    is_bot: bool = False


_ZALGO = "B\u0334l\u0353i\u0316x\u0301t\u0334r\u0321e\u0301m\u0353"
DEMO_PEOPLE = {
    "Trogmoon": DemoPerson(
        "trogo", "Trogo", "[GM] Trogmoon 🐸 | EU", (("GM / Mikel", "Discord: Trogo"), ("Trogmoon Alt", ""))
    ),
    "Thornwëave": DemoPerson("thornweave", "Thornwëave", "", (("Main", ""), ("Thornweave's Alt", "02-01-25"))),
    "Ведьмара": DemoPerson(
        "vedma.ra", "Ведьмара", "Ведьмара | EU", (("Main", ""), ("Ведьмара Alt", "")), None, ("EU",)
    ),
    "Mirel senjin": DemoPerson("mirel_sj", "Mirel", "", (("Main", "check for alts. partici low"), ("Mirel Alt", ""))),
    "Mirel queldorei": DemoPerson("kaldrun77", "Kal", "Kaldrun/Mirel", (("Kal 702", ""), ("@Kal", ""))),
    "Ávalon": DemoPerson("avalon_", "Ávalon", "", (("Main", "Joined 3/4"), ("Ávalon alt ", ""))),
    "Grubnash": DemoPerson(
        "grubbs", "Grubbs", "Grubnash", (("Main", ""), ("alt of Grubna", "")), "Officer", ("Raider", "US")
    ),
    "Zulvexa": DemoPerson("dira", "Dira", "", (("Lead @Dira", ""), ("Zulvexa Alt @ Dira", ""))),
    "Oxbarrel": DemoPerson(
        "dat.elf",
        "Dat Elf Coli",
        "",
        (("Gold Captain @Dat Elf Coli", ""), ("Coli - Oxbarrel Alt Alchemy", "")),
        extras=("Initiate", "Raider"),
    ),
    "Duskfen": DemoPerson(
        "still_not_mito", "Elro", "Elro/Elro/Still Not Mito", (("Elro", "Joined: 12 Feb '24"), ("Elro", "")), None, ()
    ),
    "Skorrigan": DemoPerson("skorrigan", "Ｓｋｏｒｒｉｇａｎ", "", (("Main", "DC: skorrigan"),)),
    "Pelthane": DemoPerson("", "", "", (("Main Mike", ""), ("Pelthane Alt", "vouch Nightquill"))),
    "Nightquill": DemoPerson(
        "quill_and_ink", "Mike", "Mike (Nightquill)", (("Main Mike", "disc=quill_and_ink"), ("Nightquils pala", ""))
    ),
    "Humblebob": DemoPerson(
        "bob.the.humble", "Bob", "Humblebob (bank)", (("Bob", ""), ("Bob's warr", "")), None, (), "bob.mobile"
    ),
    "Raskolnir": DemoPerson("raskol", "Raskolnir", "", (("Main", ""), ("alt of Raskolnir", "check for alts"))),
    "Blixtrem": DemoPerson(
        "zap_1187", _ZALGO, "", (("Blixt-mentor 702", "Joined: 3 May '25"), ("Blixt", "")), "-", ("US",)
    ),
    "Yrsa": DemoPerson(
        "yrsa_l", "Yrsa", "", (("Discord: yrsa_l", ""), ("Main: Yrsa", "left discord 10-30-26")), has_left=True
    ),
    "Cinderpaw": DemoPerson("pumpkin.carriage", "Saltan", "", (("Saltan", ""), ("Saltan Ella", "")), None, ()),
    "Tuskany": DemoPerson("tuscany.sun", "Tuskany 🔥", "", (("casual", ""), ("Who's Alt?", "")), None, ()),
    "Sleepwell": DemoPerson("", "", "", (("afk until june", ""),)),
    "Longgone": DemoPerson("longgone", "Long", "", (("[M]", ""),), "Veteran", ()),
    "Freshling": DemoPerson("velvet.otter", "otter", "", (("inv by Trogo", "11-02-26"),), None, ()),
}

DEMO_GUESTS = (
    DemoGuest("mito", "Mito", ""),
    DemoGuest("elvinsory", "Elvinsory", "Elvinsor", ("Member", "Raider")),
    DemoGuest("quartz.falcon", "Quartz", "", ("Initiate",)),
    DemoGuest("mike", "Mike", ""),
    DemoGuest("nebula_waffle", "", "", ("EU",)),
    DemoGuest("trogg.fan", "Trogg", ""),
    DemoGuest("log-collector", "", "", (), is_bot=True),
    DemoGuest("Tunes", "", "DJ Tunes", ("Member",), is_bot=True),
)
