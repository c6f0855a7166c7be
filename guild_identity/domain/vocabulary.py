"""Words of notes and nicks that name nobody, as normalised keys."""

from guild_identity.domain.relation_words import NEGATIONS, RELATIONS
from guild_identity.domain.words import words_in

ALT = words_in("alt altchar twink reroll rerol toon2 альт твинк твин")
MAIN = words_in("main mains mainchar haupt hauptchar principal мейн мэйн основа")
OF = words_in("of for to from is von vom de du des del a by")
DISCORD = words_in("discord disc dc dsc dis dcord")
# Between "Discord" and the name.
FILLER = words_in("name user username id tag handle is nick nickname as")
NOBODY = words_in("who whos whose whom unknown somebody someone someones anyone noone none idk na tbd")

_CLASSES = words_in(
    "warrior warr war paladin pala pally pallie paly hunter hunt huntard rogue rog priest shaman sham shammy shamy "
    "mage warlock lock wlock monk druid drood dudu evoker voker dragon dracthyr dk dh deathknight demonhunter death "
    "knight demon"
)
_SPECS = words_in(
    "arms fury prot protection holy ret retribution disc discipline shadow sp spriest bm beastmastery beast mastery mm "
    "marksman marksmanship surv survival assa assassination sin outlaw sub subtlety combat ele elemental enh enhance "
    "enhancement resto restoration arcane fire frost aff affli affliction demo demonology destro destruction brew "
    "brewmaster mw mistweaver ww windwalker balance boomy boomie boomkin moonkin feral guardian bear cat blood unholy "
    "havoc veng vengeance devourer dev devastation pres preservation aug augmentation hpal hpala hpally ppal rsham "
    "rdruid hpriest dpriest"
)
_ROLES = words_in(
    "tank tanks tanking heal heals healer healers healing dps dd deeps damage melee mdps range ranged rdps caster ot "
    "mt os ms offtank maintank offspec mainspec support"
)
_PROFESSIONS = words_in(
    "alch alchemy alchemist alc blacksmith blacksmithing bs smith ench enchant enchanter enchanting eng engi engineer "
    "engineering herb herbs herbalist herbalism insc inscription scribe jc jewel jewelcrafter jewelcrafting lw leather "
    "leatherworker leatherworking skin skinner skinning tailor tailoring mine miner mining cook cooking fish fishing "
    "craft crafter crafting crafts prof profs profession gatherer gathering"
)
_TITLES = words_in(
    "gm co gl guild guildmaster master lead leader off offi officer captain cpt banker bank raider raiders raid raids "
    "raiding core trial trials tryout social casual casuals member initiate veteran vet recruit recruiter recruitment "
    "recruiting mentor council gold silver bronze event events class team roster bench benched backup founder assist "
    "assistant mod moderator admin retired inactive active mule muel storage farmer alts twinks "
    "toon toons char chars character mythic heroic normal lfr key keys pvp pve rbg arena aotc ce gearing geared "
    "leveling new old returning fresh boost boosted mage-tower vault ilvl ilevel itemlevel gs io rio score lvl level "
    "rank spec specs season est cst pst mst eu us na oce cet gmt st nd rd th main"
)
_DATES = words_in(
    "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov "
    "november dec december mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday "
    "saturday sunday joined join inv promoted promo rejoined rejoin left since until date"
)

CLASSES = _CLASSES | _SPECS
# What a person may own, and what therefore makes an owner of the name before it: "Rockon's DH", "Rockon's bank".
OWNED = (
    CLASSES | _ROLES | _PROFESSIONS | words_in("bank banker mule muel storage toon toons char chars character farmer")
)
# Says something of the character, and nothing of the person.
NOISE = CLASSES | _ROLES | _PROFESSIONS | _TITLES | _DATES
# Words of sentences: among them nothing is a name.
PROSE = (
    RELATIONS
    | NEGATIONS
    | words_in(
        "about afk after again all also always an any approved are ask at attendance away back bad be been before "
        "best both break but by can cant check contact could dm doesnt dont every fan for from good great had has "
        "hates have he her high his holiday if in invited is it its just kick knows later less likes loves low "
        "mainly max maybe min more msg my need needs nice no note often on only or our out partici participation "
        "playing plays please pls pm probably recommended recruited ref refd refer referred regular see she "
        "should shows some sometimes soon sponsor sponsored still that the their then they this through thru to "
        "until up vacation very via vouch vouched vouches want wants was we were when whisper will with wont "
        "would you your"
    )
)
EMPTY = NOISE | PROSE
