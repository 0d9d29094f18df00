"""The rules' words: tables of speech acts, conditions and deeds, each row with an example.

The examples are tests: see ``tests/evidence/test_lexicon.py``. In them Ruritania and Borduria are
parties. A word stands in its base form; :func:`forms` gives the others.
"""

from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct

from detente.evidence.candidate import Flavour

__all__ = [
    "CONDITIONS",
    "IDIOMS",
    "NOMINAL_ACTS",
    "SPEECH_ACTS",
    "WORDS",
    "ConditionRow",
    "Row",
    "forms",
    "words",
]


class Row(Struct, frozen=True):
    """One kind of act: the words that perform it, how sure they are, and a sentence that shows it."""

    name: str
    words: str
    kind: str
    confidence: float
    example: str
    finds: str
    modality: str = "asserted"


class ConditionRow(Struct, frozen=True):
    """A form that conditions take: its marker as a pattern, and a sentence that shows it."""

    flavour: Flavour
    pattern: str
    example: str
    finds: str


# Verbs whose subject performs the act.
SPEECH_ACTS = (
    Row("demand", "want demand insist ask request urge seek require press push appeal order recommend claim encourage implore exhort remind plead beg petition entreat advocate", "demand", 0.85,
        "Ruritania demands the return of the islands.", "Ruritania demands the return of the islands", "wanted"),
    Row("call-for", "call", "demand", 0.8,
        "Borduria called for an end to the embargo.", "Borduria called for an end to the embargo", "wanted"),
    Row("offer", "offer propose", "offer", 0.85,
        "Ruritania offered to reopen the border.", "Ruritania offered to reopen the border", "offered"),
    Row("promise", "promise pledge vow commit agree guarantee undertake swear reaffirm assure", "commitment", 0.85,
        "Borduria pledged to release the prisoners.", "Borduria pledged to release the prisoners", "intended"),
    Row("threaten", "threaten warn", "threat", 0.85,
        "Ruritania threatened to close the port.", "Ruritania threatened to close the port", "conditional"),
)  # fmt: skip
# Nouns that name an act: "the offer made by", "a precondition for", "four red lines".
NOMINAL_ACTS = (
    Row("demand-noun", "demand call request appeal precondition prerequisite insistence requirement condition must", "demand", 0.7,
        "The withdrawal is a precondition for talks, Borduria said.", "withdrawal is a precondition", "wanted"),
    Row("red-line", "red-line", "demand", 0.7,
        "Enrichment at home is a red line for Ruritania.", "Enrichment at home is a red line", "wanted"),
    Row("ultimatum", "ultimatum threat warning", "threat", 0.75,
        "Borduria issued an ultimatum to Ruritania over the dam.", "Borduria issued an ultimatum", "conditional"),
    Row("offer-noun", "offer proposal overture prospect readiness willingness openness", "offer", 0.75,
        "Ruritania made an offer to share the river.", "Ruritania made an offer to share the river", "offered"),
    Row("promise-noun", "promise pledge commitment undertaking assurance guarantee", "commitment", 0.7,
        "Borduria renewed its pledge to disarm.", "Borduria renewed its pledge to disarm", "intended"),
)  # fmt: skip
# Set phrases in the mouth of a party, as patterns over the words of a clause.
IDIOMS = (
    Row("options", r"\ball (?:\w+ )?options (?:are|were|remain|remained) (?:still )?(?:open|on the table)", "threat", 0.7,
        "All options are on the table, Ruritania said.", "All options are on the table", "possible"),
    Row("act-of-war", r"\b(?:act|declaration) of war\b", "threat", 0.6,
        "Closing the strait would be an act of war, Borduria said.", "Closing the strait would be an act of war", "conditional"),
    Row("price", r"\b(?:will|would|shall|must) (?:\w+ )?(?:pay (?:a|the|dearly)\b|(?:face|bear|suffer|have)\b[^,;]{0,30}\bconsequences)|\bhell to pay\b|\bgates of hell\b|\bfire and fury\b", "threat", 0.7,
        "Borduria will pay a heavy price, Ruritania warned.", "Borduria will pay a heavy price", "conditional"),
    Row("patience", r"\b(?:will|would|shall|wo|can|could) ?(?:not|n't|never) (?:\w+ )?(?:stand (?:idly )?(?:by|aside)|sit (?:idly|back|still|with)|wait\b|hesitate\b"
        r"|tolerate\b|allow (?:any(?:one|body|thing)?|them|him|her|it|this|that|a|the)\b|remain silent|look on|watch\b|go (?:unanswered|unpunished))|no longer (?:put up with|tolerate|accept)\b|\bpatience .{0,30}\b(?:run|runs|ran|running|wearing) (?:out|thin)\b", "threat", 0.65,
        "Ruritania will not stand idly by, its minister said.", "Ruritania will not stand idly by", "possible"),
    Row("answer", r"\b(?:will|would|shall|to) (?:be met with|draw|provoke|trigger|meet with|receive|get)\b[^,;]{0,40}\b(?:response|reply|retaliation|answer)\b"
        r"|\bfight (?:back|to the (?:end|last|death))\b|\b(?:hit|strike) back\b|\brespond in kind\b", "threat", 0.65,
        "Any attack will draw a harsh response, Borduria said.", "Any attack will draw a harsh response", "conditional"),
    Row("void", r"\b(?:will|would|shall) (?:be (?:\w+ )?|become )(?:null and )?void\b|\b(?:will|would|shall) (?:\w+ )?lapse\b"
        r"|\b(?:will|would) be (?:\w+ )?(?:treated|considered|regarded|seen|viewed|taken)\b.{0,50}\b(?:attack|war|aggression|provocation|void|breach|violation)\b", "threat", 0.65,
        "The accord would be considered null and void, Borduria said.", "The accord would be considered null and void", "conditional"),
    Row("ultimatum-given", r"\bg(?:ave|ives?|iven)\b.{2,60}\b(?:hours|days|weeks|until)\b", "demand", 0.6,
        "Borduria said it gave the garrison three days to leave.", "it gave the garrison three days to leave", "wanted"),
    Row("whoever", r"^(?:whoever|anyone who|anybody who|those who)\b.{3,80}\b(?:will|shall|would)\b", "threat", 0.6,
        "Whoever crosses the river will regret it, Borduria said.", "Whoever crosses the river will regret it", "conditional"),
    Row("right", r"\breserv\w+ (?:the|its|our|their|his|her|every) right\b|\bplay with fire\b", "threat", 0.6,
        "Ruritania said it reserved the right to respond.", "it reserved the right to respond", "possible"),
    Row("targets", r"\b(?:will|would) (?:be|become|be considered) (?:\w+ )?targets?\b", "threat", 0.7,
        "Its bases will become targets, Ruritania said.", "Its bases will become targets", "conditional"),
    Row("otherwise", r"^otherwise\b.{0,20}\b(?:we|our)\b|^otherwise\b.{0,80}\b(?:will|would|shall|may|might)\b|^failure to\b.{0,80}\b(?:will|would)\b", "threat", 0.6,
        'Borduria said: "Otherwise our troops will cross the river."', "our troops will cross the river", "conditional"),
    Row("not-negotiable", r"\b(?:not|n't) (?:up for|open to|subject to) (?:negotiation|discussion|debate|compromise)\b|\bnon-? ?negotiable\b|\bnot negotiable\b", "demand", 0.7,
        "The border is not up for negotiation, Ruritania said.", "The border is not up for negotiation", "wanted"),
    Row("no-without", r"\bthere (?:can|could|will|would|shall) be no\b.{0,60}\bwithout\b|\bup to \w+ to\b|\bonus is on\b|\baccept nothing (?:less|short|but)\b", "demand", 0.55,
        'Borduria said: "There can be no peace without justice."', "There can be no peace without justice", "wanted"),
    Row("needed", r"^(?!.*\b(?:no|not)\b).{3,90}\b(?:is|are|was|were|remains?|remained) (?:\w+ )?(?:required|indispensable|essential|the premise|the price|the key|a must)\b"
        r"|^the only (?:way|exit|path|solution|answer|basis)\b.{0,60}\b(?:is|was|were)\b|\bhear of (?:less|nothing|anything less)\b", "demand", 0.6,
        "Recognition of the border is the premise, Borduria said.", "Recognition of the border is the premise", "wanted"),
    Row("conceivable", r"\b(?:is|are|was|were|be) (?:\w+ )?(?:conceivable|thinkable|acceptable|negotiable|under (?:consideration|review|study))\b"
        r"|\bin a position to\b|\bin disposition to\b|\bat (?:the|their|its|your|our) disposal\b|\bwelcome to\b|\bstands? ready\b|\bstood ready\b", "offer", 0.6,
        "Ruritania said a short truce was conceivable.", "a short truce was conceivable", "offered"),
    Row("word", r"\b(?:given?|gives|gave|giving) (?:its|their|his|her|our|my) word\b|\bunder orders to\b|\bvouch\w* for\b|\b(?:keep|keeps|abide|abides|adhere|adheres|stick|sticks) (?:to|by) (?:the|its|their|our)\b", "commitment", 0.6,
        "Borduria has given its word on the hostages.", "Borduria has given its word", "intended"),
    Row("ceasefire", r"\b(?:declared?|announced?|declares|announces|proclaimed)\b.{1,30}\b(?:cease-?fire|truce|moratorium|pause|halt|amnesty|release of|withdrawal of|pull-?(?:out|back)|lifting of|suspension of|easing of|reopening of|resumption of)\b", "commitment", 0.6,
        "Ruritania declared a unilateral ceasefire.", "Ruritania declared a unilateral ceasefire", "intended"),
    Row("table", r"\b(?:remains?|remained|is|are|was|were) (?:still )?on the table\b|\b(?:put|puts|lay|laid)\b.{3,80}\bon the table\b|\bdoors?\b.{0,40}\b(?:is|are|was|were|remains?|remained|stays?|stands?|stood) (?:\w+ )?open\b", "offer", 0.65,
        "Ruritania said its plan remained on the table.", "its plan remained on the table", "offered"),
    Row("live-with", r"\b(?:can|could|would|might) live with\b", "offer", 0.6,
        "Borduria could live with a shorter truce, its envoy said.", "Borduria could live with a shorter truce", "offered"),
    Row("committed", r"\b(?:remain|remains|remained|is|are|was|were) (?:\w+ )?committed to\b|\bstands? by (?:its|our|their|the|every|all|what)\b", "commitment", 0.65,
        "Ruritania remains committed to the truce.", "Ruritania remains committed to the truce", "intended"),
)  # fmt: skip
CONDITIONS = (
    ConditionRow("in_exchange", r"in (?:exchange|return) for|as a quid pro quo for",
                 "Ruritania would free the crew in exchange for fuel.", "in exchange for fuel"),
    ConditionRow("if_to", r"if (?=[^,.;]{1,60}? (?:is|are|was|were) to )",
                 "Ruritania wants the embargo lifted if it is to disarm.", "if it is to disarm"),
    ConditionRow("unless", r"unless",
                 "Borduria will attack unless the troops leave.", "unless the troops leave"),
    ConditionRow("until", r"until|till|before (?=[^,.;]{1,40}? (?:agrees?|accepts?|complies|withdraws?)\b)|before (?=any\b)",
                 "Borduria will keep its tariffs until Ruritania pays.", "until Ruritania pays"),
    ConditionRow("or_else", r"or else|(?-i:otherwise)",
                 "Ruritania must pay, or else Borduria will close the border.", "or else Borduria will close"),
    ConditionRow("if", r"(?:but |and )?(?:only )?if|(?:but )?only (?:after|when|once)|as soon as|on the understanding that|for as long as|(?<=, )should (?=[^,.;]{1,50} [a-z])|(?:provided|providing|assuming) (?:that )?|as long as|so long as"
                 r"|on (?:the )?condition (?:that|of)|in the event (?:that|of)|in response to|once(?= (?-i:the|its|their|his|her|all|it|they|he|she|a|an|[A-Z])\b)"
                 r"|(?:conditional|contingent|dependent) (?:up)?on|in case|(?-i:Should)|subject to|upon (?=(?:receipt|completion|signature|ratification|payment|verification|delivery|approval)\b)|failing (?=(?:a|an|the|such|any|this|that)\b)|in the event of|(?-i:Absent)|the moment (?=(?:the|its|their|his|her|it|they|he|she|all|we|(?-i:[A-Z]\w+))\b)"
                 r"|(?:(?-i:Were)|(?<=, )were|(?<=; )were) (?=(?:the|its|their|his|her|a|an|any|such|this|that|it|they|he|she|both|(?-i:[A-Z]))[^,.;]{0,60}? to [a-z])"
                 r"|(?:(?-i:Had)|(?<=, )had) (?=(?:the|its|their|his|her|it|they|he|she|(?-i:[A-Z]))[^,.;]{0,60}? (?:been|[a-z]+ed)\b)",
                 "Ruritania would sign if Borduria recognises it.", "if Borduria recognises it"),
)  # fmt: skip

