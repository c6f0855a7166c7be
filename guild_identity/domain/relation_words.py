"""Words of notes that tie a character to somebody else than the person behind it, as normalised keys."""

from guild_identity.domain.words import words_in

# How somebody is tied to the one who is named: then the name is not the character's person.
RELATIONS = words_in(
    "bf boyfriend bro brother buddies buddy child cousin cuz dad daughter ex family father fiance fiancee friend "
    "friends gf girlfriend hubby husband kid kids mom mother mum nephew niece parents partner roomie roommate sis "
    "sister son spouse uncle wife wifey wifes frau freund freundin kumpel bruder schwester sohn tochter femme copain "
    "copine frere soeur novia novio hermano hermana amigo amiga жена муж брат сестра друг подруга"
)
# Ranks are called so as well, and say nothing alone.
RANKS_OF_RELATIONS = words_in("family friend friends")
NEGATIONS = words_in("not isnt arent never nicht kein keine не")
# Whoever is named after one of these invited the character, answers for it, or is to be asked.
_ASKING = words_in(
    "ask contact pm dm msg whisper via thru through with by inv invite invited recruited rec ref refd referred promo "
    "promoted sponsor sponsored recommended vouch vouched vouches see"
)
INTRODUCING = NEGATIONS | _ASKING
# Titles of the character; with a colon, or of those who take care of others before a name, they are somebody else's.
TITLES_OF_OTHERS = words_in("officer offi recruit recruiter mentor")
CARERS = words_in("recruiter mentor")
