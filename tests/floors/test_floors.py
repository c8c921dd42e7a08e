"""The house is as its table says, and the check would notice if it were not: each rule is broken once on purpose."""

import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve()
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE.parent))
import floors


def planted(tmp_path, name, text):
    """A copy of src/ with one more file."""
    shutil.copytree(ROOT / "src", tmp_path / "src")
    target = tmp_path / "src" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    return target


def test_the_house_is_kept():
    assert floors.breaches(ROOT) == []


def test_a_forbidden_include_is_seen(tmp_path):
    planted(tmp_path, "policy/planted.cpp", '// Planted.\n#include "net/server.h"\n')
    found = floors.breaches(tmp_path, compile_too=False)
    assert len(found) == 1 and "policy may not include net" in found[0]


def test_a_library_in_the_wrong_room_is_seen(tmp_path):
    planted(tmp_path, "relay/planted.cpp", "// Planted.\n#include <boost/asio.hpp>\n")
    found = floors.breaches(tmp_path, compile_too=False)
    assert len(found) == 1 and "belongs to net" in found[0]


def test_a_header_that_needs_others_is_seen(tmp_path):
    header = planted(
        tmp_path, "base/planted.h", "// Planted.\n#pragma once\ninline std::string planted() { return {}; }\n"
    )
    assert "does not stand alone" in floors.stands_alone(tmp_path, header)


def compiles(source):
    command = ["clang++-19", "-std=c++23", "-fsyntax-only", "-I", str(ROOT / "src"), "-x", "c++", "-"]
    return subprocess.run(command, input=source, text=True, capture_output=True)


def test_a_permit_made_outside_policy_does_not_compile():
    done = compiles(
        '#include "decision/permit.h"\n' "weir::Permit planted() { return weir::Permit({}, {}, {}, {}); }\n"
    )
    assert done.returncode != 0 and "private" in done.stderr


def test_a_second_judge_is_seen(tmp_path):
    planted(tmp_path, "relay/planted.cpp", "// Planted.\nnamespace weir {\nJudgement policy::judge(const Ask&, const Session&, const View&, const Rules&) {\n  return {};\n}\n}\n")
    found = floors.breaches(tmp_path, compile_too=False)
    assert len(found) == 1 and "judge" in found[0]


def test_the_control_compiles():
    done = compiles(
        '#include "decision/permit.h"\n' "bool control(const weir::Permit& p) { return p.covers({}, {}, {}); }\n"
    )
    assert done.returncode == 0, done.stderr
