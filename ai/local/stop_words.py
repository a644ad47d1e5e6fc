"""Words that carry no topic, by language: function words, and verbs too common to be one."""

_ENGLISH = """
a about above after again against ago all almost already also although always am an and another
any anyone anything are aren't around as at away back be because been before behind being below
between both but by can can't cannot could couldn't did didn't do does doesn't doing don't done
down during each either else enough even ever every everyone everything few for from further had
hadn't has hasn't have haven't having he he's her here here's hers herself hey hi him himself
his how how's i i'd i'll i'm i've if in into is isn't it it's its itself just less let's like
lot lots many may maybe me might more most much must my myself near neither never no nobody none nor
not nothing now of off oh ok okay on once one ones only or other others our ours ourselves out
over own per perhaps please quite rather really same shall she she's should shouldn't since so
some someone something somewhere soon still such than that that's the their theirs them
themselves then there there's these they they'd they'll they're they've thing things this those
though through thus till to today together tomorrow tonight too toward towards um uh under until
up upon us very via was wasn't way we we'd we'll we're we've well were weren't what what's when
where which whether while who who's whoever whole whom whose why will with within without won't
would wouldn't yeah yes yesterday yet you you'd you'll you're you've your yours yourself
yourselves gonna wanna gotta
"""
_ENGLISH_COMMON = """
bother bothers bothering ruin ruins matter matters mix wait waits waiting stunning amazing
awesome thanks thank terrible worse expensive cheap lets quit quits fail fails failed sell sells
sold buy buys bought cry cried build built learn learned love loved hate hated feel feels felt
lose lost win won break broke broken grow grew write wrote eat ate decide decides spend spent
pay paid send sent meet met move moved hope wish happy sad hard easy ask asked asking become
began begin believe bring bringing call called came change come comes coming did find finding
found gave get gets getting give gives giving go goes going gone got guess happen happened
happens hear heard help helps hold keep keeps kept knew know known knows leave left let look
looked looking looks made make makes making mean means need needed needs put puts said saw say
saying says see seeing seem seems seen set show showed shows start started starts stop take
taken takes taking talk talking tell telling tells think thinking thought told took tried tries
try trying turn turned use used uses using want wanted wants watch watching went work works kill
kills killing good great nice bad big little small new old first last next best better right
wrong sure able actually basically literally simply different important long short high low full
every kind sort cut stay stays fix add live run play open pick real bit part time times day days
year years people person guy guys man woman stuff everybody two three four five six seven eight
nine ten hundred thousand
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty
fifty sixty seventy eighty ninety million half dozen
second seconds minute minutes hour hours week weeks month months night nights euro euros dollar
dollars cent cents kilo kilos gram grams metre metres meter meters percent degrees
cost costs press presses pressed fold folds folded feed feeds fed rub rubs rubbed knock knocks
knocked test tests tested testing move moving sleep sleeps slept drive drives drove driven hold
holding held ship ships shipped print prints printed last lasts lasted wake wakes woke bake bakes
baked cook cooked walk walks walked sit sits stand stands stood drink drinks drank remember
remembers remembered forget forgets forgot understand understood notice noticed choose chose
chosen pick picked throw threw catch caught carry carried cover covered fill filled pour poured
wash washes washed clean cleans cleaned dry dried burn burned grab grabbed push pushed pull pulled
drop dropped fall falls fell rise rises rose wear wears wore follow follows followed lead leads
led allow allowed create created include included continue save saves saved finish finished join
joined repaired teach taught share shared serve served offer offered visit visited travel
arrive arrived pass passed raise raised reach reached return returned explain explained agree
young old older younger easier easiest harder quiet quick quickly slow slowly fast faster cheap
cheaper flat broken ready busy free early late heavy whole final simple
strong weak wide narrow close open closed clear bright loud common rare possible
main extra spite honestly corner holds moves stopped stopping asks plays played playing runs running
fits fit opening opened opens selling picking sitting standing falling feeling telling trying
waiting cried heard hearing losing winning sending spending growing writing quitting broke
arrives happening begins ends ended ending returns saves shows shown brings points counts
"""
_GERMAN_COMMON = """
heute morgen gestern zeige zeigen zeigt zeit mach mache gemacht sagen sagt gehen kommt kommen
weiß wissen brauche brauchen braucht finde finden neue neuen neuer gute guten gutes richtig
wirklich einfach minute minuten sekunde sekunden stunde stunden tag tage tagen woche wochen grad
euro prozent hallo zusammen leute
"""
_SPANISH_COMMON = """
nunca siempre dijo decir digo hola chicos años año día días semana minutos horas euros toda todas
laves lavar haces hacer mejor peor bueno buena nuevo nueva gran grande hoy mañana noche
"""
_GERMAN = """
euch euren eurem eurer eure ihrem ihren ihrer unsere unserem unseren lange lasst lassen aber
alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis
bist da damit dann das dass dein deine dem den denn der des dich die dies diese diesem diesen
dieser dieses dir doch dort du durch ein eine einem einen einer eines einfach er es etwas euer
für gegen hab habe haben hat hatte hier hin ich ihm ihn ihnen ihr ihre im immer in ins ist ja
jede jeden jeder jetzt kann kannst kein keine können könnt ma mal man mehr mein meine mich mir
mit muss müssen nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine sich sie sind
so soll sondern über um und uns unser unter viel vom von vor wann war waren warum was weg weil
welche wenn wer werden wie wieder will wir wird wirst wo wollen würde zu zum zur zwischen machen
macht gibt geht gut
"""
_FRENCH = """
ai alors après as au aucun aussi autre aux avec avoir bien c'est car ce cela ces cet cette ceux
chez comme comment dans de depuis des deux doit donc du elle elles en encore est et être eu fait
faire faut ici il ils je jusque l'on la le les leur leurs lui ma mais me même mes moi moins mon
ne ni nos notre nous on ont ou où par parce pas peu peut plus pour pourquoi quand que quel
quelle qui quoi sa sans se ses si son sont sous sur ta te tes toi ton tous tout toute toutes
très tu un une va vers vos votre vous y à été était
"""
_SPANISH = """
solo necesitas necesita necesito puedes puedo sabías sabes quiero quieres déjalo haz hago
hacemos a al algo algunos ahora ante antes así aquí aunque bien cada como con contra cual cuando
cómo de del desde donde dos durante e el él ella ellas ellos en entre era eres es esa ese eso
esta está están este esto estos fue ha hace hacer han hasta hay he la las le les lo los más me
mi mis mucho muy nada ni no nos nosotros o otra otro para pero poco por porque puede que qué
quien se sea ser si sí sin sobre son su sus también tan te tengo tiene todo todos tu tus tú un
una uno unos va ver vez y ya yo
"""
_ITALIAN = """
a ad ai al alla alle anche ancora avere bene c'è che chi ci come con cosa così cui da dal dalla
dei del della delle di dire do dopo dove due e è ed era fa fare fino fra gli ha hai hanno ho i
il in io la le lei li lo loro lui ma me mi mia mio molto ne nel nella noi non nostro o ogni per
perché però più poi prima qua quando quanto quello questa questi questo qui sarà se sei senza si
sì solo sono sta su sua sul sulla suo te ti tra tu tua tuo tutti tutto un una uno va vi voi
"""
_PORTUGUESE = """
a agora ainda algo ao aos aqui as até bem cada com como da das de dela dele depois do dos e ela
elas ele eles em entre era essa esse esta está este eu faz fazer foi há isso isto já la lá lhe
mais mas me mesmo meu minha muito na nada não nas nem no nos nossa nosso num numa o os ou para
pela pelo por porque pra pode quando que quem se sem ser seu seus só sobre sua são também te tem
tenho ter todo todos tu tudo um uma vai vamos você vocês à é
"""
_DUTCH = """
aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus een
en er ge geen geweest goed haar had heb hebben heeft hem het hier hij hoe hun iemand iets ik in
is ja je jij jullie kan kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of
om omdat ons ook op over reeds te tegen toch toen tot u uit uw van veel voor want waren was wat
we wel werd wezen wie wij wil worden wordt zal ze zei zelf zich zij zijn zo zonder zou
"""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS: dict[str, frozenset[str]] = {
    "en": _set(_ENGLISH),
    "de": _set(_GERMAN),
    "fr": _set(_FRENCH),
    "es": _set(_SPANISH),
    "it": _set(_ITALIAN),
    "pt": _set(_PORTUGUESE),
    "nl": _set(_DUTCH),
}
# Real words, yet no topic when they stand alone: “ask”, “good”, “time”.
COMMON_WORDS: dict[str, frozenset[str]] = {
    "en": _set(_ENGLISH_COMMON),
    "de": _set(_GERMAN_COMMON),
    "es": _set(_SPANISH_COMMON),
}


def stop_words_for(language: str) -> frozenset[str]:
    """The function words of `language`; of all known languages together when it is not known."""
    if language in STOP_WORDS:
        return STOP_WORDS[language]
    return frozenset().union(*STOP_WORDS.values())


def common_words_for(language: str) -> frozenset[str]:
    """Words of `language` that are too common to name a topic."""
    return COMMON_WORDS.get(language, frozenset())
