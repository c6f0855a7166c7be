"""Given names, as normalised keys: several people of a guild may go by the same one."""

import re
from functools import lru_cache

from guild_identity.domain.words import words_in

GIVEN_NAMES = words_in(
    """
    aaron adam adrian aidan al alan albert alejandro alex alexander alexis alfie alice alicia alina allison
    amanda amber amelia amy ana anders andre andrea andreas andrei andrew andy angel angela angie ann anna
    anne annie anthony anton antonio april archie arthur ashley austin barbara barry becca becky bella ben
    benjamin bernd beth betty bill billy bjorn blake bob bobby brad bradley brandon brenda brent brett brian
    brianna bruce bryan caleb cameron carl carla carlos carol caroline carsten casey cat catherine chad
    charles charlie charlotte chase chelsea chloe chris christian christina christine christoph christopher
    chuck cindy claire clara claudia cody colin connor corey courtney craig crystal curtis dale damian damien
    dan daniel daniela danielle danny darren dave david dawn dean debbie deborah denis dennis derek devin
    diana diane diego dirk dmitri dominic dominik don donald donna doug douglas drew dustin dylan ed eddie
    edgar edward elena eli elias elijah elizabeth ella ellen emil emilia emily emma eric erica erik erin ethan
    eva evan eve fabian felipe felix fernando fiona florian frank frankie fred freddie gabriel gabriela gary
    gavin george gerald gina glen glenn gordon grace graham greg gregory gustavo guy hannah hans harry heather
    heidi heiko helen helena henrik henry holger holly howard hugo ian igor ingo irene isaac isabel isabella
    ivan jack jackie jackson jacob jake james jamie jan jane janet jared jason javier jay jean jeff jeffrey
    jen jenna jennifer jenny jens jeremy jerry jess jesse jessica jessie jim jimmy jo joan joanna joe joel
    joey johan johannes john johnny jon jonas jonathan jordan jorge jose joseph josh joshua juan judy julia
    julian julie justin kai karen karin karl karsten kate katharina kathy katie katrin kayla keith kelly ken
    kenneth kenny kerry kev kevin kim kirsten klaus kristen kristian kristin kurt kyle lana larry lars laura
    lauren lea lee lena leo leon leonard lewis liam lily linda lisa logan louis louise luca lucas lucia lucy
    luis luisa lukas luke lydia madison manuel marc marcel marco marcus margaret maria marie marina mario mark
    markus martin martina mary mason mathias matt matthew matthias maurice max maya meg megan melanie melissa
    mia micha michael michaela michelle miguel mikael mike mikhail mila mitch molly monica morgan nadine naomi
    natalia natalie natasha nate nathan neil nic nicholas nick nicolas nicole niels nikki nina noah nora
    norbert olaf ole oleg olga oliver olivia omar oscar otto owen pablo paige pam pascal pat patricia patrick
    paul paula pavel pedro peggy pete peter phil philip philipp phillip pierre rachel ralf ralph ramon randy
    ray raymond rebecca rene ricardo rich richard rick ricky rita rob robert roberto robin rod roger roland
    ron ronald rory rosa rose ross roy ruben russ russell ruth ryan sabine sally sam samantha samuel sandra
    sara sarah sasha scott sean sebastian sergei sergio shane shannon sharon shaun shawn sheila simon sofia
    sonia sonja sophia sophie spencer stacy stan stefan stefanie steffen stella stephan stephanie stephen
    steve steven stuart sue susan susanne sven svetlana sylvia tamara tanja tanya tara tatiana taylor ted
    terry theo theresa thomas thorsten tiffany tim timothy tina toby todd tom tommy toni tony torsten tracy
    travis trevor tristan troy tyler ulrich ute uwe valerie vanessa vera veronica vic victor victoria viktor
    vince vincent vivian vlad vladimir walter wayne wendy werner wes wesley will william wolfgang xavier
    yvonne zach zachary zack zoe
    """
)

_PET_NAME = re.compile(
    r"(?:big|lil|little|old|young|mad|crazy|fat|mr|dr|king|sir|uncle)?(.+?)"
    r"(?:y|i|o|ie|ey|er|ster|ito|inho|man|boy|zilla|s)?"
)


@lru_cache(maxsize=16_384)
def is_given_name(key: str) -> bool:
    """Tell whether a nickname is a given name or made of one: "bigmike", "ryano"."""
    if key in GIVEN_NAMES:
        return True
    pet_name = _PET_NAME.fullmatch(key)
    return pet_name is not None and pet_name[1] in GIVEN_NAMES
