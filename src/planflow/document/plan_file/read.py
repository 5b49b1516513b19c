"""From a plan file to a plan: every fault at once, each with its place (Rule R28)."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from typing import Final

from attrs import evolve

from planflow.document.plan_file.plan import FORMAT, PLAN
from planflow.document.plan_file.wording import read_wordings
from planflow.document.regime_file import shipped_regimes
from planflow.document.shape import MARK, Place, Schema
from planflow.document.source import (
    FilePath,
    file_name,
    format_fault,
    parse_toml,
    raise_faults,
    read_text,
)
from planflow.domain.deadline import ByRegime, Schedule, parts_of
from planflow.domain.plan import Item, Plan, every_item, plan_faults
from planflow.errors import Fault, FormatError, UnsupportedVersionError

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def read_plan(path: FilePath) -> Plan:
    """Return the plan that a plan file describes.

    Args:
        path: The file: TOML in UTF-8, format 1.

    Raises:
        FormatError: If the file cannot be read, or the plan in it does not hold together; all
            faults are listed with their places.
        UnsupportedVersionError: If a newer planflow wrote the file.
    """
    return parse_plan(read_text(path), file=file_name(path))


def parse_plan(text: str, *, file: str | None = None) -> Plan:
    """Return the plan that the text of a plan file describes.

    A reporting regime that the plan refers to and does not define itself is taken from those
    shipped with planflow.

    Args:
        text: The text, in TOML.
        file: The name under which faults are reported.

    Raises:
        FormatError: If the plan does not hold together; all faults are listed with their places.
        UnsupportedVersionError: If the text is of a newer format.
    """
    value = parse_toml(text, file)
    if newer := format_fault(value, FORMAT, file):
        raise UnsupportedVersionError(newer)
    top = Place()
    try:
        plan = PLAN.read(value, top)
    except RecursionError:
        fault = Fault("the file", "parts nested too deeply", "a plan", file)
        raise FormatError(fault) from None
    plan = read_wordings(plan, shipped_regimes().values())
    raise_faults((*top.faults, *_content_faults(plan)), file)
    wanted = {
        one.regime
        for each in _schedules(plan)
        if each
        for one in parts_of(each)
        if isinstance(one, ByRegime)
    }
    return _with_regimes(plan, wanted)


def plan_schema() -> Schema:
    """Return the JSON Schema (2020-12) of plan files, written by the shape that reads them."""
    definitions: Schema = {}
    body = PLAN.schema(definitions)
    title: Schema = {"$schema": _DRAFT, "title": f"planflow plan file, format {FORMAT}"}
    return {**title, **body, "$defs": dict(sorted(definitions.items()))}


def schema_text() -> str:
    """Return :func:`plan_schema` as the text of the file that is shipped."""
    return json.dumps(plan_schema(), ensure_ascii=False, indent=2) + "\n"


def _content_faults(plan: Plan) -> Iterator[Fault]:
    """Yield what is wrong in the plan, except where a stand-in is to blame."""
    for fault in plan_faults(_with_regimes(plan, shipped_regimes())):
        if MARK not in f"{fault.place}{fault.found}":
            yield fault


def _with_regimes(plan: Plan, wanted: Container[str]) -> Plan:
    """Add the shipped regimes that are wanted and that the plan does not define itself."""
    own = {regime.id for regime in plan.regimes}
    shipped = shipped_regimes().values()
    found = (regime for regime in shipped if regime.id in wanted and regime.id not in own)
    return evolve(plan, regimes=(*plan.regimes, *found))


def _schedules(plan: Plan) -> Iterator[Schedule | None]:
    for item in every_item(plan.items):
        yield from _item_schedules(item)
    for duty in plan.duties:
        yield duty.schedule


def _item_schedules(item: Item) -> Iterator[Schedule | None]:
    yield item.schedule
    for partner in item.partners:
        yield partner.schedule
    for product in item.products:
        yield product.schedule
