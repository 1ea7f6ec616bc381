"""QuestionnaireResponses as a table of answers: one row a response, one column a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np

from rusfelt.errors import ReadError
from rusfelt.reading import RawTable
from rusfelt.typing import Array
from rusfelt_fhir._columns import Column
from rusfelt_fhir._figures import absent
from rusfelt_fhir._names import Names
from rusfelt_fhir._place import Place, Problems
from rusfelt_fhir._times import date_time, day_of

__all__ = ["Answers"]

_MOST_COLUMNS = 1_000
_MOST_CELLS = 16_000_000
_OWN = ("person", "authored")
_NONE = "no questionnaire named"
_FINISHED = frozenset({"completed", "amended"})
_NOWHERE = np.datetime64("NaT", "D")


class Answers:
    """The responses of a file, gathered one by one."""

    def __init__(self, problems: Problems, questionnaire: str | None = None) -> None:
        """Nothing yet.

        Args:
            problems: what is wrong with the file.
            questionnaire: the only one whose responses are taken: its address, or how that ends.
        """
        self._problems = problems
        self._wanted = questionnaire
        self._names = Names(problems, "person")
        self._rows: list[int] = []
        self._days: list[date | None] = []
        self._columns: dict[str, Column] = {}
        self._last: dict[str, int] = {}
        self._questionnaires: Counter[str] = Counter()
        self._versions: set[str] = set()
        self._unfinished: Counter[str] = Counter()
        self._errors = 0
        self._no_day = 0

    def add(self, row: int, resource: Mapping[str, Any]) -> None:
        """One response.

        Raises:
            ReadError: the file has too many questions.
        """
        place = Place(self._problems, row)
        status = place.text(resource, "status")
        if status == "entered-in-error":
            self._errors += 1
            return
        address = place.text(resource, "questionnaire")
        form = address.partition("|")[0] or _NONE
        self._questionnaires[form] += 1
        if self._wanted is not None and not _is_called(form, self._wanted):
            return
        self._versions.add(address)
        if status not in _FINISHED:
            self._unfinished[status or "without a status"] += 1
        number = len(self._rows)
        self._rows.append(row)
        self._names.add(place, resource, "subject")
        if resource.get("subject") is None:
            place.note("The response does not say whose it is.", "Export the subject.")
        self._days.append(self._day(place, resource))
        self._questions(place, number, resource)

    def _day(self, place: Place, resource: Mapping[str, Any]) -> date | None:
        text = place.text(resource, "authored")
        day = day_of(text)
        if text and date_time(text) is None:
            place.note("authored is no date.", "Write it as 2024-03-17.", column="authored")
        self._no_day += day is None
        return day

    def _questions(self, place: Place, number: int, resource: Mapping[str, Any]) -> None:
        """Every question with an answer, however deep it stands."""
        left: list[Iterator[Mapping[str, Any]]] = [iter(place.parts(resource, "item"))]
        while left:
            for item in left[-1]:
                answers = item.get("answer")
                link = item.get("linkId")
                if type(link) is not str or not link:
                    place.note("An item has no linkId.", "Export it with its linkId.")
                elif answers:
                    self._answer(place, number, link, item)
                elif "extension" in item and (why := absent(place, {"item": item}, "item")):
                    self._column(link, item).absent(number, str(why))
                below = place.parts(item, "item") if "item" in item else []
                for answer in answers if type(answers) is list else ():
                    if type(answer) is dict and "item" in answer:
                        below = [*below, *place.parts(answer, "item")]
                if below:
                    left.append(iter(below))
                    break
            else:
                left.pop()

    def _answer(self, place: Place, number: int, link: str, item: Mapping[str, Any]) -> None:
        answers = place.parts(item, "answer")
        if len(answers) > 1:
            place.note(
                f"There are {len(answers)} answers to one question.",
                "A question here has one answer; export each choice as a question of its own.",
                column=link,
            )
        if not answers:
            return
        if self._last.get(link) == number:
            place.note("The question is answered twice.", "Keep one answer.", column=link)
            return
        self._last[link] = number
        column = self._column(link, item)
        for name, value in answers[0].items():
            if name.startswith("value") and value is not None:
                column.add(place, number, name, answers[0])
                return
        if why := _why(place, answers[0]):
            column.absent(number, why)

    def _column(self, link: str, item: Mapping[str, Any]) -> Column:
        column = self._columns.get(link)
        if column is None:
            if len(self._columns) == _MOST_COLUMNS:
                self._problems.note(
                    self._rows[-1],
                    f"There are more than {_MOST_COLUMNS:,} questions.",
                    "Read one questionnaire at a time.",
                )
                raise self._problems.error()
            title = item.get("text")
            column = Column(link, title if type(title) is str else "")
            self._columns[link] = column
        return column

    def table(self, file: str, row: str, guessed: dict[str, str]) -> RawTable:
        """The table of all of them.

        Raises:
            ReadError: something is wrong with them, or they answer several questionnaires.
        """
        self._check_questionnaires(file)
        size = len(self._rows)
        if len(self._columns) * size > _MOST_CELLS:
            self._problems.note(
                self._rows[-1],
                f"{size:,} responses to {len(self._columns):,} questions are too many.",
                "Split the file.",
            )
        persons = self._names.names(guessed)
        # What is wrong so far is told before columns are made of it.
        self._problems.raise_any()
        self._tell(guessed)
        columns: dict[str, Array] = {
            "person": np.array(persons, dtype=np.str_),
            "authored": np.array([each or _NOWHERE for each in self._days], dtype="datetime64[D]"),
        }
        labels, states, titles = {}, {}, {}
        for link, column in self._columns.items():
            name = f"{link} (question)" if link in _OWN else link
            columns[name], labels[name] = column.made(size, self._problems, self._rows, guessed)
            if column.title:
                titles[name] = column.title
            if marks := column.states(size):
                states[name] = np.array(marks, dtype=np.str_)
        self._problems.raise_any()
        return RawTable(
            file,
            columns,
            self._rows,
            row=row,
            states=states,
            labels={name: each for name, each in labels.items() if each},
            titles=titles,
            guessed=guessed,
        )

    def _check_questionnaires(self, file: str) -> None:
        listed = ", ".join(
            f"{name} ({count})" for name, count in self._questionnaires.most_common()
        )
        taken = len(self._rows)
        if self._wanted is None and len(self._questionnaires) > 1:
            msg = (
                f"The responses are to several questionnaires, whose questions may be called the "
                f"same: {listed[:500]}. Say with questionnaire= which one is meant."
            )
            raise ReadError(msg, path=file)
        if self._wanted is not None and not taken:
            msg = f"No response is to {self._wanted!r}. There are: {listed[:500]}."
            raise ReadError(msg, path=file)

    def _tell(self, guessed: dict[str, str]) -> None:
        others = sum(self._questionnaires.values()) - len(self._rows)
        left = [f"{self._errors} entered in error"] * bool(self._errors)
        left += [f"{others} to other questionnaires"] * bool(others)
        if left:
            guessed["left out"] = ", ".join(left)
        if len(self._versions) > 1:
            guessed["questionnaire"] = "its versions taken for one and the same"
        if self._unfinished:
            counts = ", ".join(f"{n} {what}" for what, n in sorted(self._unfinished.items()))
            guessed["status"] = f"taken as they are: {counts}"
        guessed["authored"] = "the day as it is written, in whatever zone"
        if self._no_day:
            guessed["authored"] += f"; {self._no_day} responses name no one day"


def _is_called(form: str, wanted: str) -> bool:
    return form == wanted.partition("|")[0] or form.rpartition("/")[2] == wanted


def _why(place: Place, answer: Mapping[str, Any]) -> str:
    """Why an answer has no value."""
    for name in answer:
        if name.startswith("_value"):
            return str(absent(place, answer, name[1:]) or "")
    return str(absent(place, {"answer": answer}, "answer") or "")
