"""The wording of page furniture: what stands round a report's own content, by language."""

from __future__ import annotations

from dataclasses import dataclass

from aspa_analysis.errors import SettingsError


@dataclass(frozen=True)
class Furniture:
    """Words of one language; ``{}`` stands for what is filled in.

    Attributes
    ----------
    language : str
        As in HTML's ``lang``.
    """

    language: str
    skip: str
    example: str
    contents: str
    links: str
    index: str
    index_lead: str
    run_on: str
    made: str
    made_one: str
    failed_count: str
    failed_count_one: str
    failed: str
    cause_error: str
    cause_timeout: str
    cause_ended: str
    libraries: str
    consortium_reports: str
    region_reports: str
    earlier: str
    for_maintainer: str
    made_with: str
    back_to_top: str


_FURNITURE = {
    "fi": Furniture(
        language="fi",
        skip="Siirry sisältöön",
        example="Aineisto on keksitty: kirjastot, palautteet ja vastaajat eivät ole todellisia.",
        contents="Sisällys",
        links="Muut raportit",
        index="Asiakaspalautteen raportit",
        index_lead="Valitse kirjasto ja kausi. Raportit avautuvat selaimessa, ja ne voi tulostaa.",
        run_on="Raportit on tehty {}.",
        made="{} raporttia valmiina.",
        made_one="Yksi raportti valmiina.",
        failed_count="{} raporttia jäi tekemättä; syy on kerrottu raportin kohdalla.",
        failed_count_one="Yksi raportti jäi tekemättä; syy on kerrottu raportin kohdalla.",
        failed="Ei saatu valmiiksi.",
        cause_error="Laskennassa tuli virhe. Muut raportit ovat kunnossa.",
        cause_timeout="Laskenta kesti liian kauan ja keskeytettiin.",
        cause_ended="Laskenta katkesi kesken.",
        libraries="Kirjastot",
        consortium_reports="Koko kimppa",
        region_reports="Koko alue",
        earlier="Aiemmat kaudet",
        for_maintainer="Ylläpidolle:",
        made_with="Tehty aspa-analysis-ohjelmalla.",
        back_to_top="Takaisin alkuun",
    ),
    "sv": Furniture(
        language="sv",
        skip="Gå till innehållet",
        example="Materialet är påhittat: biblioteken, responsen och svararna är inte verkliga.",
        contents="Innehåll",
        links="Andra rapporter",
        index="Rapporter om kundresponsen",
        index_lead="Välj bibliotek och period. Rapporterna öppnas i webbläsaren och kan skrivas ut.",
        run_on="Rapporterna är gjorda {}.",
        made="{} rapporter är klara.",
        made_one="En rapport är klar.",
        failed_count="{} rapporter blev ogjorda; orsaken står vid rapporten.",
        failed_count_one="En rapport blev ogjord; orsaken står vid rapporten.",
        failed="Kunde inte göras.",
        cause_error="Ett fel uppstod i beräkningen. De andra rapporterna är i ordning.",
        cause_timeout="Beräkningen tog för lång tid och avbröts.",
        cause_ended="Beräkningen avbröts.",
        libraries="Bibliotek",
        consortium_reports="Hela konsortiet",
        region_reports="Hela regionen",
        earlier="Tidigare perioder",
        for_maintainer="För den som sköter systemet:",
        made_with="Gjord med programmet aspa-analysis.",
        back_to_top="Till sidans början",
    ),
    "en": Furniture(
        language="en",
        skip="Skip to content",
        example="The data is made up: the libraries, the feedback and the respondents are not real.",
        contents="Contents",
        links="Other reports",
        index="Customer feedback reports",
        index_lead="Choose a library and a period. The reports open in the browser and can be printed.",
        run_on="The reports were made on {}.",
        made="{} reports are ready.",
        made_one="One report is ready.",
        failed_count="{} reports could not be made; the reason is given beside each.",
        failed_count_one="One report could not be made; the reason is given beside it.",
        failed="Could not be made.",
        cause_error="An error occurred in the calculation. The other reports are in order.",
        cause_timeout="The calculation took too long and was stopped.",
        cause_ended="The calculation broke off.",
        libraries="Libraries",
        consortium_reports="The whole consortium",
        region_reports="The whole region",
        earlier="Earlier periods",
        for_maintainer="For the maintainer:",
        made_with="Made with aspa-analysis.",
        back_to_top="Back to top",
    ),
}


def find_furniture(language: str) -> Furniture:
    """Find the wording of a language.

    Parameters
    ----------
    language : {"fi", "sv", "en"}
        The language.

    Returns
    -------
    Furniture
        Its words.

    Raises
    ------
    SettingsError
        If reports are not made in that language.
    """
    if language not in _FURNITURE:
        raise SettingsError(f"no wording in language '{language}'; expected one of {', '.join(_FURNITURE)}")
    return _FURNITURE[language]
