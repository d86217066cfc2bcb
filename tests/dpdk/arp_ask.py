#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Asks on one host (network namespace) for the MAC address of an IP address, as --askers stations with MAC addresses of
their own. The exit status is 1 when one of them got no right answer within --seconds. Prints one JSON object.
"""
import argparse
import ipaddress
import json
import os
import select
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
import raw_socket  # noqa: E402

HEAD = bytes.fromhex("0806" "0001" "0800" "06" "04")


def answers(sock):
    while select.select([sock], [], [], 0.05)[0]:
        frame = sock.recv(2048)
        if frame[12:20] == HEAD and frame[20:22] == b"\0\2":
            yield frame


def right(frame, asker, options):
    """To the asker, from and about the same station, which has the address."""
    return (frame[:6] == asker == frame[32:38] and frame[6:12] == frame[22:28] and
            frame[28:32] == options.whose.packed and frame[38:42] == options.own.packed)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", required=True)
    parser.add_argument("--whose", type=ipaddress.IPv4Address, required=True)
    parser.add_argument("--own", type=ipaddress.IPv4Address, default=ipaddress.IPv4Address("7.0.0.1"))
    parser.add_argument("--askers", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    sock = raw_socket.in_namespace(options.host, raw_socket.opened("nic"))
    waiting = {b"\2\0\0\0\1" + struct.pack("!B", n) for n in range(options.askers)}
    macs = set()
    end = time.monotonic() + options.seconds
    while waiting and time.monotonic() < end:
        for asker in sorted(waiting):
            sock.send(b"\xff" * 6 + asker + HEAD + b"\0\1" + asker + options.own.packed + bytes(6) +
                      options.whose.packed)
        for frame in answers(sock):
            if frame[:6] in waiting and right(frame, frame[:6], options):
                waiting.discard(frame[:6])
                macs.add(frame[6:12].hex(":"))
    print(json.dumps({"unanswered": len(waiting), "macs": sorted(macs)}))
    sys.exit(bool(waiting))


if __name__ == "__main__":
    main()
