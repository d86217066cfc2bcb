#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Sends distinguishable raw Ethernet frames from one host (network namespace) and checks what others receive.

Every receiver named by --to must get each frame once, in order, unchanged behind its MAC addresses; one named by
--not-to must get none. At most --window frames are under way at a time. Prints one JSON object; exit status 1 when
something else happened, which "problems" tells.
"""
import argparse
import errno
import json
import os
import select
import statistics
import struct
import sys
import time

import raw_socket

MAGIC = b"xdpk"


def tag(vlan):
    return struct.pack("!HH", 0x8100, vlan) if vlan else b""


def body(options, number):
    """Ethertype, magic, stream and number, then a pattern that differs from frame to frame and byte to byte."""
    head = struct.pack("!H4sHI", options.ethertype, MAGIC, options.stream, number)
    pattern = bytes((number + i) % 251 for i in range(251))
    return (head + pattern * (options.size // 251 + 1))[:options.size - 12 - len(tag(options.vlan))]


class Receiver:
    """One host's side: what came, judged frame by frame."""

    def __init__(self, options, name):
        self.options, self.name = options, name
        self.sock = raw_socket.in_namespace(name, raw_socket.opened(options.to_device or options.device))
        self.seen, self.last = {}, -1
        self.duplicates = self.reordered = self.corrupt = 0
        self.macs = set()

    def take(self):
        """Reads all that is there."""
        while True:
            try:
                data, control, _, _ = self.sock.recvmsg(65536, 256)
            except BlockingIOError:
                return
            self.judge(*raw_socket.unpack(data, control))

    def judge(self, frame, arrival):
        at = frame.find(MAGIC, 12, 40)
        if at < 0 or len(frame) < at + 10:
            return
        stream, number = struct.unpack_from("!HI", frame, at + 4)
        if stream != self.options.stream:
            return
        self.macs.add(frame[0:6].hex(":") + " " + frame[6:12].hex(":"))
        self.corrupt += frame[12:] != tag(self.options.to_vlan) + body(self.options, number)
        self.duplicates += number in self.seen
        self.reordered += number < self.last
        self.last = max(self.last, number)
        self.seen.setdefault(number, arrival)


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def sending_socket(options):
    sock = raw_socket.in_namespace(options.sender, raw_socket.opened(options.device))
    if options.queue is not None:
        raw_socket.use_queue(sock, options.queue)
    return sock


def send_all(options, receivers):
    """Returns the sending times by number."""
    sock = sending_socket(options)
    head = mac(options.dst) + mac(options.src) + tag(options.vlan)
    sent = []
    for first in range(0, options.count, options.window):
        time.sleep(options.gap)
        for number in range(first, min(first + options.window, options.count)):
            frame = head + body(options, number)
            sent.append(time.clock_gettime_ns(time.CLOCK_REALTIME))
            blocking_send(sock, frame)
        if not wait_all(receivers, len(sent), options.timeout) and not options.lossy:
            break
    return sent


def blocking_send(sock, frame):
    while True:
        try:
            return sock.send(frame)
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ENOBUFS):
                raise
            select.select([], [sock], [], 0.1)


def wait_all(receivers, count, timeout):
    end = time.monotonic() + timeout
    while any(len(r.seen) < count for r in receivers):
        left = end - time.monotonic()
        if left <= 0:
            return False
        ready, _, _ = select.select([r.sock for r in receivers], [], [], left)
        for receiver in receivers:
            if receiver.sock in ready:
                receiver.take()
    return True


def result(receiver, sent):
    latencies = [(arrival - sent[n]) / 1000 for n, arrival in receiver.seen.items() if n < len(sent)]
    return {
        "received": len(receiver.seen), "missing": len(sent) - len(receiver.seen),
        "duplicates": receiver.duplicates, "reordered": receiver.reordered, "corrupt": receiver.corrupt,
        "macs": sorted(receiver.macs),
        "median_us": round(statistics.median(latencies), 1) if latencies else None,
    }


def problems(results, silent, count):
    for name, got in results.items():
        if name in silent:
            if got["received"]:
                yield f"{name} received {got['received']} frames that were not for it"
            continue
        for key in ("missing", "duplicates", "reordered", "corrupt"):
            if got[key]:
                yield f"{name}: {got[key]} of {count} frames {key}"


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="sender", required=True, metavar="HOST")
    parser.add_argument("--to", action="append", default=[], metavar="HOST")
    parser.add_argument("--not-to", action="append", default=[], metavar="HOST")
    parser.add_argument("--device", default="nic")
    parser.add_argument("--to-device", help="the receivers' (default: --device)")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--size", type=int, default=64, help="bytes with MAC header and tag, without FCS")
    parser.add_argument("--vlan", type=int, default=0, help="802.1Q tag; 0 for none")
    parser.add_argument("--to-vlan", type=int, help="the tag that must arrive (default: the one sent)")
    parser.add_argument("--ethertype", type=lambda t: int(t, 0), default=0x88B5, help="IEEE 802 local experimental")
    parser.add_argument("--src", default="02:00:00:00:00:01")
    parser.add_argument("--dst", default="02:00:00:00:00:02")
    parser.add_argument("--queue", type=int, help="transmit queue to send on; needs a CPU of that number")
    parser.add_argument("--window", type=int, default=32)
    parser.add_argument("--gap", type=float, default=0, help="seconds of silence before each window")
    parser.add_argument("--timeout", type=float, default=2, help="seconds to wait for a window")
    parser.add_argument("--lossy", action="store_true", help="go on after a loss")
    options = parser.parse_args()
    if options.to_vlan is None:
        options.to_vlan = options.vlan
    options.stream = int.from_bytes(os.urandom(2), "big")
    return options


def main():
    options = parse()
    receivers = [Receiver(options, name) for name in options.to]
    silent = [Receiver(options, name) for name in options.not_to]
    sent = send_all(options, receivers)
    # What comes twice or astray comes at once; this is the time it is given.
    time.sleep(0.1)
    for receiver in receivers + silent:
        receiver.take()
    results = {r.name: result(r, sent) for r in receivers + silent}
    found = list(problems(results, options.not_to, len(sent)))
    if len(sent) < options.count:
        found.append(f"gave up after {len(sent)} of {options.count} frames")
    print(json.dumps({"sent": len(sent), "hosts": results, "problems": found}))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
