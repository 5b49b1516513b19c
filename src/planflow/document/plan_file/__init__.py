"""Plan files (TOML, format 1): a plan written by hand, read with every fault at once."""

from planflow.document.plan_file.read import parse_plan, plan_schema, read_plan, schema_text

__all__ = ["parse_plan", "plan_schema", "read_plan", "schema_text"]
