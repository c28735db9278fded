#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job as a person does it, in real processes: an index, two windows, and a file dragged with the mouse.

    drag-and-drop.py SERVER PEER DRAG-SOURCE SAMPLES PICTURES

A document is dragged from another program into the first window. It must appear in its Library, in the Index of the second
window, and be the same byte for byte where the second window's Get button has put it. What stands in the windows is read, and
found to be clicked, through the accessibility bus, as a screen reader does.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PATIENCE_SECONDS = 40
NUMBER = 90003
TITLE = "Finding a Document by Its Words"

try:
    import gi

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi
except (ImportError, ValueError) as error:
    print(f"SKIP: no accessibility client: {error}")
    sys.exit(77)


def wait_for(what, condition):
    """Time is no assertion: it only ends what would hang."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        result = condition()
        if result:
            print(f"ok: {what}", flush=True)
            return result
        time.sleep(0.05)
    raise AssertionError(f"this did not come true: {what}")


def xdotool(*arguments):
    return subprocess.run(["xdotool", *map(str, arguments)], check=False, capture_output=True, text=True).stdout.split()


class Window:
    def __init__(self, process, pattern):
        self.process = process
        self.id = wait_for(
            f"a window of {pattern}",
            lambda: xdotool("search", "--all", "--onlyvisible", "--pid", process.pid, "--name", pattern),
        )[0]

    def place(self, x, y, width, height):
        def is_there():
            xdotool("windowsize", self.id, width, height)
            xdotool("windowmove", self.id, x, y)
            geometry = " ".join(xdotool("getwindowgeometry", self.id))
            return f"{x},{y}" in geometry and f"{width}x{height}" in geometry

        wait_for(f"a window at {x},{y}", is_there)

    def accessible(self):
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(i)
            if application and application.get_process_id() == self.process.pid:
                return application
        return None

    def find(self, name, role=None):
        """What is on the screen and has this name or text."""

        def walk(node, depth):
            if node is None or depth > 40:
                return None
            try:
                node.clear_cache()
                text = node.get_name() or ""
                if (text == name or Window.text_of(node) == name) and role in (None, node.get_role_name()):
                    extents = node.get_extents(Atspi.CoordType.WINDOW)
                    if extents.width > 0 and extents.height > 0:
                        return node
                for i in range(node.get_child_count()):
                    found = walk(node.get_child_at_index(i), depth + 1)
                    if found:
                        return found
            except gi.repository.GLib.Error:
                return None  # it went away while it was looked at
            return None

        return walk(self.accessible(), 0)

    @staticmethod
    def text_of(node):
        if "Text" not in node.get_interfaces():
            return ""
        return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))

    def click(self, node):
        extents = node.get_extents(Atspi.CoordType.WINDOW)
        x, y = extents.x + extents.width // 2, extents.y + extents.height // 2
        xdotool("mousemove", "--window", self.id, x, y)
        xdotool("click", "1")


class World:
    def __init__(self, server, peer, drag_source, samples, pictures):
        self.server, self.peer, self.drag_source = server, peer, drag_source
        self.pictures = pictures
        self.folder = tempfile.mkdtemp(prefix="p2p-ci-drag-")
        self.processes = []
        os.makedirs(pictures, exist_ok=True)
        subprocess.run(["sh", samples, self.path("samples"), "12"], check=True)
        # A name as people have them: blanks, and letters beyond ASCII.
        self.sample = self.path(f"samples/rfc{NUMBER} für später.txt")
        os.rename(self.path(f"samples/rfc{NUMBER}.txt"), self.sample)
        with open(self.sample, "rb") as file:
            self.content = file.read()

    def path(self, name):
        return os.path.join(self.folder, name)

    def log(self, name):
        with open(self.path(name + ".log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def start(self, name, *command, **variables):
        environment = dict(os.environ, HOME=self.folder, **variables)
        with open(self.path(name + ".log"), "wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        self.processes.append((name, process))
        return process

    def start_server(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = "127.0.0.1:%d" % probe.getsockname()[1]
        self.start("server", self.server, "--listen", self.address)
        wait_for("the index listens", lambda: "Started listening" in self.log("server"))

    def start_peer(self, name):
        process = self.start(
            name,
            self.peer,
            "--gapplication-app-id=org.p2pci.Peer." + name,
            "--server=" + self.address,
            "--folder=" + self.path(name + "-library"),
            XDG_DATA_HOME=self.path(name + "-data"),
        )
        return Window(process, "RFC Peer")

    def has_document(self, name):
        try:
            with open(self.path(f"{name}-library/rfc{NUMBER}.txt"), "rb") as file:
                return file.read() == self.content
        except FileNotFoundError:
            return False

    def picture(self, name):
        if shutil.which("import"):
            subprocess.run(["import", "-window", "root", os.path.join(self.pictures, name + ".png")], check=False)

    def end(self):
        """Leaving is by SIGTERM, as at the end of a session: the peers tell the index."""
        for name, process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=PATIENCE_SECONDS)
            print(f"{name} ended with {code}", flush=True)
            if name in ("Giver", "Taker"):
                assert code == 0, f"{name} ended with {code}"
        for name, _ in self.processes:
            # There is nobody on this bus to show notifications, and GIO complains of that.
            complaints = [line for line in self.log(name).splitlines()
                          if re.search("WARNING|CRITICAL|ERROR", line) and "unable to send notifications" not in line]
            assert not complaints, f"{name} complained: {complaints}"


def drag(world, source, x, y):
    xdotool("mousemove", "--window", source.id, 80, 60)
    xdotool("mousedown", "1")
    # A drag begins when the mouse has gone a little way, and is led in steps, as by a hand.
    for step in range(1, 11):
        xdotool("mousemove", "--window", source.id, 80 + step * 4, 60)
        time.sleep(0.02)
    for step in range(1, 11):
        xdotool("mousemove", x - 40 + step * 4, y)
        time.sleep(0.05)
    world.picture("drag-1-over-the-window")
    xdotool("mouseup", "1")


def walk(world):
    world.start_server()
    giver = world.start_peer("Giver")
    giver.place(0, 0, 640, 560)
    taker = world.start_peer("Taker")
    taker.place(640, 0, 640, 560)
    source = Window(world.start("source", world.drag_source, world.sample), "Drag source")
    source.place(100, 620, 160, 120)
    wait_for("the first window is connected", lambda: giver.find("Connection: Connected"))
    wait_for("the second window is connected", lambda: taker.find("Connection: Connected"))

    drag(world, source, 320, 300)
    wait_for("the dropped file is in the library folder, byte for byte", lambda: world.has_document("Giver"))
    giver.click(wait_for("the switch to the Library", lambda: giver.find("Library")))
    wait_for("the Library shows the title", lambda: giver.find(TITLE))
    wait_for("the Library shows that it is shared", lambda: giver.find(f"Share RFC {NUMBER}"))
    world.picture("drag-2-in-the-library")

    wait_for("the other window's Index shows the title", lambda: taker.find(TITLE))
    button = wait_for("it has a Get button", lambda: taker.find(f"Get RFC {NUMBER} from a peer"))
    world.picture("drag-3-in-the-other-index")
    taker.click(button)
    wait_for("the document is there, byte for byte", lambda: world.has_document("Taker"))
    wait_for("the button opens it now", lambda: taker.find(f"Open RFC {NUMBER}"))
    wait_for("the index counts both", lambda: taker.find("2 peers"))
    world.picture("drag-4-fetched")


def main():
    for tool in ("xdotool",):
        if shutil.which(tool) is None:
            print(f"SKIP: {tool} is not installed")
            return 77
    world = World(*sys.argv[1:])
    try:
        walk(world)
        world.end()
    except BaseException:
        world.picture("drag-failed")
        for name, process in world.processes:
            print(f"---- {name}\n{world.log(name)[-3000:]}")
            if process.poll() is None:
                process.kill()
        raise
    finally:
        shutil.rmtree(world.folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
