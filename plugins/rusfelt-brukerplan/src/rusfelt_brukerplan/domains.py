"""What is rated in BrukerPlan, and how: eight domains, three colours, and an index with a fourth.

BrukerPlan is a mapping of people who receive municipal services and are judged by the staff to
have a problem with substances, mental health or both. Where each fact is from:

* The eight domains: St. Olavs hospital, «Brukerplan»
  (https://stolav.no/korus/rusbehandling/lokal-kartlegging/brukerplan), which calls them
  rusmiddelbruk, økonomi, psykisk helse, fysisk helse, bolig, sosial kompetanse, nettverk and
  arbeid/aktivitet. Rusfeltet.no, «Forverring av levekår viser BrukerPlan», and KORUS Oslo, «Ti
  bydeler har fått hver sin unike BrukerPlan-rapport» (11 June 2019), name the same eight in other
  words; those are understood too.
* The four colours, and that the fourth, blue light (blålys), is a level of the index over all
  eight domains: KORUS Oslo, as above; the 2019 report as told by Rusfeltet.no. How the index is
  computed is not published there, so its level is taken as data and never worked out here. Nor do
  they say in so many words that one domain has three colours; so a fourth is read where a table
  prints it, and is not missed where it does not.
* Ratings are made by staff, by their own judgement and what they know; results carry no identity,
  so that one person cannot be followed from one mapping to the next: Helsedirektoratet,
  «Gjennomgang av Brukerplan», chapter 4.2 of «Anbefalinger til videre arbeid med rapportering for
  psykisk helse og rus i kommunen».
* All municipalities have been offered it since 2011 (Helsedirektoratet, as above), each decides
  which of its services take part (St. Olavs hospital, as above), and a little over 250 map, every
  second year, with about 85 per cent of the population (Rusfeltet.no, «Over halvparten har
  alvorlige fysiske helseplager som gjør dem utsatt»). So coverage differs by place and year,
  and equal coverage is something somebody must declare.
"""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["BLUE_LIGHT", "DOMAINS", "INDEX", "LABELS", "RATINGS", "indicator_id", "known_domain"]

INDEX = "levekarsindeks"
BLUE_LIGHT = "blue-light"
RATINGS = ("green", "yellow", "red", BLUE_LIGHT)

DOMAINS = MappingProxyType(
    {
        "rusmiddelbruk": "rusmiddelbruk",
        "okonomi": "økonomi",
        "psykisk-helse": "psykisk helse",
        "fysisk-helse": "fysisk helse",
        "bolig": "bolig",
        "sosial-fungering": "sosial fungering",
        "nettverk": "nettverk",
        "aktivitet": "arbeid/aktivitet",
    }
)
"""The domains' ids and what people read, in the order of the first source."""

LABELS = MappingProxyType({**DOMAINS, INDEX: "levekårsindeks"})

_OTHER_NAMES = {
    "rusbruk": "rusmiddelbruk",
    "bosituasjon": "bolig",
    "boligsituasjon": "bolig",
    "sosial kompetanse": "sosial-fungering",
    "sosialt nettverk": "nettverk",
    "meningsfull aktivitet": "aktivitet",
    "arbeid og meningsfull aktivitet": "aktivitet",
}
_NAMES = {
    **{label.casefold(): key for key, label in LABELS.items()},
    **{key: key for key in LABELS},
    **_OTHER_NAMES,
}


def indicator_id(domain: str, rating: str) -> str:
    """The id of the indicator a rating's figures belong to.

    >>> indicator_id("bolig", "red")
    'brukerplan.bolig.red'
    """
    return f"brukerplan.{domain}.{rating}"


def known_domain(text: str) -> str | None:
    """The id of a domain, or of the index, by any name a source gives it; ``None`` for no name.

    >>> known_domain("Sosial kompetanse"), known_domain("Levekårsindeks"), known_domain("fritid")
    ('sosial-fungering', 'levekarsindeks', None)
    """
    return _NAMES.get(" ".join(text.casefold().split()))
