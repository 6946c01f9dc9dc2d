"""What the OpenAPI document says about every operation: how it answers when something is wrong."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator

PROBLEMS = {
    "308": "GET of a record that was merged: the same address of the record that was kept (`merged_into`). Not cached.",
    "400": "The request is not understood.",
    "401": "Nobody is signed in.",
    "403": "The right is missing, or the CSRF token is.",
    "404": "There is no such thing for this person.",
    "405": "The method is not offered here.",
    "409": "Somebody was faster, or the state does not allow it; `merged`: write to `merged_into` instead.",
    "415": "The body is not JSON.",
    "422": "The input breaks a rule.",
}
PROBLEM = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "what_to_do": {"type": "string"},
        "merged_into": {"type": "string", "format": "uuid"},
        "fields_at_fault": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
}


def document_problems(result: dict[str, Any], generator: SchemaGenerator, **_options: Any) -> dict[str, Any]:
    """Add the answers every operation shares; a hook of the schema generator."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            for code, description in PROBLEMS.items():
                operation["responses"].setdefault(code, {"description": description, "content": content})
    return result
