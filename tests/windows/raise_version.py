#!/usr/bin/env python3
"""Makes the next version out of a finished .exe, for the upgrade: the same program with another number in its version
resource. usage: raise_version.py EXE TO MAJOR"""
import pathlib
import struct
import sys

exe, to, major = sys.argv[1:4]
data = bytearray(pathlib.Path(exe).read_bytes())
at = data.find(struct.pack("<II", 0xFEEF04BD, 0x00010000))  # VS_FIXEDFILEINFO
assert at >= 0, "no version resource"
for offset in (8, 16):  # of the file, of the product
    struct.pack_into("<II", data, at + offset, int(major) << 16, 0)
pathlib.Path(to).write_bytes(data)