# Words by what they do in a clause.
WORDS: Mapping[str, str] = {
    "report": "say tell report inform admit announce claim state declare add note acknowledge argue reveal "
    "explain confirm deny stress reiterate remark write suggest indicate maintain quote cite disclose "
    "testify contend recall repeat emphasize emphasise complain reply respond answer signal hint caution conclude "
    "concede dispute assert post tweet observe point remind clarify underline underscore imply intimate allege lament "
    "grumble protest object counter retort quip joke boast affirm comment volunteer notify advise convey relate",
    "mental": "think believe hope fear doubt expect consider",
    "speech": "insist warn promise threaten vow pledge demand propose agree swear",
    "willing": "willing ready prepared open eager set inclined disposed amenable receptive available happy content glad",
    "intend": "look plan intend aim hope seek expect mean prepare",
    "refuse": "refuse decline reject rebuff spurn dismiss dispute scorn disavow disclaim repudiate refute shrug oppose",
    "concede": "suspend lift ease remove reduce relax waive halt freeze stop end dismantle disable destroy "
    "disarm denuclearize de-nuclearize dispose cease allow permit release free withdraw close shut match "
    "give grant return abandon scrap curb limit cap negotiate sign ratify recognize recognise normalize "
    "normalise join meet provide cooperate comply surrender relinquish verify declare hand open reopen "
    "accept restore drop unfreeze pull demobilize demobilise supply share pay compensate host talk lower "
    "exempt let relent cut trade rejoin readmit resume-talks evacuate vacate cede concede admit extend swap exchange deliver "
    "disband dissolve attend finance fund honour honor integrate repatriate hold refrain unblock unlock decommission transfer refund reimburse rescind repeal annul abolish soften "
    "pardon unban delist demilitarise demilitarize",
    "escalate": "resume restart test launch fire attack strike hit bomb impose reimpose snap retaliate "
    "withdraw expel cancel abandon bring punish escalate invade sanction block seize destroy annihilate "
    "quit leave walk use enrich expand accelerate target respond fight kill arrest ban boycott cut close "
    "shut raise pull exit deploy mobilize mobilise march shell blockade annex execute stop halt revoke double "
    "suspend recall sever freeze triple veto collapse crush storm occupy besiege shoot divert downgrade blacklist reactivate hurt extend-fight eradicate eliminate neutralise neutralize obliterate raze torpedo sue prosecute "
    "evict activate litigate",
    # What happens to one rather than being done.
    "befall": "get find lose gain suffer face become collapse fall die win benefit struggle fail erode drift sink "
    "discover regret miss need survive starve run wake live",
    # What is weighed may be given.
    "weigh": "consider study contemplate discuss examine explore review revisit assess scale look envisage negotiate",
    # What one promises by saying that one will not do it.
    "restrain": "harm threaten walk abandon break invade fire shoot attack use deploy shelter fly build test export "
    "escalate provoke arrest prosecute obstruct hinder hamper block interfere disrupt target expand impose raise arm "
    "touch violate kill punish leave",
    "withhold": "enter begin engage bargain back return sign accept negotiate talk trade give recognise recognize lift ease release sit meet join "
    "attend discuss agree surrender bow bend yield retreat submit compromise concede cede participate cooperate "
    "budge resume restore",
    "hostile": "sanction attack strike hit bomb impose reimpose retaliate punish escalate invade sanction seize "
    "annihilate fight kill boycott snap shell blockade annex execute sever veto crush storm occupy quit "
    "walk retake expel besiege shoot divert downgrade blacklist reactivate eradicate eliminate neutralise neutralize obliterate raze torpedo sue evict",
    "state": "be have lead head represent serve see hear want need like know think believe hope resent fear fail grow become remain seem appear look feel mean "
    "matter deserve depend include contain cost consist worry maintain keep get stand lie belong exist",
    "talk": "meet speak talk negotiate consult visit confer host discuss call exchange write correspond",
    "mention": "reference deny mention describe compare refer cite outline discuss",
    "armed-group": "rebel insurgent militant guerrilla group movement militia separatist faction insurgency paramilitary",
    "no-order": "look remember forget note suppose imagine say see mind think consider be thank",
    "view-of": "mean matter cost need deserve lack require prove depend belong lie stand remain bring take make look "
    "sound seem appear begin end come go serve work pay live win lose help hurt invite give leave keep buy sell",
    "proceed": "go proceed continue resume start begin flow move arrive open reopen follow",
    "no-deed": "react thank greet congratulate disagree witness gather collapse spend happen address receive visit "
    "telephone-call travel laugh smile",
    "behave": "act show behave respect comply go cooperate",
    "glory": "responsibility victory credit life success win casualty ignorance lead title",
    "judge-that": "think believe find consider feel assess judge reckon",
    "feel": "understand regret hope believe think fear find trust doubt call consider feel admire welcome respect "
    "deplore wish suspect",
    "name-as": "find deem consider accuse blame call describe brand label denounce condemn view regard characterise characterize dismiss portray deem",
    "judge": "praise criticize criticise condemn denounce hail slam lambast deplore applaud ridicule",
    "happen": "happen seem appear take come occur",
    "enable": "allow instruct enable force tell order help get persuade let",
    "event-noun": "summit meeting talk talks negotiation negotiations visit test launch ceremony round",
    "act-noun-verb": "make issue renew repeat present submit table deliver accept reject receive put "
    "extend give rebuff withdraw drop reiterate set announce hold float dangle express signal indicate voice show convey confirm declare",
    "media": "newspaper agency broadcaster media outlet magazine network daily journal station press",
    "anonymous": "source sources official officials diplomat diplomats insider insiders aide aides",
    "post": "minister president premier chancellor general envoy spokesman spokeswoman spokesperson negotiator ambassador "
    "secretary adviser diplomat commander leader chief official prince king senator delegate",
    "issue": "set sign lead see make issue write publish head back support carry call name know own",
    "institution": "ministry government parliament cabinet military army navy police presidency treasury "
    "administration delegation spokesman spokeswoman spokesperson negotiator minister president premier "
    "chancellor official force troop soldier guard commander general legislature leadership authority officer "
    "office department side team bureau lawmaker parliamentarian senator adviser chief regime",
    "fighting": "fighting war bombing shelling raid strike attack operation offensive bombardment assault",
    "operation": "operation strike attack campaign offensive countermeasure plan proposal offer",
    "utterance": "statement communique communiqué letter note speech interview editorial bulletin dispatch declaration "
    "resolution message memorandum paper release",
    "evaluative": "success successful tremendous great tough beautiful arrogant arrogantly imbecile fool "
    "laugh credit deserve important sense good bad wrong backfire backfiring nowhere risk lose "
    "nothing best worst sophism elementary sabotage jeer love "
    "mistake failure disaster hopefully doubt fair unfair weak strong stupid smart dangerous arrogance "
    "sincere sincerity foolish absurd naive reckless illegal unacceptable shameful historic regrettable "
    "disappointing hypocritical courageous wise unwise cruel unjust meaningless insult nonsense ridiculous "
    "crime genocide barbaric massacre provocation aggression betrayal blackmail premature counterproductive useless crucial vital folly blunder clear unlikely pathetic outrageous "
    " deplorable worthless hollow betray weakest unfounded baseless groundless misguided futile hostile invalid unlawful unjustified "
    "unreasonable irresponsible unrealistic cynical arbitrary discriminatory disproportionate excessive insufficient inadequate dishonest "
    "untrue misleading biased deaf contrary trick farce ploy sham bluff charade pretext diktat illusion fantasy nightmare tragedy "
    "constructive useful helpful reasonable balanced realistic positive productive viable untenable intolerable inhumane violate shameful hopeless humiliation rehearsal welcome encouraging promising",
    "bad-conduct": "not n't unless keep continue fail refuse reject ignore violate attack otherwise break "
    "breach invade miss impose delay",
}
_IRREGULAR: Mapping[str, str] = {
    "be": "is are was were been being am", "have": "has had having", "say": "said", "tell": "told",
    "think": "thought", "seek": "sought", "undertake": "undertook undertaken", "swear": "swore sworn",
    "withdraw": "withdrew withdrawn", "shut": "shut shutting", "give": "gave given", "meet": "met",
    "hit": "hit hitting", "strike": "struck stricken", "bring": "brought", "fight": "fought",
    "write": "wrote written", "speak": "spoke spoken", "leave": "left", "cut": "cut cutting",
    "quit": "quit quitting", "hold": "held", "pay": "paid", "set": "set setting", "let": "let letting",
    "put": "put putting", "come": "came", "take": "took taken", "get": "got gotten getting",
    "mean": "meant", "keep": "kept", "make": "made", "know": "knew known", "feel": "felt",
    "stand": "stood", "lie": "lay lain", "break": "broke broken", "retake": "retook retaken",
    "stop": "stopped stopping", "ban": "banned banning", "drop": "dropped dropping",
    "scrap": "scrapped scrapping", "curb": "curbed curbing", "cap": "capped capping",
    "commit": "committed committing", "permit": "permitted permitting", "admit": "admitted admitting",
    "swap": "swapped swapping", "expel": "expelled expelling", "cancel": "cancelled canceled cancelling",
    "snap": "snapped snapping", "refer": "referred referring", "lose": "lost", "free": "freed freeing",
    "resume-talks": "", "agree": "agreed agreeing", "rebuff": "rebuffed", "spurn": "spurned",
    "evacuate": "evacuated", "send": "sent", "begin": "began begun beginning", "rise": "rose risen",
}  # fmt: skip


@lru_cache(maxsize=1024)
def forms(word: str) -> frozenset[str]:
    """Return the forms of a verb or noun, itself included.

    Examples
    --------
    >>> sorted(forms("deny")), sorted(forms("meet"))
    (['denied', 'denies', 'deny', 'denying'], ['meet', 'meeting', 'meets', 'met'])
    """
    sibilant = word.endswith(("s", "x", "z", "ch", "sh"))
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        third, past = f"{word[:-1]}ies", f"{word[:-1]}ied"
    else:
        third = f"{word}es" if sibilant else f"{word}s"
        past = f"{word}d" if word.endswith("e") else f"{word}ed"
    stem = word[:-1] if word.endswith("e") and not word.endswith("ee") else word
    made = {word, third, f"{stem}ing"}
    irregular = _IRREGULAR.get(word)
    return frozenset(made | (set(irregular.split()) if irregular else {past}))


@lru_cache(maxsize=64)
def words(group: str) -> frozenset[str]:
    """Return the base forms of one group of :data:`WORDS`.

    Examples
    --------
    >>> "admit" in words("report")
    True
    """
    return frozenset(WORDS[group].split())
