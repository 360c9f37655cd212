"""Answers questions about node sets with ClusterShell itself.

Each line on stdin is a question in JSON, each line on stdout its answer: {"answer": ...}, or {"refused": why} where
ClusterShell raises an exception. It ends with its stdin.
"""

import difflib
import json
import os
import resource
import signal
import sys
import tempfile

from ClusterShell.CLI.Clubak import main as clubak_command
from ClusterShell.CLI.Nodeset import main as nodeset_command
from ClusterShell.NodeSet import RESOLVER_NOGROUP, NodeSet
from ClusterShell.RangeSet import RangeSet

SECONDS_A_QUESTION = 20
MOST_MEMORY = 4 << 30

OPERATIONS = {
    ",": lambda left, right: left.union(right),
    "!": lambda left, right: left.difference(right),
    "&": lambda left, right: left.intersection(right),
    "^": lambda left, right: left.symmetric_difference(right),
}


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    for line in sys.stdin:
        print(json.dumps(answer_to(json.loads(line))), flush=True)


def answer_to(question):
    signal.alarm(SECONDS_A_QUESTION)
    try:
        return {"answer": QUESTIONS[question["kind"]](question)}
    except Exception as error:
        return {"refused": "%s: %s" % (type(error).__name__, error)}
    finally:
        signal.alarm(0)


def read_nodes(text, autostep=None):
    return NodeSet(text, autostep=autostep, resolver=RESOLVER_NOGROUP)


def ranges(question):
    """All there is to say about one range set."""
    members = RangeSet(question["text"])
    return {
        "fold": str(members),
        "stepped": str(RangeSet(question["text"], question["autostep"])),
        "members": list(members),
        "padding": members.padding,
        "has": [index in members for index in question["indices"]],
        "split": [str(part) for part in members.split(question["parts"])],
    }


def contiguous_ranges(question):
    return [str(part) for part in RangeSet(question["text"]).contiguous()]


def slice_of_ranges(question):
    start, end, step = question["slice"]
    return str(RangeSet(question["text"])[start:end:step])


def combined_ranges(question):
    left, right = RangeSet(question["left"]), RangeSet(question["right"])
    return {
        "fold": str(OPERATIONS[question["operator"]](left, right)),
        "isSubset": left <= right,
        "isSuperset": left >= right,
        "isDisjoint": left.isdisjoint(right),
        "equals": left == right,
    }


def nodes(question):
    """All there is to say about one node set."""
    found = read_nodes(question["text"])
    return {
        "fold": str(found),
        "stepped": str(read_nodes(question["text"], question["autostep"])),
        "names": list(found),
        "split": [str(part) for part in found.split(question["parts"])],
    }


def contiguous_nodes(question):
    return [str(part) for part in read_nodes(question["text"]).contiguous()]


def names(question):
    return sorted(read_nodes(question["text"]))


def folded_axes(question):
    found = read_nodes(question["text"])
    found.fold_axis = question["axis"]
    return str(found)


def names_as_they_stand(question):
    """The set of names in which nothing is syntax."""
    return str(NodeSet._fromlist1(question["names"], resolver=RESOLVER_NOGROUP))


def nodes_slice(question):
    start, end, step = question["slice"]
    return str(read_nodes(question["text"])[start:end:step])


def command(question):
    """Runs nodeset or clubak in a process of its own, which has everything loaded already."""
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        stdin.write(question["stdin"].encode("utf-8", "surrogateescape"))
        stdin.seek(0)
        child = os.fork()
        if child == 0:
            run_command(question, stdin, out, err)
        _, status = os.waitpid(child, 0)
        return {
            "exit": os.waitstatus_to_exitcode(status),
            "stdout": text_of(out),
            "stderr": text_of(err),
        }


def run_command(question, stdin, out, err):
    """Never returns."""
    status = 1
    try:
        signal.alarm(SECONDS_A_QUESTION)
        for number, stream in enumerate((stdin, out, err)):
            os.dup2(stream.fileno(), number)
        sys.stdin = open(0, encoding="utf-8", closefd=False)
        sys.argv = [question["program"], *question["argv"]]
        COMMANDS[question["program"]]()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException as error:
        print("%s: %s" % (type(error).__name__, error), file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


COMMANDS = {"nodeset": nodeset_command, "clubak": clubak_command}


def text_of(stream):
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")


def diff(question):
    return list(difflib.unified_diff(question["before"], question["after"], "a", "b", lineterm=""))


QUESTIONS = {
    "ranges": ranges,
    "contiguous ranges": contiguous_ranges,
    "slice of ranges": slice_of_ranges,
    "combined ranges": combined_ranges,
    "nodes": nodes,
    "contiguous nodes": contiguous_nodes,
    "names": names,
    "folded axes": folded_axes,
    "names as they stand": names_as_they_stand,
    "slice of nodes": nodes_slice,
    "command": command,
    "diff": diff,
}

if __name__ == "__main__":
    main()
