#!/usr/bin/python3
"""The window in small and large, light and dark, with large text: every page of the demo is drawn, and nothing complains.

Starts X servers of its own. Speaks TAP.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

PROGRAM = sys.argv[1]
SIZES = ((1024, 700), (1280, 800), (1920, 1080), (2560, 1440))
PAGES = 6


class Window:
    """The demo in a window that fills a screen."""

    def __init__(self, size, dark, text):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-matrix-"))
        settings = self.folder / "config" / "gtk-4.0"
        settings.mkdir(parents=True)
        (settings / "settings.ini").write_text(
            f"[Settings]\ngtk-application-prefer-dark-theme={int(dark)}\ngtk-font-name=DejaVu Sans {text}\n", encoding="utf-8")
        (self.folder / "run").mkdir(mode=0o700)
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp"],
                                       pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            display = pipe.readline().strip()
        self.env = dict(os.environ, DISPLAY=f":{display}", XDG_RUNTIME_DIR=str(self.folder / "run"), GDK_BACKEND="x11",
                        GSK_RENDERER="cairo", XDG_CONFIG_HOME=str(self.folder / "config"), XDG_DATA_HOME=str(self.folder / "data"),
                        VITRINE_CACHE_DIR=str(CACHE), NO_AT_BRIDGE="1")
        self.env.pop("WAYLAND_DISPLAY", None)
        self.env["ASAN_OPTIONS"] = self.env.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
        self.said = open(self.folder / "said", "w+", encoding="utf-8")
        self.program = subprocess.Popen(["dbus-run-session", "--", PROGRAM, "--demo"], env=self.env, stdout=subprocess.DEVNULL,
                                        stderr=self.said)
        self.id = self.wait(lambda: self.xdotool("search", "--onlyvisible", "--class", "vitrine").split())[-1]
        self.xdotool("windowmove", self.id, "0", "0")
        self.xdotool("windowsize", self.id, *map(str, size))
        self.xdotool("windowfocus", self.id)

    def xdotool(self, *words):
        return subprocess.run(["xdotool", *words], env=self.env, capture_output=True, text=True, check=False).stdout

    @staticmethod
    def wait(test, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = test()
            if value:
                return value
            time.sleep(0.2)
        raise AssertionError("no window came")

    def picture(self):
        """The screen in a few colours, at a quarter of its size."""
        done = subprocess.run(["import", "-window", "root", "-resize", "25%", "-depth", "8", "rgb:-"], env=self.env,
                              capture_output=True, check=True)
        return done.stdout

    def settle(self):
        """Until two pictures agree, and there is something on them: a window is there before it is drawn."""
        last = self.picture()
        for _ in range(100):
            time.sleep(0.3)
            now = self.picture()
            if now == last and count_colours(now) > 20:
                return now
            last = now
        raise AssertionError("the window does not come to rest")

    def close(self):
        alive = self.program.poll() is None
        self.program.terminate()
        self.program.wait()
        self.server.terminate()
        self.server.wait()
        self.said.seek(0)
        said = self.said.read()
        self.said.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        assert alive, "the program has ended: " + said[-500:]
        return [line for line in said.splitlines() if "CRITICAL" in line or "Gtk-WARNING" in line or "ERROR" in line]


def count_colours(picture):
    return len({picture[at:at + 3] for at in range(0, len(picture), 3)})


def brightness(picture):
    return sum(picture) / len(picture)


def check(size, dark, text):
    window = Window(size, dark, text)
    pictures = []
    try:
        window.settle()
        for page in range(1, PAGES + 1):
            window.xdotool("key", "--window", window.id, f"alt+{page}")
            time.sleep(0.5)
            pictures.append(window.settle())
            for key in ("Right", "Left"):
                window.xdotool("key", "--window", window.id, key)
            window.settle()
    finally:
        complaints = window.close()
    assert not complaints, complaints[:3]
    assert len(set(pictures)) == PAGES, "two pages look the same"
    for page, picture in enumerate(pictures, 1):
        assert count_colours(picture) > 300, f"page {page} has {count_colours(picture)} colours"
        assert (brightness(picture) < 110) == dark, f"page {page}: brightness {brightness(picture):.0f}"


def main():
    for program in ("Xvfb", "dbus-run-session", "xdotool", "import"):
        if not shutil.which(program):
            print(f"1..0 # SKIP {program} is not installed")
            return 0
    cases = [(size, dark, 10) for size in SIZES for dark in (False, True)] + [((1280, 800), False, 16), ((1920, 1080), True, 16)]
    print(f"1..{len(cases)}")
    failed = 0
    for place, (size, dark, text) in enumerate(cases, 1):
        name = f"{size[0]}x{size[1]} {'dark' if dark else 'light'}, text of {text} pt"
        try:
            check(size, dark, text)
            print(f"ok {place} {name}", flush=True)
        except AssertionError as error:
            failed += 1
            print(f"not ok {place} {name}\n# {error}", flush=True)
    return failed > 0


CACHE = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-matrix-cache-"))
try:
    STATUS = main()
finally:
    shutil.rmtree(CACHE, ignore_errors=True)
sys.exit(STATUS)
