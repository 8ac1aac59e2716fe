"""What ``exgen compare`` answers: the judgement of a response to a key, an object in and an object out.

By itself, so that whoever only compares does not wait for the engine of networks.
"""

from __future__ import annotations

from exgen.answers import KINDS, Judgement, judge
from exgen.errors import InputError
from exgen.grading.json_lines import Answer, Request, check_fields, shown_value, text_of

_OF_DATA = ("choices", "matching", "ordering", "table")
"""The kinds whose keys are lists and mappings."""


def compare_answer(request: Request) -> Answer:
    """The judgement of a response to a key: ``{"kind", "key", "response", "options"}``.

    Raises InputError for a request that cannot be read: a field that is missing, an unknown kind, a broken key or
    option.

    >>> compare_answer({"kind": "integer", "key": "100416", "response": "(32*7*7 + 1)*64"})["verdict"]
    'correct'
    """
    check_fields(request, ("kind", "key", "response"), ("options",))
    kind, options = request["kind"], request.get("options")
    if not isinstance(kind, str):
        raise InputError(f"kind: found {shown_value(kind)}; allowed: {', '.join(KINDS)}")
    if not isinstance(options, dict | None):
        raise InputError(f'options: found {shown_value(options)}; an object is needed, such as {{"units": ["MB"]}}')
    key, response = (text_of(request[field], is_data=kind in _OF_DATA) for field in ("key", "response"))
    if key is None:
        raise InputError(f"key: found {shown_value(request['key'])}; a text is needed")
    if response is None:
        judge(kind, key, "", options)  # what is wrong with the request itself comes first
        return _unreadable(request["response"]).as_json()
    return judge(kind, key, response, options).as_json()


def _unreadable(response: object) -> Judgement:
    found = f"a response is a text, a number or a list of them; found {shown_value(response)}"
    return Judgement.invalid(found, "not_a_text")
