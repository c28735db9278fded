#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job with the keyboard alone, in real processes: an index, somebody who shares by the terminal, and a window.

    keys-alone.py SERVER PEER TERMINAL-PEER SAMPLES PICTURES

Connect on the first page, add a file through the form, find a document, get it, stop sharing, quit. The mouse is never touched;
what came of the keys is read through the accessibility bus and from the disk.
"""

import importlib.util
import os
import shutil
import sys

here = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location("drag_and_drop", os.path.join(here, "drag-and-drop.py"))
common = importlib.util.module_from_spec(spec)
spec.loader.exec_module(common)

from gi.repository import Atspi  # noqa: E402



class World(common.World):
    def __init__(self, server, peer, terminal_peer, samples, pictures):
        super().__init__(server, peer, None, samples, pictures)
        self.terminal_peer = terminal_peer


def keys(window, *names):
    common.xdotool("windowfocus", "--sync", window.id)
    for name in names:
        common.xdotool("key", "--window", "0", name)


def typed(text):
    common.xdotool("type", "--delay", "15", text)


def check_names(window):
    """Whatever can be pressed or typed into has a name, and none is called by what kind of thing it is."""
    bad = []

    def walk(node, depth):
        if node is None or depth > 40:
            return
        role = node.get_role_name()
        name = node.get_name() or ""
        states = node.get_state_set()
        if states.contains(Atspi.StateType.SHOWING) and role in ("push button", "toggle button", "entry", "switch", "check box"):
            if not name or name.lower() in ("button", "gtkbutton", "entry", "switch", role) or name.startswith("Gtk"):
                bad.append(f"{role} “{name}”")
        for i in range(node.get_child_count()):
            walk(node.get_child_at_index(i), depth + 1)

    walk(window.accessible(), 0)
    assert not bad, f"without a name of their own: {bad}"
    print("ok: everything that can be pressed has a name", flush=True)


def is_checked(node):
    return node is None or node.get_state_set().contains(Atspi.StateType.CHECKED)


def walk(world):
    world.start_server()
    # Somebody else has all samples but the one that is added here.
    others = world.path("others")
    os.makedirs(others)
    for name in os.listdir(world.path("samples")):
        if "später" not in name:
            shutil.copy(world.path("samples/" + name), others)
    world.start("other", world.terminal_peer, "share", "--server", world.address, others, XDG_DATA_HOME=world.path("other-data"))
    common.wait_for("the other one shares", lambda: "documents in" in world.log("other"))

    process = world.start(
        "Keys",
        world.peer,
        "--gapplication-app-id=org.p2pci.Peer.Keys",
        "--folder=" + world.path("Keys-library"),
        XDG_DATA_HOME=world.path("Keys-data"),
    )
    window = common.Window(process, "RFC Peer")
    window.place(0, 0, 1000, 700)
    common.wait_for("the first page asks for a server", lambda: window.find("Connect to an Index"))
    check_names(window)
    keys(window)
    typed(world.address)
    keys(window, "Return")
    common.wait_for("it is connected", lambda: window.find("Connection: Connected"))

    # Find, get, and see that it is there.
    common.wait_for("the documents are listed", lambda: window.find("A Central Index and What It Remembers"))
    check_names(window)
    keys(window, "ctrl+f")
    typed("central index")
    common.wait_for("one is found", lambda: window.find("1 result"))
    keys(window, "Return", "Down", "ctrl+d")
    common.wait_for("the document is there", lambda: os.path.exists(world.path("Keys-library/rfc90002.txt")))
    world.picture("keys-1-got")
    keys(window, "ctrl+f", "Escape", "Escape")

    # The form: the file chooser takes a path that is typed; the fields fill by themselves.
    keys(window, "alt+1", "ctrl+n")
    form = common.Window(process, "Add a Document")
    keys(form, "Return")
    chooser = common.Window(process, "Choose an RFC Text File")
    common.wait_for("the file chooser can be typed into", lambda: window.find("Choose an RFC Text File"))
    keys(chooser)
    typed(world.sample)
    keys(chooser, "Return")
    common.wait_for("the form has read the file", lambda: window.find(common.TITLE))
    world.picture("keys-0-form")
    keys(form, "Return")
    common.wait_for("the added file is in the library, byte for byte", lambda: world.has_document("Keys"))

    # The Library: stop sharing; the index hears of it when the offer to undo is gone.
    keys(window, "alt+2")
    common.wait_for("the Library shows it", lambda: window.find("Share RFC 90002"))
    check_names(window)
    keys(window, "Delete")
    common.wait_for("its switch is off", lambda: not is_checked(window.find("Share RFC 90002")))
    world.picture("keys-2-stopped")
    keys(window, "alt+3")
    common.wait_for("the Transfers show what came", lambda: window.find("Finished Today"))
    check_names(window)
    world.picture("keys-3-transfers")
    keys(window, "ctrl+q")
    common.wait_for("it has ended", lambda: process.poll() is not None)
    assert process.returncode == 0, process.returncode


def main():
    if shutil.which("xdotool") is None:
        print("SKIP: xdotool is not installed")
        return 77
    world = World(*sys.argv[1:])
    try:
        walk(world)
        world.processes = [entry for entry in world.processes if entry[0] != "Keys"]
        world.end()
    except BaseException:
        world.picture("keys-failed")
        for name, process in world.processes:
            print(f"---- {name}\n{world.log(name)[-2000:]}")
            if process.poll() is None:
                process.kill()
        raise
    finally:
        shutil.rmtree(world.folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
