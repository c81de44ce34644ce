"""What is wrong with the shape of a scenario, in its author's words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from detente.errors import Diagnostic, Path
from detente.scenario._tree import Node, Spot, known_nearest

MAX_FAULTS = 100
"""How many faults of shape are told; a file with more is not what its author thinks it is."""

COMMA = 'a comma inside { } ends a value: put an expression that has one in quotes, as in "min(a, b)"'

_KINDS = {"<text>": "a text", "<list>": "a list", "<mapping>": "a mapping"}
_TYPES = {"model_type": "a mapping", "dict_type": "a mapping", "list_type": "a list", "string_type": "a text"}
_SCALARS = frozenset({"discount", "attention", "noise", "rate", "flow", "value"})


def shape_faults(error: ValidationError, tree: Node, model: Any, prefix: Path = ()) -> list[Diagnostic]:
    """Diagnostics for what pydantic found, with paths in the tree (``prefix`` first)."""
    node = tree.at(prefix) or tree
    found = error.errors(include_url=False)[: MAX_FAULTS + 1]
    return [_diagnostic(one, node, model, prefix) for one in found]


def _diagnostic(one: Any, node: Node, model: Any, prefix: Path) -> Diagnostic:
    path: Path = tuple(part for part in one["loc"] if not (isinstance(part, str) and part.startswith("<")))
    kind, context = one["type"], one.get("ctx", {})
    full = (*prefix, *path)
    if kind == "missing":
        return _missing(full, path, node, model)
    if kind == "extra_forbidden":
        return _unknown(full, path, node, model)
    found = _found(node, path)
    if full == ("detente",):
        message = f"this program does not read version {found} of the language"
        return Diagnostic("S004", message, full, expected="`detente: 1`", found=found)
    what = _called(full)
    expected, hint, code = _expected(kind, context), context.get("hint") or None, "S007"
    message = context.get("message") or f"{what} is not what should stand here"
    hint = hint or _slip(full, path, node)
    if kind == "value_error":
        code, expected, found = "S035", None, None
        message = str(context["error"])
    elif kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(context["expected"]))
        expected = "one of " + ", ".join(f"`{choice}`" for choice in choices)
        close = known_nearest(str(one["input"]), choices)
        hint = f"did you mean `{close}`?" if close else None
    elif expected is None:
        text = one["msg"].removeprefix("Input ").removeprefix("Value ")
        message = f"{what} {text[0].lower()}{text[1:]}"
    return Diagnostic(code, message, full, expected=expected, found=found, hint=hint)


def _missing(full: Path, path: Path, node: Node, model: Any) -> Diagnostic:
    key = str(path[-1])
    home = _called(full[:-1])
    if len(full) == 1:
        hint = "begin the file with `detente: 1`" if key == "detente" else None
        return Diagnostic("S006", f"the scenario has no `{key}:`", full, hint=hint)
    needed = sorted(_required(_parts_at(model, path[:-1])))
    hint = f"it needs {', '.join(f'`{one}`' for one in needed)}" if len(needed) > 1 else None
    return Diagnostic("S006", f"{home} has no `{key}:`", full, hint=hint)


def _unknown(full: Path, path: Path, node: Node, model: Any) -> Diagnostic:
    key, known = str(path[-1]), _keys(_parts_at(model, path[:-1]))
    close = known_nearest(key, known)
    hint = f"did you mean `{close}`?" if close else "known here: " + ", ".join(f"`{one}`" for one in known)
    hint = _slip(full, path, node) or hint
    where = f" in {_called(full[:-1])}" if len(full) > 1 else ""
    return Diagnostic("S005", f"there is no key `{key}`{where}", full, hint=hint)


def _called(path: Path) -> str:
    """What stands at a path, in words."""
    if not path:
        return "the scenario"
    if isinstance(path[-1], str):
        return f"`{path[-1]}`"
    return f"item {path[-1] + 1} of {_called(path[:-1])}"


def _slip(full: Path, path: Path, node: Node) -> str | None:
    """A key without a value inside { } is most often a comma or a colon that YAML took for its own."""
    child, parent = node.at(path), node.at(path[:-1])
    if child is None or parent is None or not (child.is_empty and parent.flow):
        return None
    key = str(full[-1])
    if ":" in key:
        return f"a space must follow the colon: `{key.replace(':', ': ', 1)}`"
    texts = [key, *(one.value for _, one in parent.items() if one.is_text)]
    torn = any(one.count("(") != one.count(")") or one.count("[") != one.count("]") for one in texts)
    return COMMA if torn or not key.isidentifier() else None


def _expected(kind: str, context: dict[str, Any]) -> str | None:
    if kind == "shape":
        return context["expected"]
    if kind == "union_tag_invalid":
        tags = re.findall(r"<\w+>", context["expected_tags"])
        return " or ".join(_KINDS[tag] for tag in sorted(tags, key=list(_KINDS).index))
    return _TYPES.get(kind)


def _found(node: Node, path: Path) -> str:
    found = node
    for part in path:
        below = found.at((part,))
        if below is None:
            break
        found = below
    return describe(found)


def describe(node: Node) -> str:
    """What stands at a node, for a reader."""
    if node.is_list:
        return "a list" if node.value else "an empty list"
    if node.is_mapping:
        return "a mapping" if node.value else "an empty mapping"
    if node.is_empty:
        return "nothing"
    text = node.value if len(node.value) <= 60 else node.value[:57] + "..."
    return f"`{text}`"


# -- which keys are known at a path ----------------------------------------------------------


def _leaves(annotation: Any) -> list[Any]:
    """The members of unions and annotated types, mappings and lists kept whole."""
    origin = getattr(annotation, "__origin__", None)
    if origin in (dict, list):
        return [annotation]
    arguments = get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        arguments = arguments[:1]
    return [leaf for one in arguments for leaf in _leaves(one)] if arguments else [annotation]


def _parts_at(model: Any, path: Path) -> list[type[BaseModel]]:
    """The models that may stand at a path below ``model``."""
    here = _leaves(model)
    for part in path:
        below: list[Any] = []
        for leaf in here:
            origin = getattr(leaf, "__origin__", None)
            if origin is dict and isinstance(part, str):
                below += _leaves(get_args(leaf)[1])
            elif origin is list and isinstance(part, int):
                below += _leaves(get_args(leaf)[0])
            elif _is_part(leaf) and part in (fields := fields_of(leaf)):
                below += _leaves(fields[str(part)].annotation)
        here = below
    return [leaf for leaf in here if _is_part(leaf)]


def _is_part(leaf: Any) -> bool:
    return isinstance(leaf, type) and issubclass(leaf, BaseModel)


def fields_of(part: type[BaseModel]) -> dict[str, Any]:
    """The fields of a model by the key that an author writes."""
    return {one.alias or name: one for name, one in part.model_fields.items()}


def _keys(parts: list[type[BaseModel]]) -> list[str]:
    return [name for part in parts for name in fields_of(part)]


def _required(parts: list[type[BaseModel]]) -> list[str]:
    return [name for part in parts for name, one in fields_of(part).items() if one.is_required()]


# -- going on in spite of a fault --------------------------------------------------------------

PLACEHOLDER = "(placeholder)"
"""The origin of a number put where one is missing, so that the rest can still be checked."""


def repaired(tree: Node, faults: list[Diagnostic]) -> Node | None:
    """The tree without unknown keys and with numbers where they lack; None if that is not enough."""
    if len(faults) > MAX_FAULTS:
        return None
    for one in faults:
        path = one.path
        parent = tree.at(path[:-1])
        if not path or parent is None:
            return None
        key = path[-1]
        if one.code == "S005" and isinstance(key, str):
            tree = tree.put(path[:-1], parent.without(key)) if path[:-1] else tree.without(key)
        elif key in _SCALARS and one.code in ("S006", "S007"):
            tree = tree.put(path, replace(Node("1", Spot(1, 1)), origin=PLACEHOLDER))
        else:
            return None
    return tree
