"""People's scores from files."""

import pytest

import rusfelt
from rusfelt import DomainError, ReadError


@pytest.fixture
def file(tmp_path):
    def write(text, name="answers.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def test_answers_are_scored_by_their_instrument(file):
    path = file("person;date;who5_1;who5_2;who5_3;who5_4;who5_5\na;2024-01-02;5;4;3;2;1\n")
    panel = rusfelt.read_scores(path, "who5")
    assert panel.y.tolist() == [60.0]
    assert panel[0].unit == "a"


def test_scores_made_already_are_taken_as_they_are(file):
    path = file("klient;uke;sum\nk1;1;20\nk1;2;\nk2;1;30\n")
    panel = rusfelt.read_scores(path, y="sum", indicator="ors", unit="klient", t="uke")
    assert panel.indicator.tolist() == ["ors", "ors"]
    assert panel.sizes.tolist() == [1, 1]


def test_an_answer_that_is_none_is_told_by_its_line(file):
    path = file(
        "person;date;who5_1;who5_2;who5_3;who5_4;who5_5\n# a note\na;2024-01-02;5;4;3;2;9\n"
    )
    with pytest.raises(ReadError) as caught:
        rusfelt.read_scores(path, "who5")
    assert caught.value.line == 3
    assert "9" not in str(caught.value).split("answers.csv", 1)[1].replace("line", "")[:40]


@pytest.mark.parametrize(
    ("how", "fact"),
    [
        ({}, "Tell the instrument"),
        ({"instrument": "who5", "y": "sum"}, "Tell the instrument"),
        ({"y": "sum"}, "indicator="),
        ({"y": "sum", "indicator": "a"}, "No column says whose"),
        ({"y": "sum", "indicator": "a", "unit": "klient"}, "No column says when"),
    ],
)
def test_what_is_not_told_is_asked_for(file, how, fact):
    with pytest.raises(DomainError, match=fact):
        rusfelt.read_scores(file("klient;uke;sum\nk1;1;20\n"), **how)
