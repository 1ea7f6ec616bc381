"""The kit for plugin authors: laws to hold, data to try, fixtures to test with.

An evaluator's whole conformance test is::

    import pytest

    from rusfelt.testing import conformance

    @pytest.mark.parametrize("law", conformance(MyMethod(), api=1), ids=str)
    def test_conformance(law):
        law()

The laws need nothing but rusfelt. The strategies need Hypothesis and the fixtures pytest, which the
extra ``rusfelt[testing]`` brings.
"""

from rusfelt.testing.evaluators import LAWS, check_evaluator, conformance
from rusfelt.testing.files import (
    READER_LAWS,
    WRITER_LAWS,
    check_reader,
    check_writer,
    conformance_of_reader,
    conformance_of_writer,
)
from rusfelt.testing.instruments import (
    INSTRUMENT_LAWS,
    check_instrument,
    conformance_of_instrument,
)
from rusfelt.testing.law import BrokenLawError, Law, Result
from rusfelt.testing.registries import DiscoveryRefusedError, only_these, refuse_discovery
from rusfelt.testing.report import Report
from rusfelt.testing.strategies import answers, measurements, panels, plans
from rusfelt.testing.table_readers import (
    TABLE_READER_LAWS,
    check_table_reader,
    conformance_of_table_reader,
)

__all__ = [
    "INSTRUMENT_LAWS",
    "LAWS",
    "READER_LAWS",
    "TABLE_READER_LAWS",
    "WRITER_LAWS",
    "BrokenLawError",
    "DiscoveryRefusedError",
    "Law",
    "Report",
    "Result",
    "answers",
    "check_evaluator",
    "check_instrument",
    "check_reader",
    "check_table_reader",
    "check_writer",
    "conformance",
    "conformance_of_instrument",
    "conformance_of_reader",
    "conformance_of_table_reader",
    "conformance_of_writer",
    "measurements",
    "only_these",
    "panels",
    "plans",
    "refuse_discovery",
]
