"""MARCXML's elements as records of MARC."""

import pymarc

from bookstore.formats import marc_thing, xml_records
from bookstore.formats.marc import SLIM
from bookstore.formats.refusal import Refused
from bookstore.formats.xml_records import Element, local_name, text_of
from bookstore.values.records import Record

TAGS = (f"{{{SLIM}}}record", "{}record")
_LEADER = 24
_LEADERS = {(SLIM, "leader"), ("", "leader")}


class Recorder:
    """Makes things of records."""

    def __init__(self, name: str):
        self._format = name

    def record(self, number: int, element: Element) -> Record | None:
        """The thing that a record describes."""
        if local_name(element.tag)[1] != "record":
            return None
        warnings: list[str] = []
        return marc_thing.thing(number, _parsed(element), xml_records.raw(element, self._format), warnings)


def _parsed(element: Element) -> pymarc.Record:
    leaders = [text_of(child) for child in element if local_name(child.tag) in _LEADERS]
    record = pymarc.Record(leader=_leader(*leaders[:1]))
    for child in element:
        namespace, name = local_name(child.tag)
        if namespace not in {SLIM, ""}:
            continue
        if name == "controlfield":
            record.add_field(pymarc.Field(_tag(child), data=text_of(child)))
        elif name == "datafield":
            record.add_field(_field(child))
    return record


def _leader(text: str = "") -> str:
    """The leader, whose blanks at the end XML may have lost."""
    if not text.strip() or len(text) > _LEADER:
        raise Refused(f"the leader has {len(text)} characters instead of {_LEADER}")
    return text.ljust(_LEADER)


def _tag(element: Element) -> str:
    tag: str = element.get("tag") or ""
    if len(tag) != 3:
        raise Refused(f'the tag "{tag[:40]}" has not three characters')
    return tag


def _field(element: Element) -> pymarc.Field:
    subfields = [
        pymarc.Subfield(child.get("code") or " ", text_of(child))
        for child in element
        if local_name(child.tag)[1] == "subfield"
    ]
    indicators = pymarc.Indicators(element.get("ind1") or " ", element.get("ind2") or " ")
    return pymarc.Field(_tag(element), indicators=indicators, subfields=subfields)
