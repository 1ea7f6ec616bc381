"""What a new study begins with: a plan and settings that explain themselves, in bokmål."""

from __future__ import annotations

__all__ = ["PLAN_TEMPLATE", "SETTINGS_TEMPLATE"]

PLAN_TEMPLATE = """\
# Planen. Bytt ut alt med det som er vedtatt. Det som ikke er vedtatt, skal ikke stå her:
# da sier evalueringen at det mangler, og hva som skal til.
# Kontroller filen med: rusfelt validate plan.toml

schema = 1
id = "min-plan"
title = "Lokal rusplan"
period = ["2024", "2028"]

[[goals]]
id = "H1"
title = "Hovedmål 1"

[[strategies]]
id = "S1"
title = "Strategi 1"
goals = ["H1"]

[[tiltak]]
id = "1"
title = "Tiltak 1"
strategies = ["S1"]
level = "group"             # structural, group eller individual
# moves = ["indikator-1"]   # indikatorer tiltaket skal bevege

# En indikator sier hva som måles, og hvilken retning som er bedre:
# [[indicators]]
# id = "indikator-1"
# title = "Det som måles"
# kind = "count"            # milestone, count, coverage, rate, score eller amount
# better = "lower"
# counts = "events"         # events, new-persons eller persons-present

# Et måltall sier hvor langt og innen når:
# [[targets]]
# indicator = "indikator-1"
# value = 10
# due = "2028-12-31"
"""

SETTINGS_TEMPLATE = """\
# Slik evalueres studien. Alt kan stå som det er; linjer som begynner med # gjelder ikke.

schema = 1
# as_of = 2024-12-31         # se bort fra det som ble vedtatt eller publisert senere
policy = "helse5"            # hvor få personer et tall i et dokument kan handle om
language = "nb"              # nb, nn eller en
formats = ["html", "json"]   # html, docx, xlsx, json, csv, iati
# previous = "data/fjorarets-evaluering.json"
# ledger = "data/allerede-offentlig.csv"

# Svar fra enkeltpersoner. Filen blir i studien; bare grupper kommer med i resultatene.
# [[answers]]
# indicator = "livskvalitet"
# instrument = "who5"
# file = "data/svar.csv"

# Flere metoder enn de vanlige, med det de skal vite:
# [evaluators."theil-sen"]
# confidence = 0.9
"""
