#!/usr/bin/env python3
"""Makes the pictures of figures in the manual, by the commands that stand beside them.

    make-manual-pictures.py PROGRAM MANUAL SAMPLES           writes them
    make-manual-pictures.py PROGRAM MANUAL SAMPLES --check   exits 1 where the pages have others

PROGRAM is vitrine-cli; commands run in a copy of the folder SAMPLES. A picture pictures/NAME.png is of the first command
`figure` without options (--set) of the section <a id="figure-NAME"></a>, or of the demo where there is none. Pictures of the
window are made by tests/window/test_first_session.py. Needs ImageMagick.
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

# Greatest share of pixels that differ by more than 8 % after a blur of two pixels: other fonts make 0.0002, curves of other
# values 0.005 and more.
MOST_DIFFERENT = 0.001


def list_pictures(manual):
    for page in sorted(manual.glob("*.md")):
        for name, body in re.findall(r'<a id="figure-([^"]+)"></a>(.*?)(?=<a id="figure-|\Z)', page.read_text(encoding="utf-8"), re.S):
            if f"](pictures/{name}.png)" in body:
                command = re.search(r"^vitrine-cli figure (?!.* --set ).*$", body, re.M)
                yield name, command[0] if command else f"vitrine-cli figure demo.vitrine {name}"


def make_picture(program, folder, command, to, environment):
    words = shlex.split(re.sub(r" -o \S+", "", command))
    made = folder / "made.png"
    subprocess.run([program, *words[1:], "-o", made, "--width", str(WIDTH), "--dpi", str(DPI), "--caption", "no"],
                   cwd=folder, env=environment, check=True, stderr=subprocess.DEVNULL)
    subprocess.run(["convert", made, "+dither", "-colors", str(COLOURS), "-strip", "-define", "png:compression-level=9",
                    f"png8:{to}"], check=True)


def compare(made, stored):
    """Why the pictures are not the same, or nothing."""
    sizes = [subprocess.run(["identify", "-format", "%w×%h", path], capture_output=True, text=True, check=False).stdout
             for path in (made, stored)]
    if sizes[0] != sizes[1]:
        return f"is {sizes[1] or 'not there'}, and should be {sizes[0]}"
    share = float(subprocess.run(["convert", made, stored, "-colorspace", "sRGB", "-blur", "0x2", "-compose", "difference",
                                  "-composite", "-colorspace", "gray", "-threshold", "8%", "-format", "%[fx:mean]", "info:"],
                                 capture_output=True, text=True, check=True).stdout)
    return f"{100 * share:.2f} % of its pixels are others" if share > MOST_DIFFERENT else None


def main():
    checks = len(sys.argv) == 5 and sys.argv[4] == "--check"
    if len(sys.argv) != 4 + checks:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    if not shutil.which("convert"):
        print("ImageMagick is not installed")
        return 77
    program, manual, samples = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
    pictures, wrong = list(list_pictures(manual)), []
    (manual / "pictures").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "samples"
        shutil.copytree(samples, folder)
        environment = dict(os.environ, VITRINE_CACHE_DIR=f"{place}/cache", VITRINE_STORE="")
        for name, command in pictures:
            stored = manual / "pictures" / f"{name}.png"
            made = pathlib.Path(place) / f"{name}.png" if checks else stored
            make_picture(program, folder, command, made, environment)
            why = compare(made, stored) if checks else None
            wrong += [f"{name}: {why}"] if why else []
            print(f"{name}: {why}" if why else name, flush=True)
    if checks and not pictures:
        wrong.append("the pages have no pictures")
    return 1 if wrong else 0


sys.exit(main())
