"""Wordings that mean danger whatever else a message says, by tier; and wordings to take out of a text first, since they are harmless.

High precision: each pattern is tested against harmless messages (tests/nlu/test_danger.py). The model covers what no list can.
"""

import re

from archway.nlu import danger_languages

SELF = r"(?:my ?self|myslef|meself|me)"
SUICIDE = r"(?:suicid\w*|sui?cide|sewer ?(?:slide|si[dz]e)|sewercide|unaliv\w*|un-aliv\w*)"
I_AM = r"(?:i'?m|i am|im|ive been|i've been|i have been|been|feeling|feel|i feel|we are|he'?s|she'?s|they'?re|hes|shes|is|was)"
KIN = (
    r"(?:friend|mate|bestie|sister|brother|sis|bro|mum|mom|mam|dad|father|mother|son|daughter|kid|child|boy|girl|wife|husband|partner|ex|boyfriend|girlfriend|"
    r"bf|gf|flatmate|roommate|housemate|cousin|nan|gran\w*|grandad|uncle|aunt\w*|neighbou?r|colleague|student|pupil|client|he|she|they|someone|somebody)"
)

# Harmless whatever they contain: titles, study questions, idioms. Removed before the patterns look.
HARMLESS = re.compile(
    "|".join(
        [
            r"suicide (?:squad|mission)",
            r"\b(?:don'?t|do not|didn'?t|never|not|doesn'?t) (?:even |really |actually )?self[- ]?harm\w*",
            r"\b(?:would|'d|i?d|rather) (?:rather |sooner )?(?:die|be dead|kill myself) than\b(?! (?:live|be alive|be here|go on|carry on|keep|stay|exist|another))",
            r"\b(?:mum|mom|mam|dad|father|mother|brother|sister|son|daughter|husband|wife|uncle|aunt|cousin|friend|gran\w*)'?s (?:own )?suicide\b(?! (?:plan|note|threat|attempt))",
            r"\b(?:twenty|thirty|forty|fifty|sixty|seventy|\d0) years ago (?:my|our) (?:\w+ )?(?:father|mother|dad|mum|husband|wife|brother|teacher|nuns?) (?:beat|hit|belted|caned)\b",
            r"\b(?:recovered|recovery|recovering) from self[- ]?harm\w*",
            r"\b(?:was|were|been|felt) suicidal (?:at (?:the age of )?(?:\d\d|\w+teen|twenty)\b|in (?:the|my) (?:\w+ )?(?:\d[0o]s|\w+ties|teens)|(?:\w+ )?years ago|as a (?:teen\w*|kid|child)|back then)",
            r"\b(?:film|movie|book|novel|play|series|episode|song)\b[^.?!]{0,60}?[\"'‘“][^\"”]{3,60}?[\"'’”](?= )",
            r"\b(?:difference|distinction|relation\w*|link|overlap) between (?:self[- ]?harm|suicid\w+)[^.?!]{0,20}\band (?:an? )?(?:self[- ]?harm|suicid\w+)(?: attempts?)?",
            r"\b(?:not|never|isn'?t|no longer|aren'?t|wasn'?t|without being) (?:feeling |actively |at all |being )?suicidal\b",
            r"(?<!why )(?<!to )(?<!should )\b(?:never|not|don'?t|won'?t|wouldn'?t|would never|am not going to|no intention of|not planning to|no plans to) (?:want to |going to |ever |plan to |actually )*"
            r"(?:kill|hurt|harm|killing|hurting|harming) (?:myself|anyone|anybody|yourself)",
            r"\b(?:going|gonna|have|about) to (?:kill|murder) (?:me|him|her|you|them) (?:if|when|for|unless)\b",
            r"\b(?:kill|shoot|end) me now\b",
            r"\bhang myself by my own \w+",
            r"\b(?:difference|distinction) between suicid\w+(?: ideation| thoughts)? and\b",
            r"\btried to (?:end my life|kill myself) (?:when i was|at|as a|back in|in (?:19|2[0o])\d\d) ?\w*[^?!]{0,60}?(?:years ago|i'?m (?:well|fine|happy)|behind me|long over|long gone)",
            r"\b(?:shoot|shot|shooting|kick|kicking|kicked) (?:my|your|him|her|them)sel\w+ in the (?:foot|feet|back|head over)\b",
            r"\b(?:who|what band) (?:sings|sang|recorded|covered)\b[^.,;!?]*",
            r"\b(?:no|zero|never (?:had|have)(?: any)?|without|don'?t have(?: any)?|haven'?t got(?: any)?) (?:\w+ )?(?:thoughts?|plans?|intentions?|urges?|desire|wish) (?:of|to|about) (?:end|kill|hurt|harm|suicid|dying|die)\w*(?: (?:things|it|it all|myself|my life|anyone|anybody))?",
        ]
    )
)

