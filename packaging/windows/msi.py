"""What mend-msi and check-msi know about the tables of an MSI and the version of an .exe."""
import pathlib
import struct
import subprocess

# Custom action types: bits of msidbCustomActionType.
IN_SCRIPT = 0x400
ROLLBACK = 0x100


def file_version(exe):
    """Of the fixed part of the version resource, which is what Windows Installer compares."""
    data = pathlib.Path(exe).read_bytes()
    at = data.find(struct.pack("<II", 0xFEEF04BD, 0x00010000))
    if at < 0:
        raise SystemExit(f"{exe}: no version resource")
    high, low = struct.unpack_from("<II", data, at + 8)
    return f"{high >> 16}.{high & 0xFFFF}.{low >> 16}.{low & 0xFFFF}"


def table(msi, name):
    """The rows, as dictionaries."""
    text = subprocess.run(["msiinfo", "export", msi, name], check=True, capture_output=True, text=True).stdout
    lines = [line.split("\t") for line in text.replace("\r", "").split("\n") if line]
    return [dict(zip(lines[0], row)) for row in lines[3:]]


def sequence(msi):
    """Action name to its place in the execution."""
    return {row["Action"]: int(row["Sequence"]) for row in table(msi, "InstallExecuteSequence")}
