"""What customers wrote themselves: web forms, slips, e-mails, chat, social media, reviews."""

from __future__ import annotations

import numpy as np

from aspa_analysis.example.days import list_open_days
from aspa_analysis.example.oral import Note
from aspa_analysis.example.picking import TextPicker
from aspa_analysis.example.supply import Supply
from aspa_analysis.example.world import DESKS, OTHER_CHANNELS, TOWN_WEB_FORM, expect_notes, list_months

# Artificial signatures as mail programs paste them under a message; some span many lines.
SIGNATURES: dict[str, tuple[str, ...]] = {
    "fi": (
        "\n\nTerveisin\nHilkka Pajuvirta",
        "\n\nt. Jouni",
        "\n\nLähetetty iPhonesta",
        (
            "\n\nYstävällisin terveisin,\n\nTarja Lehtokangas\nkehittämispäällikkö\nKoivukosken Kone Oy\n"
            "puh. 050 555 0143\ntarja.lehtokangas@example.com\n\nMieti ennen kuin tulostat."
        ),
        "\n\n-- \nMikko Saarenketo\nmikko.saarenketo@example.fi\n",
        "\n\nParhain terveisin Anneli Ruuskankoski, Peltotie 7 as. 2",
        "\n\nLähetetty Samsung Galaxy -älypuhelimesta.",
        "\n\nterv. kahden pojan äiti",
        "\n\nKunnioittaen\nErkki Vainionkulma\neläkkeellä oleva lukkari\np. 09 5550 171",
        "\n\nHanna-Kaisa Mäntyharju\nHanki Outlook for Android",
        (
            "\n\n_______________\nPekka Juvasalo | Projektipäällikkö\nSuvannon Tilapalvelut\n"
            "050 555 0187 | pekka.juvasalo@example.com\n"
            "Tämä viesti on tarkoitettu vain vastaanottajalle. Jos sait sen vahingossa, poista se."
        ),
        "\n\nYst. terv. Eila",
        "\n\nSirkka-Liisa Korpijaakko\nKoulutie 4, 99910 Suvanto",
        "\n\nmt. Joonas H.",
        "\n\nLähetetty Outlookista Macille",
        "\n\nTerveisin Maritta ja Väinö Uusiportti",
    ),
    "sv": (
        "\n\nHälsningar,\nBirgitta Strandell\n0457 5550 162",
        "\n\nVänligen Kerstin Backholm",
        "\n\nHälsningar från skärgården",
        "\n\nSkickat från min iPhone",
    ),
    "en": (
        "\n\nRegards,\nDaniel Oduya\ndaniel.oduya@example.com",
        "\n\nBest wishes, Priya",
        "\n\nSent from my iPhone",
    ),
}
_SIGNED_SHARE = 0.35
_SUVANTO_POINTS = [desk for desk in DESKS if desk.library == "suvanto"]


def write_month(library: str, month: str, supply: Supply, picker: TextPicker) -> list[Note]:
    """Make the notes that customers of a library wrote in a month.

    Parameters
    ----------
    library : str
        The library.
    month : str
        The month, as ``2024-05``.
    supply : Supply
        Texts and their weights.
    picker : TextPicker
        Memory of what was used.

    Returns
    -------
    list of Note
        In the order of channels.
    """
    rates = OTHER_CHANNELS if library == "suvanto" else {"lomake": TOWN_WEB_FORM.get(library, 0)}
    # Written feedback follows the year less than oral feedback does.
    shape = 0.5 + 0.5 * expect_notes("suvanto", month) / expect_notes("suvanto", "2024-02")
    notes: list[Note] = []
    for via, rate in rates.items():
        weights = supply.weigh_web(via, library, month)
        for _ in range(int(picker.rng.poisson(rate * shape)) if rate else 0):
            text = picker.pick(weights, library=library, month=list_months().index(month))
            if text is not None:
                notes.append(_make_note(library, via, month, text, picker.rng))
    return notes


def _make_note(library: str, via: str, month: str, text: int, rng: np.random.Generator) -> Note:
    days = list_open_days(month)
    point = ""
    if library == "suvanto" and rng.random() < (0.9 if via == "lappu" else 0.45):
        shares = [desk.share or 0.02 for desk in _SUVANTO_POINTS]
        total = sum(shares)
        choice = int(rng.choice(len(shares), p=[share / total for share in shares]))
        point = _SUVANTO_POINTS[choice].point
    day = days[int(rng.integers(len(days)))]
    return Note(library=library, point=point, file=via, day=day, text=text, via=via)


def sign_mail(text: str, *, language: str, has_name: bool, rng: np.random.Generator) -> str:
    """Paste a signature under an e-mail, now and then, unless it names its writer already."""
    choices = SIGNATURES.get(language, ())
    if has_name or not choices or rng.random() > _SIGNED_SHARE:
        return text
    return text + choices[int(rng.integers(len(choices)))]
