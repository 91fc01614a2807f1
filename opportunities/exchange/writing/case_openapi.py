"""The operations of CASE 1.1 that this site offers, as OpenAPI 3.0, for service discovery."""

from typing import Any

from opportunities.exchange.writing.case import PATH

PACKAGE_SCHEMA = (
    "https://purl.imsglobal.org/spec/case/v1p1/schema/json/case_v1p1_cfpackage-jsonschema1.json"
)

ONE = {
    "CFDocuments": ("getCFDocument", "One framework, in its current edition"),
    "CFPackages": ("getCFPackage", "A framework with all that is in it"),
    "CFItems": ("getCFItem", "A career stage or an opportunity"),
    "CFItemAssociations": ("getCFItemAssociations", "An item with its associations"),
    "CFAssociations": ("getCFAssociation", "Where one thing stands in another"),
    "CFConcepts": ("getCFConcept", "Who provides an opportunity"),
    "CFItemTypes": ("getCFItemType", "A type of item"),
    "CFAssociationGroupings": ("getCFAssociationGrouping", "A grouping of associations"),
}
"""For each kind of object, the standard's name of the operation, and what it returns here."""


def openapi(site: str) -> dict[str, Any]:
    """Return the OpenAPI document for the site at this address."""
    paths = {f"{PATH}/{kind}/{{sourcedId}}": _one(*names) for kind, names in ONE.items()}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "CASE 1.1, read only",
            "version": "1.1",
            "description": "The public frameworks of this site, each in its current edition. "
            "Without authorisation; sort, orderBy, filter and fields are not supported.",
        },
        "servers": [{"url": site}],
        "paths": {f"{PATH}/CFDocuments": _all_documents(), **paths},
        "components": {"schemas": {"imsx_StatusInfo": STATUS_INFO}},
    }


def _all_documents() -> dict[str, Any]:
    asked = {"limit": 1, "offset": 0}
    parameters = [
        {
            "name": name,
            "in": "query",
            "required": False,
            "schema": {"type": "integer", "minimum": least},
        }
        for name, least in asked.items()
    ]
    answer = _answer("The frameworks") | {
        "headers": {"X-Total-Count": {"schema": {"type": "integer"}}}
    }
    return _operation("getAllCFDocuments", "Every public framework", parameters, answer, "400")


def _one(operation: str, summary: str) -> dict[str, Any]:
    identifier = {
        "name": "sourcedId",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    }
    return _operation(operation, summary, [identifier], _answer(summary), "404")


def _operation(
    name: str, summary: str, parameters: list[Any], answer: dict[str, Any], refused: str
) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/imsx_StatusInfo"}
    refusal = {
        "description": "Why there is no answer",
        "content": {"application/json": {"schema": reference}},
    }
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": {"200": answer, refused: refusal},
        }
    }


def _answer(description: str) -> dict[str, Any]:
    schema = {
        "type": "object",
        "externalDocs": {
            "description": "The standard’s schema of a package",
            "url": PACKAGE_SCHEMA,
        },
    }
    return {"description": description, "content": {"application/json": {"schema": schema}}}


STATUS_INFO = {
    "type": "object",
    "required": ["imsx_codeMajor", "imsx_severity"],
    "properties": {
        "imsx_codeMajor": {
            "type": "string",
            "enum": ["success", "processing", "failure", "unsupported"],
        },
        "imsx_severity": {"type": "string", "enum": ["status", "warning", "error"]},
        "imsx_description": {"type": "string"},
        "imsx_codeMinor": {
            "type": "object",
            "required": ["imsx_codeMinorField"],
            "properties": {
                "imsx_codeMinorField": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["imsx_codeMinorFieldName", "imsx_codeMinorFieldValue"],
                        "properties": {
                            "imsx_codeMinorFieldName": {"type": "string"},
                            "imsx_codeMinorFieldValue": {"type": "string"},
                        },
                    },
                }
            },
        },
    },
}