# Says that something was long ago. Where the model finds nothing in such a message either, a pattern's word alone is not danger now.
LONG_AGO = re.compile(
    "|".join(
        [
            r"\b(?:in|since|of|from) '?(?:the )?(?:(?:19\d\d|20[01]\d)s?|\d0s|(?:six|seven|eigh|nine|nough)ties)\b",
            r"\b(?:years?|yrs|decades?) (?:ago|back|since|later|behind|dead|gone|clean)\b|\b(?:years|yrs|decade)\b[^.?!]{0,12}\bbehind me\b",
            r"\bwhen i was (?:a |an |in |at )?(?:student|kid|child|teen\w*|boy|girl|school|uni|\d+|young|little)\b|\bas a (?:\w+ )?(?:teen\w*|child|kid|boy|girl|student)\b",
            r"\bat (?:1\d|2\d|seven|eight|nine|ten|\w+teen|twenty)\b|\blong (?:ago|gone|past|over)\b|\bin my (?:teens|twenties|youth)\b",
        ]
    )
)

# Says in so many words that the writer means no harm. Only whole phrases of one's own: a "not" somewhere before "kill myself" says nothing ("why not",
# "do not tell anyone"), nor does one that a "but" takes back ("I don't want to die but").
MEAN = r"(?:want(?:ed|ing)? to |wanna |going to |gonna |plan(?:ning)? to |intend(?:ing)? to |trying to |thinking of |about to )"
HARM = r"(?:die|dying|(?:hurt|harm|kill)(?:ing)? (?:myself|anyone|anybody)|end(?:ing)? (?:it|things|my life)|self[- ]?harm(?:ing)?)"
TAKEN_BACK = (
    r"(?![\s,.;:!-]{0,3}(?:but|(?:i |i.d )?just(?! (?:curious|asking|nosy|(?:want|need) to (?:know|ask) (?:about|how long|if|what|whether|which|who)))|yet|only|exactly|really|more|most|like|as|any ?more|now|right now|tonight|today|until|till|before|without|alone|here|slowly|if|unless|"
    r"though|although|because|cos|please|pls|help|someone|somebody|in pain|per se|(?:so|this|that) (?:much|bad(?:ly)?|young|soon|way))\b)"
)
DENIED = re.compile(
    rf"(?<!wish )(?<!say )(?<!that )(?<!think )(?<!sure )(?:"
    rf"\bi (?:really |honestly |certainly |definitely |do )?(?:do ?n[o']?t|do not|never|did ?n[o']?t|wo ?n[o']?t|will not|would ?n[o']?t|would not|would never|will never) "
    rf"(?:ever |even |really |actually |do )?{MEAN}?{HARM}"
    rf"|\bi(?:'?m| am) (?:really |honestly |definitely )?not (?:{MEAN}{HARM}|suicidal|in (?:any |immediate )?danger|at risk)"
    rf"|(?:^|[,.;!?]\s?)(?:no )?(?:do ?n[o']?t|do not|not) {MEAN}{HARM}"
    r"|\b(?:no|never had|never have|(?:do ?n[o']?t|do not) have|have ?n[o']?t got) (?:any )?(?:suicidal )?(?:thoughts?|plans?|intentions?|urges?) (?:of|to|about) "
    rf"(?:{HARM}|suicide)"
    rf")\b{TAKEN_BACK}"
)

