"""The words that tell a person's name from the same word, an author, a place or a product."""

from __future__ import annotations

import re

from aspa_analysis.privacy.patterns import any_of, cues_of, words_of

_ROLE_STEMS = any_of(
    "rouva herra neiti neidi virkailij hoitaj informaatik pedagog vahtimestar vartij harjoittelij "
    "työntekij johtaj esimie esihenkilö pomo opettaj kuljettaj kuski asiakas asiakka lainaaj "
    "naapuri tyttären vaimon miehen puoliso äitin isän siskon veljen lapsen poikan mummon vaarin "
    "siivooj avustaj sijaise sijainen työkaver kaverin ystävän fröken bibliotekari librarian "
    "vakkari tukihenkilö ohjaaj библиотекар господин госпож сотрудниц proua härra "
    "raamatukoguhoidj kuraattor rehtor talonmie huoltomie"
)
_ROLE_WORDS = any_of(
    "hra rva nti täti tädin tädille setä sedän ope open opelle opelta fru herr mr mrs ms miss dr"
)
# A title or role: the capitalised word after it is a person's name.
ROLE = re.compile(rf"(?:{_ROLE_STEMS}\w{{0,4}}|\b{_ROLE_WORDS})\Z")
ROLE_ANYWHERE = re.compile(rf"{_ROLE_STEMS}|\b{_ROLE_WORDS}\b")
# Titles that characters of books bear as well.
TITLE = re.compile(
    any_of(r"rouv herr neiti neidi \bhra rva nti mrs? ms miss dr fru tät täd set sed kuningas prinse")
)
ABBREVIATED_ROLES = words_of("mr mrs ms dr hra rva nti")

