#!/usr/bin/env python3
"""Makes the pictures of figures in the manual, by the commands that stand beside them.

    make-manual-pictures.py PROGRAM MANUAL SAMPLES

PROGRAM is vitrine-cli; commands run in a copy of the folder SAMPLES. A picture pictures/NAME.png is of the first command
`figure` without options (--set) of the section <a id="figure-NAME"></a>, or of the demo where there is none. Pictures of the window are made by tests/window/test_first_session.py. Needs
ImageMagick.
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

# Of a picture, mm and dots per inch: as wide as a line of the reader.
WIDTH, DPI = 170, 96
COLOURS = 64


def list_pictures(manual):
    for page in sorted(manual.glob("*.md")):
        for name, body in re.findall(r'<a id="figure-([^"]+)"></a>(.*?)(?=<a id="figure-|\Z)', page.read_text(encoding="utf-8"), re.S):
            if f"](pictures/{name}.png)" in body:
                command = re.search(r"^vitrine-cli figure (?!.* --set ).*$", body, re.M)
                yield name, command[0] if command else f"vitrine-cli figure demo.vitrine {name}"


def main():
    if len(sys.argv) != 4:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    program, manual, samples = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    (manual / "pictures").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "samples"
        shutil.copytree(samples, folder)
        environment = dict(os.environ, VITRINE_CACHE_DIR=f"{place}/cache")
        for name, command in list_pictures(manual):
            words = shlex.split(re.sub(r" -o \S+", "", command))
            picture = folder / f"{name}.png"
            subprocess.run([program, *words[1:], "-o", picture, "--width", str(WIDTH), "--dpi", str(DPI), "--caption", "no"],
                           cwd=folder, env=environment, check=True)
            subprocess.run(["convert", picture, "+dither", "-colors", str(COLOURS), "-strip", "-define", "png:compression-level=9",
                            f"png8:{manual}/pictures/{name}.png"], check=True)
            print(name)
    return 0


sys.exit(main())
