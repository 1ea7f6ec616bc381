"""Documents for people: one self-contained HTML page from an evaluation.

The libraries of the extra ``report`` are loaded when a report is made, never by this import.
"""

from rusfelt.report.html import html_report, write_html

__all__ = ["html_report", "write_html"]
