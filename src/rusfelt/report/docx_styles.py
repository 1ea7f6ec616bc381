"""The styles of a document: those it brings, and those of ours that it lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rusfelt.report.docx_looks import LOOKS, Look
from rusfelt.report.docx_xml import parsed, qualified, w

__all__ = ["LANGUAGES", "Styles", "set_language"]

LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}


class Styles:
    """Ids of styles by name, after what is missing has been added.

    A style of the same name that is there already is kept as it is: it is the municipality's own.
    """

    def __init__(self, root: Any, numbering: Mapping[str, int]) -> None:
        """Args: the ``w:styles`` element; the list each of the list styles belongs to."""
        self._root = root
        self._ids: dict[str, str] = {}
        self._taken = set()
        for each in root.findall(qualified("w:style")):
            named = each.find(qualified("w:name"))
            self._taken.add(each.get(qualified("w:styleId")))
            if named is not None:
                name = str(named.get(qualified("w:val"))).lower()
                self._ids.setdefault(name, each.get(qualified("w:styleId")))
        for look in LOOKS:
            if look.name.lower() not in self._ids and not (
                look.default and self._default(look.kind)
            ):
                self._add(look, numbering)

    def __getitem__(self, name: str) -> str:
        """The id of a style."""
        return self._ids[name.lower()]

    def numbered(self, name: str) -> bool:
        """Whether paragraphs of a style are items of a list by the style alone."""
        seen: set[str] = set()
        by_id = {
            each.get(qualified("w:styleId")): each
            for each in self._root.findall(qualified("w:style"))
        }
        wanted = self[name]
        while wanted in by_id and wanted not in seen:
            seen.add(wanted)
            style = by_id[wanted]
            if style.find(f"{qualified('w:pPr')}/{qualified('w:numPr')}") is not None:
                return True
            based = style.find(qualified("w:basedOn"))
            wanted = "" if based is None else based.get(qualified("w:val"))
        return False

    def _default(self, kind: str) -> bool:
        """Whether there is a default style of a kind, by whatever name."""
        for each in self._root.findall(qualified("w:style")):
            if each.get(qualified("w:type")) == kind and each.get(qualified("w:default")) in {
                "1",
                "true",
                "on",
            }:
                look = next(look for look in LOOKS if look.default and look.kind == kind)
                self._ids[look.name.lower()] = each.get(qualified("w:styleId"))
                return True
        return False

    def _add(self, look: Look, numbering: Mapping[str, int]) -> None:
        name = "".join(word[:1].upper() + word[1:] for word in look.name.split())
        made = name
        while made in self._taken:
            made += "1"
        self._taken.add(made)
        self._ids[look.name.lower()] = made
        own = look.name.startswith("Rusfelt")
        style = w(
            "style",
            w("name", val=look.name),
            w("basedOn", val=self[look.based]) if look.based else None,
            w("next", val=self[look.after]) if look.after else None,
            w("qFormat") if look.kind == "paragraph" else None,
            type=look.kind,
            styleId=made,
            default=1 if look.default else None,
            customStyle=1 if own else None,
        )
        listed = numbering.get(look.name, 0)
        for tag, inside in (("pPr", look.paragraph), ("rPr", look.run)):
            if inside:
                style.append(
                    parsed(f"<w:{tag}>{inside.replace('{numbering}', str(listed))}</w:{tag}>")
                )
        if look.rest:
            style.extend(list(parsed(f"<w:style>{look.rest}</w:style>")))
        self._root.append(style)


def set_language(styles: Any, settings: Any, language: str) -> None:
    """The document's language, in the default of its runs and for its theme's fonts.

    A language that a style of a template sets for itself would make Word read all text in that.
    """
    told = LANGUAGES[language]
    lang = qualified("w:lang")
    for each in styles.iter(lang):
        each.set(qualified("w:val"), told)
    defaults = _within(styles, "docDefaults", first=True)
    run = _within(_within(defaults, "rPrDefault", first=True), "rPr", first=True)
    if run.find(lang) is None:
        run.append(w("lang", val=told))
    theme = settings.find(qualified("w:themeFontLang"))
    if theme is None:
        theme = w("themeFontLang")
        place = next(
            (
                number
                for number, each in enumerate(settings)
                if re.sub(r"\{.*\}", "", str(each.tag)) in _AFTER_LANGUAGE
            ),
            len(settings),
        )
        settings.insert(place, theme)
    theme.set(qualified("w:val"), told)


# What the schema wants after the language in a document's settings.
_AFTER_LANGUAGE = {
    "clrSchemeMapping", "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures", "forceUpgrade", "captions",
    "readModeInkLockDown", "smartTagType", "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol",
    "listSeparator",
}  # fmt: skip


def _within(parent: Any, name: str, *, first: bool) -> Any:
    """A child of a name, made where there is none."""
    found = parent.find(qualified(f"w:{name}"))
    if found is None:
        found = w(name)
        parent.insert(0 if first else len(parent), found)
    return found
