"""Every edit says what it did with a verb of Event, and each of those can be undone."""

import ast
from pathlib import Path

import opportunities.editing
from frameworks.models import Event

FOLDER = Path(opportunities.editing.__file__).parent


def said(tree, value):
    """The strings that an expression can be: of a name, those that are assigned to it."""
    match value:
        case ast.Constant(str(word)):
            yield word
        case ast.IfExp(body=body, orelse=other):
            yield from said(tree, body)
            yield from said(tree, other)
        case ast.Name(name):
            for node in ast.walk(tree):
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
                    yield from said(tree, node.value)


def edits():
    """Each Edit that a function makes: where, and the verbs that it can have."""
    for path in sorted(FOLDER.glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Edit", "edits.Edit"):
                    yield f"{path.name}: {function.name}", set(said(function, node.args[1]))


def test_every_edit_has_a_verb_that_can_be_undone():
    found = list(edits())

    assert len(found) > 20
    for where, verbs in found:
        assert verbs, where
        assert all(Event.Verb(verb).can_be_undone for verb in verbs), (where, verbs)


def test_every_verb_that_can_be_undone_is_that_of_an_edit_an_update_or_an_import():
    undone = {verb.value for verb in Event.Verb if verb.can_be_undone}

    assert undone == {verb for _, verbs in edits() for verb in verbs} | {"took in", "brought in"}


def test_a_verb_fits_its_column():
    longest = Event._meta.get_field("what").max_length or 0

    assert all(len(verb) <= longest for verb in Event.Verb)
