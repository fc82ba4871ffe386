"""XML out of strangers' files: no entities, no document types, no references to elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from tours.materials.checks.refused import Refused


def elements(document: bytes) -> Iterator[tuple[str, Element]]:
    """(local name, element) of every element with its attributes, as it opens; the tree is not kept."""
    try:
        for _event, element in iterparse(io.BytesIO(document), events=("start",), forbid_dtd=True):
            yield element.tag.rpartition("}")[2], element
            element.clear()
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Refused("odd_inside") from None


def attribute(element: Element, name: str) -> str:
    """The attribute with this local name, whatever its namespace; empty when there is none."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""
