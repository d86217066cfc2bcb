#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""A PTP master (IEEE 1588 version 2, two steps, directly on Ethernet) on one host (network namespace).

Its clock is --ahead seconds ahead of the system's. For each round it sends SYNC and FOLLOW_UP and answers the DELAY_REQ
that a client then sends. Prints one JSON object; the exit status is 1 when a round's request did not come.
"""
import argparse
import json
import os
import select
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
import raw_socket  # noqa: E402

ETHERTYPE = b"\x88\xf7"
SYNC, DELAY_REQ, FOLLOW_UP, DELAY_RESP = 0, 1, 8, 9
CLOCK = bytes.fromhex("020000fffe000001")
PORT = CLOCK + b"\0\1"
FRAME_START = bytes.fromhex("011b19000000020000000001") + ETHERTYPE


def message(kind, sequence, body):
    return FRAME_START + struct.pack("!BBHBxHqxxxx10sHBb", kind, 2, 34 + len(body), 0, 0x200 if kind == SYNC else 0, 0,
                                     PORT, sequence, {SYNC: 0, FOLLOW_UP: 2, DELAY_RESP: 3}[kind], 0) + body


def stamp(ns):
    seconds, rest = divmod(ns, 1_000_000_000)
    return struct.pack("!HII", seconds >> 32, seconds & 0xFFFFFFFF, rest)


def request(sock, sequence, seconds):
    """The client's port once it has asked, else None."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        select.select([sock], [], [], 0.05)
        try:
            frame = sock.recv(2048)
        except BlockingIOError:
            continue
        if frame[12:14] == ETHERTYPE and frame[14] & 0xF == DELAY_REQ and frame[44:46] == struct.pack("!H", sequence):
            return frame[34:44]
    return None


def play(sock, options, sequence):
    def now():
        return time.time_ns() + int(options.ahead * 1e9)
    sent = now()
    sock.send(message(SYNC, sequence, bytes(10)))
    sock.send(message(FOLLOW_UP, sequence, stamp(sent)))
    client = request(sock, sequence, 2)
    if client is None:
        return False
    sock.send(message(DELAY_RESP, sequence, stamp(now()) + client))
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", required=True)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--ahead", type=float, default=0)
    options = parser.parse_args()
    sock = raw_socket.in_namespace(options.host, raw_socket.opened("nic"))
    missing = []
    for sequence in range(1, options.rounds + 1):
        if not play(sock, options, sequence):
            missing.append(sequence)
        time.sleep(0.05)
    print(json.dumps({"rounds": options.rounds, "missing": missing}))
    sys.exit(bool(missing))


if __name__ == "__main__":
    main()
