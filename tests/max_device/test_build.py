import logging
import re

import esprima
import pytest

from max_device import build
from max_device.amxd import read_amxd
from max_device.build import DEVICE_PATH, PARTS, build_device, joined_script, script_part

LATER_NODES = frozenset(
    (
        *("ArrowFunctionExpression", "AsyncArrowFunctionExpression", "AsyncFunctionDeclaration", "AsyncFunctionExpression"),
        *("AwaitExpression", "ClassDeclaration", "ClassExpression", "ClassBody", "MethodDefinition", "Super", "MetaProperty"),
        *("TemplateLiteral", "TaggedTemplateExpression", "TemplateElement", "SpreadElement", "RestElement", "ForOfStatement"),
        *("YieldExpression", "ArrayPattern", "ObjectPattern", "AssignmentPattern", "Import", "ImportDeclaration"),
        *("ExportNamedDeclaration", "ExportDefaultDeclaration", "ExportAllDeclaration"),
    )
)
"""Node types that esprima (ES2017) knows and ECMAScript 5 does not; ECMA-262, 5.1 edition, annex A."""


def later_than_es5(source: str) -> list[str]:
    found: list[str] = []

    def visit(node: object) -> None:
        if isinstance(node, list):
            for item in node:
                visit(item)
        elif isinstance(node, esprima.nodes.Node):
            line = node.loc.start.line if node.loc else 0
            if node.type in LATER_NODES:
                found.append(f"line {line}: {node.type}")
            if node.type == "VariableDeclaration" and node.kind != "var":
                found.append(f"line {line}: {node.kind}")
            if node.type == "Property" and (node.shorthand or node.method or node.computed):
                found.append(f"line {line}: short property")
            if getattr(node, "generator", False) or getattr(node, "isAsync", False):
                found.append(f"line {line}: generator or async function")
            if node.type == "BinaryExpression" and node.operator == "**":
                found.append(f"line {line}: **")
            if node.type == "Literal" and str(getattr(node, "raw", ""))[:2].lower() in ("0b", "0o"):
                found.append(f"line {line}: {node.raw}")
            if node.type == "Literal" and node.regex and set(node.regex.flags) - set("gim"):
                found.append(f"line {line}: /{node.regex.flags}")
            for key, value in vars(node).items():
                if key not in ("loc", "range"):
                    visit(value)

    visit(esprima.parseScript(source, {"loc": True}))
    return found


@pytest.mark.parametrize(
    "source",
    [
        "let a = 1;", "const a = 1;", "var f = () => 1;", "var t = `x`;", "class A {}", "for (var a of b) {}", "var {a} = b;",
        "var [a] = b;",
        "function f(a = 1) {}", "function f(...a) {}", "f(...a);", "var o = {a};", "var o = {m() {}};", "var o = {[k]: 1};",
        "function* g() {}", "async function f() {}", "var a = 2 ** 3;", "var a = 0b11;", "var a = /x/u;", "a.b = function* () {};",
    ],
)  # fmt: skip
def test_the_es5_gate_sees_what_came_later(source: str) -> None:
    assert later_than_es5(source)


@pytest.mark.parametrize(
    "source", ["var o = {get a() { return 1; }, 'b': 2, default: 3};", "for (var k in o) { if (o.hasOwnProperty(k)) continue; }"]
)
def test_the_es5_gate_lets_es5_pass(source: str) -> None:
    assert later_than_es5(source) == []


def test_the_script_is_es5() -> None:
    assert later_than_es5(joined_script()) == []


def test_only_main_talks_to_max() -> None:
    talking = ("LiveAPI", "outlet", "Task", "post", "messagename", "arrayfromargs", "Date")

    for name in set(PARTS) - {"main.js"}:
        tokens = {token.value for token in esprima.tokenize(script_part(name)) if token.type == "Identifier"}
        assert tokens.isdisjoint(talking), name


def test_lives_property_names_are_in_one_file() -> None:
    names = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', script_part("live_names.js")))

    assert len(names) >= 20
    for part in set(PARTS) - {"live_names.js"}:
        assert names.isdisjoint(re.findall(r'"(\w+)"', script_part(part))), part


def test_functions_fit_on_a_screen_and_files_in_the_head() -> None:
    for name in PARTS:
        source = script_part(name)
        assert source.count("\n") <= 340, name
        for node in esprima.parseScript(source, {"loc": True}).body:
            if node.type == "FunctionDeclaration":
                assert node.loc.end.line - node.loc.start.line < 40, (name, node.id.name)


def test_no_function_is_defined_twice_or_without_use() -> None:
    declared = [
        node.id.name for name in PARTS for node in esprima.parseScript(script_part(name)).body if node.type == "FunctionDeclaration"
    ]
    tokens = [token.value for token in esprima.tokenize(joined_script()) if token.type == "Identifier"]

    assert len(declared) == len(set(declared))
    test_only = {"datagramBytes"}
    assert [name for name in declared if tokens.count(name) < 2 and name not in test_only] == []


def test_the_committed_device_is_what_the_sources_give() -> None:
    assert DEVICE_PATH.read_bytes() == build_device(), "run: python -m max_device.build"


def test_building_twice_gives_the_same_bytes() -> None:
    assert build_device() == build_device()


def test_the_script_inside_the_device_is_the_joined_one() -> None:
    files = read_amxd(build_device()).files

    assert [(file.name, file.data.decode()) for file in files] == [("sonochrome.js", joined_script())]


def test_check_tells_a_stale_device(monkeypatch: pytest.MonkeyPatch, tmp_path, caplog: pytest.LogCaptureFixture) -> None:  # type: ignore[no-untyped-def]  # tmp_path
    monkeypatch.setattr(build, "DEVICE_PATH", tmp_path / "Sonochrome.amxd")

    with caplog.at_level(logging.ERROR):
        assert build.main(["--check"]) == 1
    assert "run: python -m max_device.build" in caplog.text
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0
