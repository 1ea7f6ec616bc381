r"""
A year's evaluation
===================

A district has adopted a plan and must say once a year whether it works. This example goes from the
plan and a spreadsheet of figures to documents that may be published. Plan and figures are made up.
"""

# %%
# The plan, and the figures as the office has them
# ------------------------------------------------
# The plan is a file. The figures stand in a spreadsheet with a title above the table, as such files
# do, and its columns are called what the office calls them. (The sheet is written here, so that the
# example has one.)
import tempfile
from pathlib import Path

import numpy as np
import xlsxwriter

import rusfelt
from rusfelt.io.tables import read_table
from rusfelt.language import label

folder = Path(tempfile.mkdtemp())
source = Path("examples/illustrative-figures.csv")
if not source.exists():
    source = Path("..") / "illustrative-figures.csv"
plan = rusfelt.load_plan(source.with_name("illustrative.toml"))
made_up = rusfelt.read_measurements(source)

names = {
    "indicator": "Indikator", "unit": "Bydel", "period": "År", "value": "Verdi",
    "numerator": "Teller", "denominator": "Nevner", "se": "Standardfeil",
    "break_before": "Brudd", "state": "Tilstand",
}  # fmt: skip
with xlsxwriter.Workbook(str(folder / "tall.xlsx")) as book:
    sheet = book.add_worksheet("Tall 2024")
    sheet.write(0, 0, "Tall til rusplanen, hentet ut i januar")
    for column, (field, name) in enumerate(names.items()):
        sheet.write(2, column, name)
        for row, cell in enumerate(made_up[field].tolist()):
            if not (isinstance(cell, float) and np.isnan(cell)) and cell not in {"", False}:
                sheet.write(3 + row, column, cell)

table = read_table(folder / "tall.xlsx")
for what, told in table.guessed.items():
    print(f"{what}: {told}")
print(*table.columns, sep=", ")

# %%
# What the columns are
# --------------------
# A few names are told in the call. ``rusfelt map tall.xlsx`` drafts a mapping file instead, with a
# reason for each guess, for whoever would rather look through a file.
columns = {name: field for field, name in names.items()}
figures = rusfelt.read_measurements(folder / "tall.xlsx", columns=columns)
print(len(figures), "figures of", len(set(figures["indicator"].tolist())), "indicators")
print("the same as in the text file:", figures["value"].tolist()[:3], made_up["value"].tolist()[:3])

# %%
# Can the plan be evaluated at all?
# ---------------------------------
audit = rusfelt.audit(plan, figures)
print(f"{audit.evaluable} of {len(plan.tiltak)} tiltak have what it takes")
lacking = [(each.tiltak, each.missing) for each in audit.tiltak if each.missing]
for tiltak, missing in lacking[:3]:
    print(f"  {tiltak} lacks {', '.join(label('criterion', each, 'en') for each in missing)}")

# %%
# The verdicts
# ------------
# Each with its reason. What the figures cannot carry is said as plainly as what they can.
evaluation = rusfelt.evaluate_plan(plan, figures, as_of="2024-12-31")
for each in evaluation.tiltak[:6]:
    print(f"{each.id:8} {label('verdict', each.verdict, 'en'):24} {each.sentence('en')}")

# %%
# What may be published
# ---------------------
# Small counts of people are hidden, with as much more as keeps them from being reckoned out, and
# everything else is computed anew from what is left. Each of the documents takes what comes out of
# here and nothing else.
published = rusfelt.publish(evaluation)
print(len(published.hidden), "figures or parts are hidden")
for each in published.hidden[:4]:
    print(" ", each.indicator, each.unit, each.period, each.why)

# %%
# From the command line the whole of it is two lines::
#
#     rusfelt map tall.xlsx -o tall.xlsx.map.toml
#     rusfelt report plan.toml tall.xlsx --as-of 2024-12-31 --format html --format docx -o rapport
