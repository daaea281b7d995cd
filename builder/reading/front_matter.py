"""Front matter: taken apart by `python-frontmatter`, read by libyaml, and composed again only to find a position.

Values stay as written: no date, time or float is guessed from text, so `2021-13-45` arrives whole and can be quoted
in the complaint about it.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any, NamedTuple, NoReturn

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from builder.problems import Finding, KeyPath
from builder.reading.fences import Cut, cut

_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)$")
_BOOLEAN = re.compile(r"(?:true|false|True|False|TRUE|FALSE)$")
_NOTHING = re.compile(r"(?:~|null|Null|NULL|)$")
_SIGN_OF_ALIAS = re.compile(r"(?<!\w)[&*][\w-]")  # after a letter it belongs to a plain text: R&D

_QUOTED = re.compile(r"""(?:^|[:,\[{-])\s*["']""")  # a value that begins with a quotation mark
_LONG, _DEEP = 100_000, 50  # characters, and lists in lists: more than any front matter has

_TEXT, _MAPPING, _SEQUENCE = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"
_BOOL, _INT, _NULL = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:null"


class DuplicateKey(yaml.YAMLError):
    """A mapping names one key twice; `key` is the node of the second."""

    def __init__(self, key: yaml.Node) -> None:
        super().__init__(f"the key `{key.value}` stands twice")
        self.key = key


class _UnusualError(ValueError):
    """A node that only the package's own construction knows what to make of, or to complain about."""


class _Loader(yaml.CSafeLoader):
    """YAML 1.2's core types less floats, and no key twice."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  # as the base class declares it

    def construct_document(self, node: yaml.Node) -> Any:
        """The data of a document: by the short way where all of it is plain, which gives what the long way would."""
        try:
            return _plain(node)
        except (ValueError, RecursionError):  # the long way goes no deeper for a list in a list in a list
            return self._long_way(node)

    def _long_way(self, node: yaml.Node) -> Any:
        try:
            return super().construct_document(node)
        except (AttributeError, LookupError, TypeError, ValueError) as error:  # the package holds no value against its tag
            raise yaml.constructor.ConstructorError(None, None, "a value is too long, or not what its tag says", node.start_mark) from error

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue  # the validator refuses a key that is no text
            if key.value in seen:
                raise DuplicateKey(key)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _plain(node: yaml.Node) -> Any:
    """The data of a node of the core types.

    The package finds a constructor for each node, remembers it for aliases and fills mappings in a second round; front
    matter has no aliases, so a third of the time to read it can be left out.
    """
    kind, value = node.tag, node.value
    if kind == _TEXT and type(node) is yaml.ScalarNode:
        return value
    if kind == _MAPPING and type(node) is yaml.MappingNode:
        return _plain_mapping(value)
    if kind == _SEQUENCE and type(node) is yaml.SequenceNode:
        return [_plain(item) for item in value]
    if type(node) is yaml.ScalarNode:
        return _plain_scalar(kind, value)
    raise _UnusualError


def _plain_mapping(pairs: list[tuple[yaml.Node, yaml.Node]]) -> dict[Hashable, Any]:
    if len({key.value for key, _ in pairs if type(key) is yaml.ScalarNode}) < len(pairs):
        raise _UnusualError  # a key twice, or one that is no scalar
    return {_plain(key): _plain(value) for key, value in pairs}


def _plain_scalar(kind: str, value: str) -> bool | int | None:
    if kind == _INT and _WHOLE.match(value):
        return int(value)
    if kind == _BOOL and _BOOLEAN.match(value):
        return value[0] in "tT"
    if kind == _NULL and _NOTHING.match(value):
        return None
    raise _UnusualError


_Loader.add_implicit_resolver(_BOOL, _BOOLEAN, list("tfTF"))
_Loader.add_implicit_resolver(_INT, _WHOLE, list("-+0123456789"))
_Loader.add_implicit_resolver(_NULL, _NOTHING, ["~", "n", "N", ""])


def _no_bytes(_loader: _Loader, node: yaml.Node) -> NoReturn:
    raise yaml.constructor.ConstructorError(None, None, "`!!binary` is not read; write the text itself", node.start_mark)


_Loader.add_constructor("tag:yaml.org,2002:binary", _no_bytes)


class _Handler(YAMLHandler):
    """python-frontmatter's YAML handler, with our loader."""

    def load(self, fm: str, **_kwargs: object) -> Any:
        return yaml.load(fm, Loader=_Loader)  # noqa: S506  # a safe loader, narrowed


_HANDLER = _Handler()


class Parsed(NamedTuple):
    """A file's data and text; lines are 1-based and counted from the top of the file."""

    data: dict[str, Any]
    body: str
    body_line: int


def split(path: str, text: str) -> Parsed | Finding:
    """Take a file apart, or say why it cannot be."""
    found = cut(path, text)
    return found if isinstance(found, Finding) else parse(path, text, found)


def parse(path: str, text: str, found: Cut) -> Parsed | Finding:
    """What a file says that was cut in two, or why its front matter cannot be read."""
    try:
        if alias := _find_alias(found.header):
            return Finding(
                path=path,
                code="yaml-alias",
                message=f"`{alias[0]}` is a YAML anchor or alias",
                hint="write the value out, or put it in quotes if the sign is meant",
                line=alias[1] + 1,
                column=alias[2] + 1,
            )
        data, _ = frontmatter.parse(text, handler=_HANDLER)
        is_list_of_keys = bool(data) or isinstance(_HANDLER.load(found.header), dict | None)
    except DuplicateKey:
        return _duplicate_finding(path, found.header)
    except yaml.YAMLError as error:
        return _syntax_finding(path, found.header, error)
    if not is_list_of_keys:
        return Finding(
            path=path,
            code="yaml-syntax",
            message="the front matter is not a list of `key: value` lines",
            hint="write one `key: value` a line",
            line=2,
            column=1,
        )
    return Parsed({str(k): v for k, v in data.items()}, found.body, found.body_line)


def _duplicate_finding(path: str, header: str) -> Finding:
    try:
        _HANDLER.load(header)
    except DuplicateKey as error:
        mark = error.key.start_mark  # counted from the fence, unlike the marks of what the package strips
        line, column, message = mark.line + 1, mark.column + 1, str(error)
    return Finding(
        path=path, code="duplicate-key", message=message, hint="keep one of the two", line=line, column=column
    )


def _find_alias(header: str) -> tuple[str, int, int] | None:
    """The first anchor or alias, with its 0-based place: libyaml is asked only when what could be one is there."""
    if not _SIGN_OF_ALIAS.search(header):
        return None
    for event in yaml.parse(header, Loader=yaml.CSafeLoader):
        anchor, mark = getattr(event, "anchor", None), event.start_mark
        if anchor and mark:
            return f"{'*' if isinstance(event, yaml.AliasEvent) else '&'}{anchor}", mark.line, mark.column
    return None


def _syntax_finding(path: str, header: str, error: yaml.YAMLError) -> Finding:
    # libyaml stops at the place that it cannot use; the pure loader words it better, and only broken files pay for it.
    mark = None
    try:
        _parse_purely(header)
    except yaml.reader.ReaderError as refused:
        return _control_finding(path, header, refused)
    except yaml.MarkedYAMLError as better:
        error = better
    what, hint = getattr(error, "problem", None) or str(error), ""
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        if unclosed := _unclosed(error):
            mark, what, hint = error.context_mark, *unclosed
    line, column = (mark.line, mark.column) if mark else (0, 0)
    row = header.split("\n")[line] if line < header.count("\n") + 1 else ""
    tab = row.find("\t")
    if tab >= 0 and not row[:tab].strip(" -"):
        return Finding(
            path=path,
            code="yaml-tab",
            message="a tab cannot indent YAML",
            hint="indent with spaces",
            line=line + 1,
            column=tab + 1,
        )
    return Finding(
        path=path,
        code="yaml-syntax",
        message=f"the front matter cannot be read: {what}",
        hint=hint or _hint(row, column, what),
        line=line + 1,
        column=column + 1,
    )


def _unclosed(error: yaml.MarkedYAMLError) -> tuple[str, str] | None:
    """What to say of something that is opened and never closed: the loader notices it far below the place to mend."""
    opened, noticed = error.context_mark, error.problem_mark
    if not (opened and noticed and error.context and opened.line < noticed.line):
        return None
    if "quoted scalar" in error.context:
        return "the quotation mark that stands here is never closed", "close it, or put the value in quotes of the other kind"
    return (str(error.problem), "close the bracket") if "parsing a flow" in error.context else None


def _hint(row: str, column: int, problem: str) -> str:
    """The way out of the mistake in a line, where one is likely."""
    if problem.startswith("expected") and _QUOTED.search(row[:column]):
        return "the quotes end before the value does: put quotes of the other kind around it, or write a ' in '…' twice and a \" in \"…\" as \\\""
    if "cannot start any token" in problem:
        return "put quotes around the value"
    return "a value with `: `, `#` or a quotation mark needs quotes around it" if row.count(":") > 1 else ""


def _parse_purely(header: str) -> None:
    """Have the pure loader complain, unless the front matter is such that it would take long: in size, or in depth, where each level costs it more."""
    depth = 0
    for event in yaml.parse(header, Loader=yaml.SafeLoader) if len(header) <= _LONG else ():
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEP:
            return


def _control_finding(path: str, header: str, error: yaml.reader.ReaderError) -> Finding:
    before = header[: error.position]
    return Finding(
        path=path,
        code="control-character",
        message=f"the front matter holds the character U+{ord(header[error.position]):04X}, which YAML refuses",
        hint="delete it",
        line=before.count("\n") + 1,
        column=len(before) - (before.rfind("\n") + 1) + 1,
    )


def position(text: str, keys: KeyPath, *, on_key: bool) -> tuple[int, int]:
    """Line and column (1-based) of the value that `keys` lead to, as far as they lead; of the key itself on request."""
    found = cut("", text)
    if isinstance(found, Finding):
        return 1, 1
    node = yaml.compose(found.header, Loader=yaml.CSafeLoader)
    mark = None
    for step, key in enumerate(keys):
        if isinstance(key, int) and not isinstance(node, yaml.SequenceNode):
            continue  # one value, where a list of them could stand
        pair = _step(node, key)
        if pair is None:
            break
        name, node = pair
        mark = (name if on_key and step == len(keys) - 1 else node).start_mark
        if name is not node and isinstance(node, yaml.ScalarNode) and not node.value and not node.style:
            mark = name.start_mark  # an empty value has no place of its own
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _step(node: yaml.Node | None, key: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The key's node and its value's, or None where the value is not there."""
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == key), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None