# Right after a message about danger these still speak of it; anywhere else they may be about anything.
STILL_IN_NEED = re.compile(
    "|".join(
        [
            r"\bwhat (?:do|should|can|shall|must|am) i (?:supposed to |meant to )?(?:do|say)\b(?! (?:in|during|at) )",
            r"\b(?:no ?body|no-?one|no one) (?:i can|to|else|who|ever|will|is|there|cares|helps|knows|listens)\b",
            r"\b(?:made|makes|making) me (?:swear|promise)\b",
            r"\b(?:forget|never ?mind|ignore)(?: about)? (?:it|that|me|i said|what i said)\b",
            r"^\W*(?:please )?(?:help|sos)(?: me)?(?: please| pls)?\W*$",
            r"\bi (?:can'?t|cannot|daren'?t|won'?t) (?:call|ring|phone|text|tell|talk to|speak to|leave|get out)\b",
            r"\b(?:he|she|they)(?:'?s| is| are|'?re) (?:only |still |right |just )?(?:in the (?:other|next|same)|here|outside|at the door|downstairs|upstairs|coming|back)\b",
            r"\b(?:who|which number|what number) (?:can|do|should|shall) i (?:call|ring|phone|text|tell|talk|speak|go)\b",
            r"\b(?:too late|no point|what'?s the point|doesn'?t matter (?:now|any ?more)|already decided)\b",
        ]
    )
)

