"""What stands for a broken piece of a template's file, so that the rest of it can be checked all the same.

A stand-in keeps the names that other pieces use, so that one problem is not told as many. No variant is drawn with it
(``exgen.questions.left_over``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_ANSWER: Mapping[str, object] = {"kind": "text", "ask": "?", "rubric": "?"}
_GRAPH: Mapping[str, object] = {"lines": ["l = x"], "loss": "l", "shapes": {"x": [1, 1]}}
_NETWORK: Mapping[str, object] = {"input": "(1,)", "layers": "Identity()"}

_WHOLE: Mapping[str, object] = {"title": "?", "network": _NETWORK, "graph": _GRAPH}
"""What stands for a key of the file."""

_MEMBERS: Mapping[str, object] = {
    "parameters": 1,
    "symbols": "?",
    "networks": _NETWORK,
    "graphs": _GRAPH,
    "examples": {},
}
"""What stands for one member of a table or list of the file."""


def put_stand_in(data: dict[str, object], location: Sequence[int | str]) -> bool:
    """Put a stand-in for the piece around a location, or take the piece out where nothing needs it.

    Whether that could be done: where a whole table of names is broken, nobody can tell what they mean.

    >>> data = {"parameters": {"K": {"from": 1, "to": "x"}}, "topics": 3}
    >>> put_stand_in(data, ("parameters", "K", "to")), put_stand_in(data, ("topics",))
    (True, True)
    >>> data
    {'parameters': {'K': 1}}
    """
    top, *rest = location or ("",)
    members = data.get(str(top))
    if top == "answers":
        _put_answer(data, members, rest)
    elif top in _WHOLE:
        data[str(top)] = _WHOLE[str(top)]
    elif rest and isinstance(members, dict | list):
        _put_member(members, rest[0], _MEMBERS.get(str(top)))
    elif top in _MEMBERS or top not in data:
        return False
    else:
        del data[str(top)]
    return True


def _put_member(members: dict[str, object] | list[object], member: int | str, stand_in: object) -> None:
    if isinstance(members, list) and isinstance(member, int):
        members[member] = stand_in
    elif isinstance(members, dict) and stand_in is None:
        members.pop(str(member), None)
    elif isinstance(members, dict):
        members[str(member)] = stand_in


def _put_answer(data: dict[str, object], members: object, rest: Sequence[int | str]) -> None:
    """Take out what is broken of an answer; where it cannot be without, an essay stands for it, or for all answers."""
    if not isinstance(members, list) or not members or not rest or not isinstance(rest[0], int):
        data["answers"] = [{"name": "answer", **_ANSWER}]
        return
    found = members[rest[0]]
    field = rest[1] if rest[1:] else "kind"
    if not isinstance(found, dict) or field in ("name", "kind"):
        name = found.get("name") if isinstance(found, dict) else None
        members[rest[0]] = {"name": name if isinstance(name, str) else f"answer_{rest[0] + 1}", **_ANSWER}
    elif field == "ask":
        found["ask"] = _ANSWER["ask"]
    else:
        found.pop(str(field), None)
