"""Zip archives that a stranger may send as a pack of a story or of a study, and why each is refused."""
import os
import pathlib
import stat
import struct
import zipfile


def write(path, entries, **options):
    """A zip of (name, data) or (ZipInfo, data)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in entries:
            archive.writestr(entry, data, **options)
    return path


def make_link(name, target):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


def hostile(path, main, text, most_files):
    """Writes one after another to @path; @main is the file with @text that makes a pack a sound one. Yields what is said, one of, and what it is."""
    good = (main, text)
    names = ["../slip", "../../slip", "/tmp/slip", "a/../../slip", "a//b", "./a", "a\\..\\slip", "C:/slip", "a\x07b", "x" * 300]
    for name in names:
        write(path, [good, (name, "x")])
        yield ["no name of a file"], repr(name[:30])
    with zipfile.ZipFile(path, "w") as archive:
        for entry, data in [good, ("a", "1"), ("a", "1")]:
            archive.writestr(entry, data)
    yield ["there twice", "no pack"], "a name twice"
    write(path, [good, make_link("l", "/etc/passwd")])
    yield ["is a link"], "a link"
    write(path, [make_link(main, "/etc/passwd")])
    yield ["is a link"], f"{main} as a link"
    write(path, [good, ("zeros", bytes(120 << 20))])
    yield ["grows too much"], "a bomb"
    write(path, [good] + [(f"f{i}", "") for i in range(most_files + 1)])
    yield [f"{most_files + 2} files"], "too many files"
    write(path, [("other", text)])
    yield [main, "no pack of a study"], f"no {main}"
    pathlib.Path(path).write_bytes(b"PK\x03\x04 and nothing more")
    yield ["no pack"], "no zip"


def lies(path, main, text):
    """An archive that says less than it holds, or whose data end early."""
    good = (main, text)
    write(path, [good, ("zeros", bytes(8 << 20))])
    data = bytearray(pathlib.Path(path).read_bytes())
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.rindex(signature)
        data[at + place:at + place + 4] = struct.pack("<I", 1 << 10)
    pathlib.Path(path).write_bytes(bytes(data))
    yield ["damaged", "larger than it says", "no pack", "cannot be unpacked"], "a size that is a lie"
    write(path, [good, ("noise", os.urandom(1 << 20))])
    data = bytearray(pathlib.Path(path).read_bytes())
    at = data.index(b"PK\x03\x04", 4) + 4000
    data[at:at + 100] = bytes(100)
    pathlib.Path(path).write_bytes(bytes(data))
    yield ["damaged"], "damaged data"
    pathlib.Path(path).write_bytes(bytes(data[:len(data) // 2]))
    yield ["no pack"], "half a pack"
