"""WHO: units, the dated directory, selectors of units."""

from planflow.domain.organisation.directory import Directory
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
    "Open",
    "Selector",
    "Tag",
    "Unit",
    "Where",
    "open_sets",
    "resolve",
]
