"""Writes board_vectors.json: frames of the board's protocol, made without any of the project's code.

Run by hand when a message is added: python3 make_vectors.py > board_vectors.json
"""
import binascii
import json
import struct

WIDTHS = [8000, 24000, 40000, 24016, 256, 65535]
STATE = struct.pack("<IBB6H6H4B", 0x01020304, 1, 3, *WIDTHS, *reversed(WIDTHS), 1, 0, 255, 7)
MESSAGES = [
    ("hello", 0x01, 0, b"\x01", {"protocolVersion": 1}),
    ("set-targets", 0x02, 7, struct.pack("<6H", *WIDTHS), {"widths": WIDTHS}),
    ("get-state", 0x03, 8, b"", {}),
    ("stop", 0x04, 9, b"", {}),
    ("clear", 0x05, 10, b"", {}),
    ("ping", 0x06, 255, b"", {}),
    ("telemetry", 0x07, 12, struct.pack("<H", 20), {"periodMs": 20}),
    ("pulses", 0x08, 13, b"\x01", {"on": 1}),
    ("set-limits", 0x09, 14, struct.pack("<BHHH", 5, 9600, 38400, 1000), {"joint": 5, "lowest": 9600, "highest": 38400, "slewUsS": 1000}),
    ("get-limits", 0x0A, 15, b"\x00", {"joint": 0}),
    ("hello-reply", 0x81, 0, struct.pack("<6BHBB", 1, 6, 1, 2, 3, 8, 250, 1, 7),
     {"protocolVersion": 1, "jointCount": 6, "firmwareMajor": 1, "firmwareMinor": 2, "firmwarePatch": 3, "resetCause": 8, "watchdogMs": 250, "mode": 1, "flags": 7}),
    ("acknowledge", 0x82, 7, struct.pack("<3B", 2, 5, 1), {"command": 2, "status": 5, "mode": 1}),
    ("state", 0x83, 8, STATE, None),
    ("telemetry-state", 0x84, 200, STATE, None),
    ("event", 0x85, 0, struct.pack("<I3B", 250, 2, 1, 0), {"timeMs": 250, "event": 2, "mode": 1, "resetCause": 0}),
    ("limits", 0x86, 15, struct.pack("<BHHH", 0, 8000, 40000, 1000), {"joint": 0, "lowest": 8000, "highest": 40000, "slewUsS": 1000}),
]
STATE_FIELDS = {"timeMs": 0x01020304, "mode": 1, "flags": 3, "widths": WIDTHS, "targetWidths": WIDTHS[::-1],
                "damagedFrames": 1, "wrongCrcs": 0, "receiveOverruns": 255, "droppedFrames": 7}


def frame(number, sequence, body):
    content = bytes([number, sequence]) + body
    content += struct.pack("<H", binascii.crc_hqx(content, 0xFFFF))
    return b"\0" + b"".join(bytes([len(block) + 1]) + block for block in content.split(b"\0")) + b"\0"


print(json.dumps({"vectors": [
    {"message": {"type": name, "sequence": sequence, **(STATE_FIELDS if fields is None else fields)}, "hex": frame(number, sequence, body).hex(" ")}
    for name, number, sequence, body, fields in MESSAGES
]}, indent=1))
