import pytest

from aspa_analysis.privacy import Redactor

REDACTOR = Redactor(places=("Ranta", "Harjula", "Suvanto", "Asema"))


@pytest.mark.parametrize(
    "text",
    [
        "Harjulan vähennetyt päivät ovat alku lopulle",
        "Ranta on paras kirjasto",
        "Harjulan väki oli ystävällistä",
        "Suvannosta löytyi se mitä Asemalla ei ollut",
    ],
)
def test_the_librarys_own_places_are_kept(text: str) -> None:
    assert REDACTOR.redact([text])[0].text == text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Matti Ranta kävi Rannassa", "Matti Ranta"),
        ("terv. Liisa Harjula", "Liisa Harjula"),
        ("virkailija Ranta oli tyly", "virkailija Ranta"),
    ],
)
def test_a_person_called_like_a_place_is_hidden(text: str, secret: str) -> None:
    assert secret not in REDACTOR.redact([text])[0].text