PATTERNS = {
    "imminent": re.compile(
        "|".join(
            [
                r"\b(?:going to|gonna|about to|ready to|will|planning to|plan to|tonight|decided to) (?:kill|end|hang|drown|shoot|off) (?:myself|my life|it all)\b",
                r"\b(?:just |have |i )?(?:took|taken|swallowed|swallow) (?:too many|all (?:of )?(?:my|the)|a load of|loads of|a whole|an overdose|a bunch of)\b.{0,30}"
                r"\b(?:pills?|tablets?|meds?|medication|overdose|paracetamol|packet|bottle)\b",
                r"\bswallowed (?:the|a|my) (?:whole|entire) (?:packet|pack|bottle|box|strip|lot)\b|\b(?:took|taken) (?:the|my) (?:whole|entire) (?:packet|bottle)\b",
                r"\bswallowed (?:a|some|his|her|their|half (?:a|the)|most of (?:a|the)) (?:whole |entire |big )*(?:box|bottle|packet|pack|strip|handful|load|bunch) of\b"
                r"(?! (?:water|wine|beer|juice|milk|nuts|sweets|crisps|choc\w*|vitamins|ketchup|humble))",
                r"\b(?:i(?:'ve| have)?|(?:i |ive |i've )?just) (?:just )?(?:overdosed|od'?d)\b(?! on (?:pod|choc|tv|net|coffee|caff|sugar|cake|work|theory|cat|true crime))",
                r"\b(?:knife|gun|blade|razor|rope|noose) (?:in|at|against|to|on|round|around) my (?:hands?|throat|neck|wrists?|head)\b",
                r"\bcall (?:911|999|112|000|an? ambulance)\b",
                r"\bgoodbye (?:letter|note)s?\b.{0,40}\b(?:wrote|written|ready|done)\b|\b(?:wrote|written|writing) (?:my|a|the|his|her) (?:suicide|goodbye) (?:note|letter)s?\b",
                r"\b(?:standing|sitting|stood|sat) (?:on|at) (?:the|a) (?:edge|bridge|ledge|roof|platform edge)\b",
                r"\b(?:he|she)(?:'?s|'?s got| has| has got| got| is holding) (?:a|the) (?:knife|gun|machete)\b(?! (?:block|set|sharpener|collection|shop|licen[cs]e|show))",
            ]
        )
    ),
    "somebody_else": re.compile(
        "|".join(
            [
                rf"\b{KIN}(?:'?s)? (?:is |are |was |has been |feels |seems |being |been |got |might be |says (?:he|she|they)(?:'?s|'?re| is| are| feels?) )*{SUICIDE}",
                rf"\b(?:my|our|a) {KIN}\b.{{0,60}}\b(?:kill(?:ing)? (?:himself|herself|themselves|themself)|end(?:ing)? (?:his|her|their) (?:own )?li(?:fe|ves)|take (?:his|her|their) own life|"
                r"hurt(?:ing)? (?:himself|herself|themselves)|cut(?:ting)? (?:himself|herself|themselves)|self[- ]?harm(?:s|ing|ed)?|wants? to die|overdosed?)\b",
                rf"\b{KIN} (?:has |have |had )?attempted(?: suicide| it)? (?:once|twice|again|three times|this|last|yesterday|suicide)\b",
                r"\b(?:he|she|they)(?:'ll| will| is going to|'s going to|'s gonna| keeps? saying .{0,12}| says .{0,12}| said .{0,12}) ?(?:kill|hurt|harm) (?:him|her|them)sel\w+",
            ]
        )
    ),
    "suicidal": re.compile(
        "|".join(
            [
                rf"\b{I_AM} (?:so |really |very |feeling |a bit |quite |pretty |kinda |still |actively )*{SUICIDE}(?!\w* (?:ideation )?(?:research|rates?|prevention|statistics|stats|studies))",
                r"\b(?:i |i'd |id |just |really |to |wanna |gonna |might )(?:\w+ ){0,3}(?:kill|killing) m(?:y ?|e ?)self\b(?! laughing)",
                r"\b(?:kill|killing|hang|hanging|shoot|shooting|drown|drowning) (?:myself|meself)\b(?! laughing)",
                r"\bend(?:ing)? (?:my (?:own )?life|it all\b)",
                r"\btak(?:e|ing) my (?:own )?life\b",
                r"\b(?:i'?m|i am|i'?ll|gonna|going to|wanna|want to) (?:just |gonna |going to )?jump(?:ing)? (?:off|from|in front of) (?:the|a|that|my) "
                r"(?:bridge|roof|library|building|cliffs?|balcony|tower|car ?park|multi|train|bus|window|platform)\b(?! (?:than|if (?:one|another|you)))",
                r"\b(?:dead|die|go|end it) by my own hand\b",
                r"\b(?:to|will|i'?ll|gonna) be dead (?:by|before|soon|tonight|tomorrow|this|next|come|when you)\b(?! (?:tired|on my feet|after))",
                r"\bnothing(?:'?s| is| will| was)? (?:going to |gonna )?(?:matter|hurt) (?:any ?more )?(?:after|come|once|from) (?:tonight|tomorrow|today|i'?m gone|i am gone|this weekend|\w+day)\b",
                r"\b(?:rather not|do(?:n'?t| not) want to|no wish to|won'?t|will not|not going to|not gonna) (?:be here to |live to |make it to )?see "
                r"(?:christmas|the new year|new year|spring|summer|the spring|the summer|my next birthday|next (?:week|month|year))\b(?! (?:at|with|in|lights|sales|show|market|dinner|jumper))",
                r"\bswallow(?:ing)? the (?:lot|whole lot)\b|\b(?:tries|tried|trying) to end it (?:all|again|every|last|twice|once|on|yesterday)\b",
                r"\bhow many (?:\w+ )?(?:paracetamols?|pills|tablets|ibuprofens?|sleeping pills|sleepers|antidepressants) (?:is too|are too|does it take|would it take|do i need|would kill|kills?)\b",
                r"\bi (?:won'?t|will not|might not|may not) be (?:here|around|alive) (?:to (?:hand|see|find|read|do|finish|use|need|collect)|much longer|any ?more)\b",
                r"\b(?:can'?t|cannot) stop thinking (?:of|about) (?:jumping|dying|death|killing myself|ending it|suicide)\b(?! (?:castles?|jacks?|to|into|puzzles?|metal|star|squad))",
                r"\b(?:want|wanna|wanted|wish|wants|wishing|rather|like) (?:to |2 |i could |i was |i were |to be |be )*(?:die|dead|be dead|not exist|stop existing|never wake up|not wake up)\b"
                r"(?! (?:of|on the spot|from embarrassment|laughing|when|tired))",
                r"\bi(?:'m| am|m)? (?:just )?(?:don'?t|do not|dont) (?:want|wanna|wnt) (?:to |2 )?(?:be alive|live|exist|wake up|be here any ?more|go on living)\b",
                r"\b(?:way|wish|hope|like|rather|prefer|better|if i (?:could|did)) (?:\w+ ){0,4}?(?:not|never|didn'?t|don'?t) (?:\w+ ){0,2}?wake up\b"
                r"(?! (?:early|tired|late|so|at|before|feeling|with|in pain|every))",
                r"\bover with and (?:just )?die\b|\bsewer ?si[dz]e\b",
                r"\btell (?:my|the|our) (?:\w+ )?(?:mum|mom|mam|dad|parents|kids?|children|daughters?|sons?|wife|husband|partner|family|sister|brother) (?:that )?"
                r"i (?:loved (?:them|her|him)|tried\b|was sorry|am sorry|always loved)",
                r"\bbetter off (?:dead|without me)\b",
                r"\benough (?:\w+ )?(?:to|so i) (?:never|not|don'?t) wake\b(?! (?:grumpy|tired|groggy|early|so|in|with|feeling))",
                r"\bstop (?:my ?self|me) from (?:jumping|ending it|hanging|drowning)\b(?! (?:to|into|in|at|on|the gun|ahead|between|from|out of my skin|around))",
                r"\bno (?:reason|point|will) (?:left )?(?:to|in|for) (?:me to )?(?:liv(?:e|ing)|being alive|be alive|going on living)\b",
                r"\b(?:don'?t|do not|never) (?:intend|mean|plan|expect|want) to (?:see out|outlive|last out|make it through|live past) (?:the|this|next|my)\b",
                r"\b(?:feel|feels|feeling|felt) like (?:just )?jumping (?:off|in front of) (?:a|the|that|my)\b(?! (?:wagon|bandwagon|queue))",
                r"\bstill (?:going|gonna) (?:to )?(?:jump|do it tonight|end it)\b",
                r"\b(?:least painful|painless|least messy) (?:way|method)s? (?:to|of) (?:go|going|die|dying|end\w*)\b(?! (?:to|about|through|from|home))",
                r"\b(?:suicide|suicidal|self[- ]?harm|crisis) (?:hot ?|help ?)?lines?\b.{0,12}\b(?:number|pls|please|plz|phone)\b|\bnumber (?:of|for) (?:the|a) (?:suicide|crisis)",
                r"\b(?:a|my) plan and (?:a|the|my) note\b",
                r"\b(?:kms|kys me|ctb)\b(?! (?:lol|lmao|haha))",
                r"\bthoughts? of (?:suicide|ending|killing myself|dying)\b",
                r"\b(?:my|a|have|made a|had a) (?:suicide|suicidal) (?:plan|attempt|thoughts?|ideation|note|urges?)\b",
                r"\bsuicidal (?:thoughts|rn|now|right now|again|tonight|today|n\b|and\b)",
            ]
        )
    ),
    "self_harm": re.compile(
        "|".join(
            [
                r"\b(?:i|i'm|im|been|i've|started|keep|to|from|started|back to|stop) (?:\w+ ){0,2}(?:cut|cutting|burn|burning|hurt|hurting|harm|harming|hit|hitting|starv\w+) (?:myself|meself|my (?:arms?|legs?|wrists?|thighs?))\b",
                r"\b(?:i|im|i'm|been) (?:\w+ ){0,2}self[- ]?harm(?:ing|ed)?\b",
                r"\bslash(?:es|ed|ing)? (?:my|his|her|their) (?:wrists?|arms?|legs?|thighs?)\b",
                r"\bcovered in cuts\b|\bslit(?:ting)? my\b",
                r"\b(?:hide|hiding|cover|covering)(?: up)? (?:my |the |fresh |these )?cuts\b(?! (?:of meat|in (?:the|spending|funding|hours)))",
                r"\bshow (?:them|him|her|you|someone|anyone|the therapist) (?:my|the|these) (?:(?:fresh |new |old )?cuts|scars)\b(?! (?:in|of|to|from|price|on the))",
            ]
        )
    ),
    "abuse": re.compile(
        "|".join(
            [
                r"\b(?:partner|husband|wife|boyfriend|girlfriend|bf|gf|ex|dad|father|stepdad|mum|mom|stepmum|mother|brother|uncle|son|he|she|someone at home)\b(?:'s)? "
                r"(?:has |just |always |still |often |keeps |sometimes )*(?:hits?|beats?|beat|punche[sd]|punching|slapp?(?:s|ed)|kick(?:s|ed)|chok(?:es|ed)|strangl(?:es|ed)|hitting|beating|rape[sd]|threatens?|hurting|hurts) me\b(?! (?:up about|feelings))",
                r"\b(?:i was|i'm being|im being|being|i got|been) (?:raped|abused|beaten|molested|strangled|stalked)\b(?! (?:as a|when i was|in the past|years ago))",
                r"\b(?:not|isn'?t|don'?t feel|dont feel|never) safe (?:at home|in my (?:own )?(?:home|house)|with (?:him|her|my \w+)|here tonight)\b",
                r"\b(?:scared|afraid|terrified|frightened) (?:to go home|of (?:my (?:husband|wife|partner|boyfriend|girlfriend|dad|father|stepdad|mum|ex|son)|him|what he(?:'ll| will)))\b",
                r"\b(?:husband|wife|partner|boyfriend|girlfriend|bf|gf|ex|dad|father|stepdad|stepfather|uncle) (?:has |just |always |still |often |keeps |regularly )*"
                r"(?:rapes?|raping|raped|beats?|beating|hits?|hitting|punch(?:es|ing)|chok(?:es|ing)|strangl(?:es|ing)) (?:her|him|them|us|my (?:mum|mom|mother|sister|brother|friend|son|daughter|kids?))\b(?! (?:up about|at|to it|to the))",
                r"\b(?:man|woman|guy|bloke|person|someone|somebody) (?:who|that) (?:beats|hits|rapes|chokes|strangles|punches) me\b(?! (?:at|to it|in|up about))",
                r"\bwon'?t let me (?:leave|out of) (?:the|our|my)? ?(?:house|flat|home|room)\b",
                r"\btouch(?:es|ing|ed) me (?:where|down|at night|and told)\b",
                r"\b(?:he|she|father|dad|stepdad|stepfather|uncle|grandad|brother|husband|partner|boyfriend) (?:still |always |sometimes |just )?(?:does|did) it to me\b",
                r"\b(?:finger ?marks|hand ?prints|strangle marks|choke marks|bruis(?:es|ing))\b[^.?!]{0,15}\b(?:neck|throat|wrists?)\b",
                r"\b(?:he|she|they) (?:shoves?|pushes|throws) me (?:about|around|into|against|down)\b",
            ]
        )
    ),
    "another_language": danger_languages.DANGER,
    "others": re.compile(
        "|".join(
            [
                r"\b(?:thoughts?|urges?|fantasies|scared i(?:'ll| will| might)|afraid i(?:'ll| will| might)|going to|gonna|want to|wanna|i might|i could|feel like) (?:of |about |to )?"
                r"(?:hurt|hurting|harm|harming|kill|killing|stab|stabbing|shake|shaking|smother|smothering|strangle|strangling) (?:my|the|our) "
                r"(?:baby|newborn|child|children|kid|kids|son|daughter|wife|husband|partner|boss|mother|mum|mom|dad|father|neighbou?r|ex|brother|sister|family|toddler|classmates?)\b",
                r"\b(?:scared|afraid|frightened|terrified) (?:of |about )?what i(?:'ll| will| might| could|'d| would)?(?: may)? do to (?:my|the|our) "
                r"(?:baby|newborn|child|children|kids?|son|daughter|wife|husband|partner|mother|mum|mom|dad|father|family|toddler)\b",
                r"\bi(?:'m| am|m) (?:going to|gonna) (?:kill|stab|shoot|hurt) (?:him|her|them|someone|somebody|people|everyone)\b(?! (?:if|when|for|unless))",
            ]
        )
    ),
}
