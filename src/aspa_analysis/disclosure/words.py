"""The words of disclosure control in the languages of the reports."""

from __future__ import annotations

from aspa_analysis.periods import Period, Step
from aspa_analysis.settings import Language

_WORDS: dict[Language, dict[str, str]] = {
    "fi": {
        "small": "alle {threshold}",
        "hidden": "ei näytetä",
        "total": "Yhteensä",
        "range": "arviolta {low}–{high}\u00a0%",
        "note": (
            "Pieniä lukuja ei näytetä, jottei ketään voi tunnistaa. "
            "Joskus myös toinen luku jätetään pois, jottei piilotettua voi laskea."
        ),
        "few_staff": (
            "Taulukkoa ei näytetä, koska sen takana on alle {min_staff} työntekijää. "
            "Tiedot ovat mukana kimpan yhteisessä taulukossa."
        ),
        "few": "Vastauksia on liian vähän (alle {threshold}), joten taulukkoa ei näytetä.",
        "merged": "Ryhmiä on yhdistetty, koska luvut ovat pieniä.",
        "mostly_hidden": "Luvut ovat niin pieniä, ettei taulukosta voi näyttää tarpeeksi.",
        "too_little": "Palautteita on {digest} liian vähän ({count}, tarvitaan vähintään {needed}).",
        "therefore": "Siksi näytämme {shown}.",
        "worthwhile": "Kirjaaminen kannattaa: jokainen palaute on mukana.",
    },
    "sv": {
        "small": "under {threshold}",
        "hidden": "visas inte",
        "total": "Totalt",
        "range": "uppskattningsvis {low}–{high}\u00a0%",
        "note": (
            "Små tal visas inte, så att ingen kan kännas igen. "
            "Ibland utelämnas också ett annat tal, så att det dolda inte kan räknas ut."
        ),
        "few_staff": (
            "Tabellen visas inte, eftersom färre än {min_staff} anställda står bakom den. "
            "Uppgifterna ingår i bibliotekssamarbetets gemensamma tabell."
        ),
        "few": "Svaren är för få (under {threshold}), så tabellen visas inte.",
        "merged": "Grupper har slagits ihop, eftersom talen är små.",
        "mostly_hidden": "Talen är så små att tabellen inte kan visas.",
        "too_little": "Responsen är för liten för {digest} ({count}, det behövs minst {needed}).",
        "therefore": "Därför visar vi {shown}.",
        "worthwhile": "Det lönar sig att anteckna: varje kommentar räknas.",
    },
    "en": {
        "small": "under {threshold}",
        "hidden": "not shown",
        "total": "Total",
        "range": "about {low}–{high}%",
        "note": (
            "Small numbers are not shown, so that nobody can be recognised. "
            "Sometimes another number is left out too, so that the hidden one cannot be worked out."
        ),
        "few_staff": (
            "The table is not shown, because fewer than {min_staff} members of staff stand behind it. "
            "Its figures are in the consortium's joint table."
        ),
        "few": "There are too few answers (under {threshold}), so the table is not shown.",
        "merged": "Groups have been merged, because the numbers are small.",
        "mostly_hidden": "The numbers are so small that too little of the table can be shown.",
        "too_little": "There is too little feedback for {digest} ({count}, at least {needed} needed).",
        "therefore": "So we show {shown}.",
        "worthwhile": "Recording pays: every note is included.",
    },
}

_DIGESTS: dict[Language, dict[Step, str]] = {
    "fi": {
        "month": "kuukausikoosteeseen",
        "quarter": "neljännesvuosikoosteeseen",
        "half": "puolivuosikoosteeseen",
        "year": "vuosikoosteeseen",
        "last12": "12 kuukauden koosteeseen",
    },
    "sv": {
        "month": "en månadssammanställning",
        "quarter": "en kvartalssammanställning",
        "half": "en halvårssammanställning",
        "year": "en årssammanställning",
        "last12": "en sammanställning av 12 månader",
    },
    "en": {
        "month": "a monthly digest",
        "quarter": "a quarterly digest",
        "half": "a half-yearly digest",
        "year": "a yearly digest",
        "last12": "a digest of 12 months",
    },
}

_SHOWN: dict[Language, dict[Step, str]] = {
    "fi": {
        "quarter": "koko neljännesvuoden",
        "half": "koko puolen vuoden jakson",
        "year": "koko vuoden",
        "last12": "viimeiset 12 kuukautta",
    },
    "sv": {
        "quarter": "hela kvartalet",
        "half": "hela halvåret",
        "year": "hela året",
        "last12": "de senaste 12 månaderna",
    },
    "en": {
        "quarter": "the whole quarter",
        "half": "the whole half-year",
        "year": "the whole year",
        "last12": "the last 12 months",
    },
}


def say(key: str, language: Language, **values: object) -> str:
    """Return a phrase with its placeholders filled.

    Parameters
    ----------
    key : str
        Which phrase.
    language : {"fi", "sv", "en"}
        In which language.
    **values : object
        What its placeholders stand for.

    Returns
    -------
    str
        The phrase.
    """
    return _WORDS[language][key].format(**values)


def explain_period(asked: Period, shown: Period, *, count: str, needed: int, language: Language) -> str:
    """Tell the reader why a report covers a longer time than its name says.

    Parameters
    ----------
    asked, shown : Period
        The period that was asked for, and the one that is shown.
    count : str
        How many notes the asked one has, as it may be shown.
    needed : int
        How many are needed.
    language : {"fi", "sv", "en"}
        Language of the sentences.

    Returns
    -------
    str
        The sentences.
    """
    digest = _DIGESTS[language][asked.step]
    sentences = [say("too_little", language, digest=digest, count=count, needed=needed)]
    if shown != asked:
        sentences.append(say("therefore", language, shown=_SHOWN[language][shown.step]))
    return " ".join([*sentences, say("worthwhile", language)])


def format_count(count: int, language: Language) -> str:
    """Write a count with the language's space or comma between thousands."""
    return f"{count:,}" if language == "en" else f"{count:,}".replace(",", "\u00a0")


def format_share(share: float, language: Language) -> str:
    """Write a share of 0..1 as whole per cent."""
    space = "" if language == "en" else "\u00a0"
    return f"{round_percent(share)}{space}%"


def format_range(low: float, high: float, language: Language) -> str:
    """Write an interval of shares as *arviolta 18–29 %*."""
    return say("range", language, low=round_percent(low), high=round_percent(high))


def round_percent(share: float) -> int:
    """Round a share to whole per cent, halves up, as readers do."""
    return int(share * 100 + 0.5 + 1e-9)
