"""WHO: units, the dated directory, selectors of units."""

from planflow.domain.organisation.directory import Directory
from planflow.domain.organisation.phrase import Naming, listed, selector_phrase
from planflow.domain.organisation.selector import (
    AnyOf,
    Except,
    Members,
    Named,
    Open,
    Selector,
    Where,
    open_sets,
    resolve,
)
from planflow.domain.organisation.unit import (
    CLERK,
    LEADER,
    PEOPLES_COMMITTEE,
    ROLES,
    Actor,
    Tag,
    Unit,
)

__all__ = [
    "CLERK",
    "LEADER",
    "PEOPLES_COMMITTEE",
    "ROLES",
    "Actor",
    "AnyOf",
    "Directory",
    "Except",
    "Members",
    "Named",
    "Naming",
    "Open",
    "Selector",
    "Tag",
    "Unit",
    "Where",
    "listed",
    "open_sets",
    "resolve",
    "selector_phrase",
]
