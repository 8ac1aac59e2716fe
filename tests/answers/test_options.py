"""What the kinds say about options that cannot be used."""

from __future__ import annotations

import pytest

from exgen.answers import judge
from exgen.errors import KindError


@pytest.mark.parametrize(
    ("kind", "key", "options", "part"),
    [
        ("number", "1", {"significant": 0}, "significant must be an integer from 1 to 30; found 0"),
        ("number", "1", {"significant": True}, "significant must be an integer from 1 to 30; found True"),
        ("number", "1", {"significant": "3"}, "significant must be an integer from 1 to 30"),
        ("number", "1", {"evaluated": 1}, "number: evaluated must be true or false; found 1"),
        ("integer", "1", {"evaluated": "yes"}, 'integer: evaluated must be true or false; found "yes"'),
        ("integer", "1", {"significant": 3}, 'unknown option "significant"'),
        ("shape", "(1, 2)", {"partial": 1}, "shape: partial must be true or false; found 1"),
        ("set", "{1, 2}", {"accept": {"at_least": 0}}, 'accept must be "all", "any" or {"at_least": 2}'),
        ("set", "{1, 2}", {"accept": {"at_least": True}}, 'accept must be "all", "any" or {"at_least": 2}'),
        ("set", "{1, 2}", {"accept": {"at_most": 2}}, 'accept must be "all", "any" or {"at_least": 2}'),
        ("set", "{1, 2}", {"accept": {"at_least": 3}}, "at least 3 members are asked, more than it has"),
        ("interval", "i : i+1", {"index": 3}, "interval: index must be a list of texts"),
        ("interval", "i : i+1", {"index": "2i"}, "index must be a letter or name, as i; found"),
        ("interval", "i : i+1", {"inclusive": "no"}, "interval: inclusive must be true or false"),
    ],
)
def test_an_option_that_cannot_be_used_is_named(kind: str, key: str, options: dict[str, object], part: str) -> None:
    with pytest.raises(KindError) as caught:
        judge(kind, key, key, options)
    assert part in str(caught.value)


def test_an_index_that_is_named_makes_a_key_readable() -> None:
    with pytest.raises(KindError, match="which of S, t, P is the index"):
        judge("interval", "S*t-P : S*t", "S*t-P : S*t")
    assert judge("interval", "S*t-P : S*t", "S*t-P : S*t", {"index": "t"}).score == 1
