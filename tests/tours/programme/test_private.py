"""What tells where somebody lives is found, and ordinary sentences are left alone."""

import pytest

from tours.programme.forms.private import private_part

ADDRESSES = [
    "Ik woon aan de Kanaalstraat 12 in Utrecht.",
    "Ik woon op het Smaragdplein 8b.\nDank u.",
    "Kanaalstraat nr. 12, Utrecht",
    "Kanaalstraat nummer 12.",
    "Wij wonen op de F.C. Dondersstraat 12 bis.",
    "Wij wonen op de F.C. Dondersstraat 12-II.",
    "Laan van Meerdervoort 210",
    "Ik woon aan de Laan van Nieuw Guinea 4.",
    "Ik woon aan de laan van Nieuw Guinea 4a, tweede verdieping.",
    "Laan van Maarschalk Montgomery 3 in Utrecht",
    "Laan der Verenigde Naties 12!",
    "Plein van de Verenigde Naties 3, tegenover de school.",
    "Weg naar Rhijnauwen 2 te Utrecht",
    "Laan 1940-1945 12.",
    "Park Voorn 5.",
    "Wilhelminapark 12, bovenhuis.",
    "Aan de Oude Gracht 12 te Utrecht is het stil.",
    "Grote Markt 5\n",
    "Ik woon op Vredenburg 40.",
    "Ik woon aan de Neude 5, al jaren.",
    "Wij wonen Achter de Dom 14.",
    "Mijn adres: Achter Clarenburg 2",
    "Mijn adres is Jan van Scorel 9.",
    "3512 AB Utrecht",
    "Mail jan@voorbeeld.example",
    "Bel 06-12345678",
    "Bel 030 1234567",
]
SENTENCES = [
    "Op de Amsterdamsestraatweg 3 bomen erbij, en in 2018 was de Kanaalstraat 12 weken dicht.",
    "In 2018 kwamen er 160 vrienden, en 0,5 procent ging weg. Zie www.voorbeeld.example.",
    "De Laan van Nieuw Guinea is al jaren te druk.",
    "Op de Laan van Nieuw Guinea gebeurden in 2019 vier ongelukken.",
    "De Laan van Nieuw Guinea 30 kilometer per uur, dat willen wij.",
    "Wij willen langs de laan 4 bomen. De gemeente wil er 2.",
    "Wij willen in het park van Lunetten 2 in plaats van 3 speelplekken.",
    "Graag op de Kanaalstraat 2 in plaats van 4 rijstroken.",
    "De Kanaalstraat was in de zomer van 2019 dicht.",
    "Op de Kanaalstraat 30 te rijden is genoeg.",
    "Wij wonen sinds Koningsdag 2019 in Utrecht.",
    "Ik woon in Lunetten en ben 30.",
    "Wij wonen in Utrecht 2040 niet meer zoals nu.",
    "Ik woon al 12 jaar in Zuilen. Wij zijn met 40.",
    "Wij wonen met zijn vieren op nummer 12.",
    "Utrecht heeft 12 wijken. Buslijn 28 rijdt naar Park Voorn.",
    "In het Wilhelminapark staan 12 bankjes; 3 zijn kapot.",
    "Park en Ring 2 keer per week schoonmaken.",
    "Op het plein van de school spelen 200 kinderen.",
    "Laan van Nieuw Guinea 2019 in beeld.",
    "Artikel 12, lid 3. Agenda 2030.",
]


@pytest.mark.parametrize("text", ADDRESSES)
def test_where_somebody_can_be_found_is_seen(text):
    assert private_part(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_an_ordinary_sentence_is_left_alone(text):
    assert private_part(text) == ""


def test_what_was_found_is_told():
    assert private_part("Welkom op de Laan van Nieuw Guinea 4, elke dag.") == "Laan van Nieuw Guinea 4"
    assert private_part("Ik woon op de Neude 5, al jaren.") == "Neude 5"
    assert private_part("Ik woon aan de Kanaalstraat 12 in Utrecht.") == "Kanaalstraat 12"
    assert private_part("Mail naar jan@voorbeeld.example!") == "jan@voorbeeld.example"