_ON = r"(?:\son|\sovat|:)?"
# After these a name introduces its bearer; a book that is "called" something is told apart elsewhere.
INTRO = re.compile(
    rf"(?<!\w)(?:(?:minun\s|mun\s|oma\s)?nimeni{_ON}"
    rf"|(?:koko|lapsen|asiakkaan|lainaajan|soittajan|äidin)\snimi{_ON}|nimi:|nimi\son|nimeltäni"
    rf"|yhteyshenkilö\w*:?|allekirjoittanut|yhteystie(?:dot|toni){_ON}"
    r"|(?:asiakas|lainaaja|soittaja|lähettäjä|varaaja|ilmoittaja)(?:\son)?:"
    r"|tiedot:|(?:minä\s|mä\s)?(?:olen|oon)|täällä|jag\sheter|mitt\snamn\sär|namn:|my\sname\sis|my\sname's"
    r"|name:|from:|i\sam|i'm"
    r"|this\sis|меня\sзовут|моё\sимя|minu\snimi\son|ma\solen|magacaygu\swaa|magacaygu|waxaan\sahay|اسمي)\s+",
    re.IGNORECASE,
)
# Introductions that are as often something else: only a listed name counts after them.
WEAK_INTRO = re.compile(r"(?:olen|oon|täällä|i am|i'm|this is|nimi on|ma olen)\s+\Z", re.IGNORECASE)
SIGNATURE = re.compile(
    r"(?<![\w-])(?:(?:yst(?:ävällisin|\.)?\s*)?(?:terv(?:eisin|\.|\b)|terkuin|terkut|terveiset|terkkusin)"
    r"|ystävällisesti|kunnioitta(?:en|vasti)|kiittäen|kiitoksin|y\.?t\.?|rakkaudella|halauksin|mvh"
    r"|(?:vänliga?\s)?hälsningar?|hälsar|hälsn\.|(?:(?:best|kind|warm)\s)?regards|sincerely|yours|cheers"
    r"|best(?=,)|love(?=,)"
    r"|с\sуважением|lugupidamisega|tervitades|parimat|t(?=[.:])|t(?=\s\w+\s*\Z))[\s.,:;!*–-]{1,6}",
    re.IGNORECASE,
)
# One of these (lower-case) must stand in a text before introductions and signatures are looked for.
ANNOUNCING_CUES = cues_of(
    "nimeni|nimi|nimelt|yhteystie|yhteyshenk|allekirjoittanut|heter|namn|name|from|зовут|имя|"
    "magac|waxaan|اسمي|terkuin|terkut|terkkus|ystäväll|terv.|terv |terv,|terveisin|terveiset|"
    "kiittäen|kiitoksin|kunnioittaen|kunnioittavasti|rakkaudella|halauksin|mvh|hälsning|hälsar|"
    "hälsn.|regards|sincerely|yours|cheers|уважением|lugupidamisega|tervitades|parimat|lainaaja:|"
    "asiakas:|soittaja:|lähettäjä:|varaaja:|ilmoittaja:|i am |i'm |this is |olen |oon |täällä |"
    "best,|love,|tiedot:| yst.| t.| t:|\nt.|\nt:| yt.| y.t.|\nyt|ma olen| t |\nt | yt,| yt\n|(t."
)
# Who signs without a name.
SIGNS_NAMELESS = re.compile(
    any_of(
        "asiakas kävijä käyttäjä äiti isä mummo mummi mamma pappa ukki vaari eläkeläi opiskelij "
        "lukija toukka perhe opettaj nimetön nimimerk nim ystävä vakio tyytyväi kiitolli lainaaj "
        "kirja kunta kaupunki asukas veronmaksa naapuri pettyny vihai harmistu iloi onnelli täti setä "
        "henkilö koululai teini nuori vanhus senior rollaattor yöpöllö bibliofi dekkari anonyym "
        "anonym kund låntagare mormor farmor customer reader mother mum mom читател библиотек "
        "terveisin hyvää joulua kesää päivä kevät syksy kaikki koko ei en me se te yksi eräs pitkä "
        "vanha uusi monen kolmen kahden"
    )
)
# What people do and books do not: a trap word before it is a name.
PERSON_VERB = re.compile(
    any_of(
        r"autto?i?\Z autta[an]\w?\Z neuvo[io]?\Z neuvoo opasti ohjasi palveli palvelee sano[io]?\Z "
        r"sanoo kerto[io]?\Z löysi löys\Z etsi\Z etti\Z jaksoi jaksaa hymyili vastasi vastas\Z soitti "
        r"pyysi lupasi haki näytti opetti kysyi ehdotti suositteli tilasi lainasi hoiti huomasi "
        r"järjesti kehui tiskillä tiskiltä teiltä töissä helped said hjälpte помогл?а? сказала?"
    )
)
PERSON_TRAIT = re.compile(
    any_of(
        "ystävälli mukava ihana avulias kohtelia töykeä tyly asiantunt kärsivälli töissä vuoros "
        "lomalla reipas kiltti"
    )
)
THANKS = re.compile(
    any_of(
        "kiitos kiitti kiitokset kiitoksia erityiskiitos erityiskiitokset tack thanks thank thx "
        "terkkuja terveisiä terveiset hei moi hej hello спасибо aitäh tänud mahadsanid ihana ihanan "
        "ihanalle mukava mukavan mukavalle upea upealle reipas ystävällinen avulias paras kysy "
        "kysykää pyytäkää"
    )
    + r"\Z"
)
# The talk is of books, music or pictures: a public person's surname is then kept.
BOOK = re.compile(
    any_of(
        "kirja(?!st) kirjo(?!tt) kirjailij kirjoitt romaan teos teok dekkar jännär runo novell sarja "
        "trilogi elämäkert muistelm lukupiir luke[nmvae] luin luet lukisi uutuu uusi[nm] esikoi "
        "tuotan suomenn käänn näytelm elokuv leff levy albumi biisi laul sävel taitei taulu näyttel "
        "konsert ooppera lehti lehden hankin satuj satuk äänit e-kirj niteit nidett osan osaa osat "
        "pokkar kootut lainas luet bok böck roman författ deckar book novel author serie album film "
        "artist книг роман автор писател raamat kirjanik buug"
    )
)
# Right before a name these say that it is an author's or artist's.
AUTHOR_BEFORE = re.compile(
    any_of(
        r"\w*kirjailij\w* runoilij\w* säveltäj\w* taiteilij\w* näyttelij\w* laulaj\w* dekkarist\w* "
        r"kuvittaj\w* kääntäj\w* suomentaj\w* presiden\w* kirjoittanut kirjoittama\w* säveltänyt "
        r"kuvittanut kääntänyt suomentanut professor\w* muusik\w* artist\w* näytelmäkirj\w* "
        r"jännityskirj\w* författar\w* author writer by писател\w* автор\w* kirjanik\w* "
        r"sarjakuvantekij\w* hahmo\w* päähenkilö\w* komisario\w* etsivä\w*"
    )
    + r"\Z"
)
# These say it from one word farther too: "kirjailijavieraana ollut ...".
AUTHOR_NEAR = re.compile(r"\w*(?:kirjailij|runoilij|säveltäj|dekkarist|kuvittaj)\w*\Z")
# Before a full name or a surname these say the same: what one reads and wants bought.
READ_BEFORE = re.compile(
    any_of(
        "luin luen luetaan lukea lukenut lukemaan lukemassa ostakaa hankkikaa tilatkaa "
        "hankintaehdotus hankintaehdotukseni hankittavaksi hankintaan hankintatoive lisää suositeltu "
        "lukisin lukisi"
    )
    + r"\Z"
)
# Right after a full name (in the genitive) these say the same.
AUTHOR_AFTER = re.compile(
    any_of(
        r"kirjoittam\w* kirjat kirjoja kirjoista kirjaa kirjan kirjoihin kirjasarja\w* romaan\w* "
        r"teos\w* teok\w* dekkar\w* jännär\w* runo\w* novell\w* tuotan\w* sarja\w* trilogi\w* "
        r"elämäkert\w* muistelm\w* esikois\w* uutuu\w* uusin\w* uusimm\w* uusi uutta äänikirj\w* "
        r"e-kirj\w* levy\w* albumi\w* elokuv\w* näyttely\w* konsert\w* taulu\w* näytelm\w* "
        r"lastenkirj\w* sarjakuv\w* suomentam\w* ym yms tms kaltai\w* tapai\w* böcker\w* bok\w* "
        r"roman\w* deckar\w* books? novels? книг\w* роман\w* raamat\w*"
    )
    + r"\Z"
)
# After a surname alone only these do; "Virtasen kirja" may be a customer's.
WORK_AFTER = re.compile(
    any_of(
        r"romaan\w* teos\w* teok\w* dekkar\w* jännär\w* runo\w* novell\w* tuotan\w* trilogi\w* "
        r"elämäkert\w* muistelm\w* esikois\w* levyj?\w* albumi\w*"
    )
    + r"\Z"
)
# May stand between an author and the work: "Turkan kootut runot".
WORK_ADJECTIVE = re.compile(
    any_of(
        "kootut uusin uusi uudet vanhat kaikki viimeisin tuorein koko toinen kolmas muut muita paras "
        "parhaat ensimmäi uusimma kuuluisa suomennet lyhyt"
    )
)
# The place's name is in the genitive before these.
PLACE_NOUN = re.compile(
    any_of(
        r"\w*kirjasto(?!nhoit|nhoid|virk|auton)\w* toimipist\w* \w*koulu\w* kylä\w* kampu\w* "
        r"palvelupist\w* omatoimi\w* seurakun\w* kirk\w* sairaala\w* asema\w* kauppakesk\w* "
        r"päiväkoti\w* päiväkodi\w* lukio\w* seudu\w* seutu\w* alue\w* suunnalla suunnalta puole\w* "
        r"talo\w* museo\w* yliopisto\w* opisto\w* palvelukesk\w* pysäk\w* kaupungi\w* kunta\w* "
        r"kunna\w* torilla torin ranta\w* rannassa palvelutalo\w* lehti lehteä lehden lehdessä lehdet "
        r"bibliotek\w* skola\w* library школ\w* библиотек\w* katu\w* tie tien tiellä kadulla halli\w* "
        r"filial\w*"
    )
    + r"\Z"
)
# The part after a hyphen still speaks of a person ("Tuija-täti"); other compounds do not ("Ella-kirjat").
PERSON_NOUN = re.compile(
    any_of(
        r"niminen nimisen nimise\w* setä\w* sedä\w* täti\w* tädi\w* eno\w* mummo\w* mummu\w* mummi\w* "
        r"ukki\w* uki\w* vaari\w* pappa\w* papa\w* ope\w* opettaj\w* virkailij\w* rouva\w* herra\w* "
        r"poika\w* pojan pojalle tyttö\w* tytön tytölle hoitaj\w* kaveri\w* ystävä\w* parka\w* "
        r"kulta\w* rakas\w* vaimo\w* mies\w* miehe\w* äiti\w* isä\w* serkku\w* sisko\w* veli\w* "
        r"johtaj\w* pomo\w* neiti\w*"
    )
    + r"\Z"
)
# Common in lower case after a role word, and never a name there ("asiakas kai halusi").
NEVER_LOWER = words_of(
    "kai aina anna ilta oma lisa into elo lahja toivo voitto arvo ilma usko taito veli rauha satu "
    "raita alla alan ala sana sanaa saman samana onni kivi mäki ranta oja oksa lehti lehto salo "
    "virta laina mies aarre aho lahti koski saari sarja linna hovi joki vaara tervo"
)
_SURNAME_CASES = r"(?:nen|sen|selle|sell[aä]|selt[aä]|sess[aä]|sest[aä]|sten)"
# Unknown surnames of this shape are names even without a list (Xxxonen, Xxxäselle).
SURNAME_SHAPE = re.compile(
    rf"[A-ZÅÄÖ][a-zåäö]{{1,14}}[bcdfghjklmnpqrstv](?:[oöaäuy]|i?[aä]i|[oö]i){_SURNAME_CASES}\Z"
)
SURNAME_SHAPE_CAPS = re.compile(r"[A-ZÅÄÖ]{2,15}[BCDFGHJKLMNPQRSTV](?:[OÖAÄUYI]|[AÄ]I)NEN\Z")
# How surnames end that no list holds; only beside a first name is this enough.
SURNAME_ENDING = re.compile(
    any_of(
        r"\w{2,}nen \w{2,}l[aä] \w+aho \w+mäki \w+niemi \w+ranta \w+salo \w+joki \w+vaara \w+maa "
        r"\w+koski \w+lampi \w+harju \w+vuori \w+kangas \w+oja \w+lahti \w+saari \w+virta \w+järvi "
        r"\w+korpi \w+sto \w+stö \w+io \w+ström \w+berg \w+lund \w+qvist \w+kvist \w+man \w+nius "
        r"\w+sson \w+dahl \w+gren \w+holm \w+roos \w+blad \w+stedt \w+ova? \w+eva? \w+enko \w+sk[yi] "
        r"\w+ina?"
    )
    + r"\Z"
)
PATRONYMIC = re.compile(r"[А-ЯЁ][а-яё]{2,}(?:ович|евич|овн|евн|ичн)[а-яё]{0,3}\Z")
# A place in a local case ("Suvannossa", "Suvantoon"): not the surname of the name before it.
PLACE_CASE = re.compile(r"(?:ss[aä]|st[aä]|([aeiouyäö])\1n|h[aeiouyäö]n|seen)\Z")
