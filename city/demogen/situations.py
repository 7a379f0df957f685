"""The hand-written situations, reply texts and short remarks, read from demo_sources."""

from dataclasses import dataclass, field

from .tables import SOURCES, lines

TYPES = {"h": "help", "c": "complaint", "r": "report", "s": "suggestion", "q": "consultation", "p": "praise"}
URGENCIES = {"n": "normal", "u": "urgent", "c": "critical", "x": "complex"}


@dataclass
class Situation:
    category: str
    type: str
    urgency: str
    scope: str
    kinds: str
    flags: dict
    topic: str = ""
    titles: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    details: list = field(default_factory=list)
    families: list = field(default_factory=list)
    answer: str = ""
    told: str = ""


def head(line):
    words = line[2:].split()
    scope, _, kinds = words[3].partition(":")
    flags = {w.partition("=")[0]: w.partition("=")[2] for w in words[4:]}
    return Situation(words[0], TYPES[words[1]], URGENCIES[words[2]], scope, kinds, flags)


def read(name):
    out = []
    for line in lines(name):
        mark, rest = line[:2], line[2:].strip()
        if mark == "= ":
            out.append(head(line))
        elif mark == "k ":
            out[-1].topic = rest
        elif mark == "t ":
            out[-1].titles = rest.split("|")
        elif mark == "- ":
            out[-1].texts.append(rest)
        elif mark == "+ ":
            out[-1].details = rest.split("|")
        elif mark == "r ":
            out[-1].families = rest.split(",")
        elif mark == "a ":
            out[-1].answer = rest
        elif mark == "x ":
            out[-1].told = rest
        else:
            raise ValueError(f"{name}: cannot read {line!r}")
    return out


def read_all():
    names = sorted(p.name for p in (SOURCES / "situations").glob("*.txt"))
    return [s for name in names for s in read(f"situations/{name}")]


def read_replies():
    """Family -> [(resolution, text, words of which the request must hold one)]."""
    out, family = {}, None
    marks = {"s": "resolved", "p": "partly", "u": "unresolved"}
    for path in sorted((SOURCES / "replies").glob("*.txt")):
        for line in lines(f"replies/{path.name}"):
            if line.startswith("= "):
                family = out.setdefault(line[2:].strip(), [])
            else:
                text = line[2:].strip()
                words, _, rest = text[1:].partition("]") if text.startswith("[") else ("", "", text)
                family.append((marks[line[0]], rest, [w for w in words.split("|") if w]))
    return out


def read_remarks():
    """Section -> lines."""
    out, section = {}, None
    for line in lines("comments.txt"):
        if line.startswith("["):
            section = out.setdefault(line[1:-1], [])
        else:
            section.append(line)
    return out
