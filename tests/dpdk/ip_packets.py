#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Sends numbered UDP packets from one host (network namespace) and checks what others receive of them.

The receivers put fragments together again by themselves, and judge every frame: header checksums, lengths, the payload
byte for byte, the order. With --fragment the sender cuts packets itself. Prints one JSON object; the exit status is 1
when a receiver named by --to has not got every packet once, whole and in order.
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

UDP = 17


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def payload(number, size):
    return struct.pack("!4sI", b"dpdk", number) + bytes((number + i) % 251 for i in range(size - 8))


def datagram(options, number):
    body = payload(number, options.size)
    pseudo = options.src_ip.packed + options.dst_ip.packed + struct.pack("!II", len(body) + 8, UDP)
    head = struct.pack("!HHH", options.src_port + number % options.flows, options.dst_port, len(body) + 8)
    return head + struct.pack("!H", checksum(pseudo + head + b"\0\0" + body) or 0xFFFF) + body


def ipv4(options, number, part, offset, more):
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(part), number & 0xFFFF, offset // 8 | more << 13, 64, UDP, 0,
                       options.src_ip.packed, options.dst_ip.packed)
    return b"\x08\x00" + head[:10] + struct.pack("!H", checksum(head)) + head[12:] + part


def ipv6(options, number, part, offset, more):
    whole = offset == 0 and not more
    extension = b"" if whole else struct.pack("!BBHI", UDP, 0, offset | more, number)
    head = struct.pack("!IHBB", 6 << 28, len(part) + len(extension), UDP if whole else 44, 64)
    return b"\x86\xdd" + head + options.src_ip.packed + options.dst_ip.packed + extension + part


def frames_of(options, number):
    whole = datagram(options, number)
    header = ipv4 if options.dst_ip.version == 4 else ipv6
    step = options.fragment // 8 * 8 or len(whole)
    ethernet = bytes.fromhex((options.dst_mac + options.src_mac).replace(":", ""))
    for offset in range(0, len(whole), step):
        yield ethernet + header(options, number, whole[offset:offset + step], offset, offset + step < len(whole))


class Receiver:
    """One host's side."""

    def __init__(self, options, name):
        self.options, self.parts, self.seen = options, {}, []
        self.frames = self.corrupt = 0
        self.macs, self.ttls = set(), set()
        self.sock = raw_socket.in_namespace(name, raw_socket.opened("nic"))

    def take(self):
        while True:
            try:
                frame = self.sock.recv(65536)
            except BlockingIOError:
                return
            if frame[12:14] == b"\x08\x00":
                self.take_ipv4(frame)
            elif frame[12:14] == b"\x86\xdd":
                self.take_ipv6(frame)

    def take_ipv4(self, frame):
        head = frame[14:34]
        if frame[34:42] and (head[9] != UDP or head[12:16] != self.options.src_ip.packed):
            return
        length, number, fragment = struct.unpack("!HHH", head[2:8])
        self.corrupt += checksum(head) != 0 or length > len(frame) - 14
        self.note(frame, head[8])
        self.put(number, (fragment & 0x1FFF) * 8, bool(fragment & 0x2000), frame[34:14 + length])

    def take_ipv6(self, frame):
        head = frame[14:54]
        if head[8:24] != self.options.src_ip.packed or head[6] not in (UDP, 44):
            return
        data = frame[54:54 + struct.unpack("!H", head[4:6])[0]]
        self.note(frame, head[7])
        if head[6] == UDP:
            self.put(None, 0, False, data)
            return
        _, _, fragment, number = struct.unpack("!BBHI", data[:8])
        self.put(number, fragment & 0xFFF8, bool(fragment & 1), data[8:])

    def note(self, frame, ttl):
        self.frames += 1
        self.macs.add(frame[:6].hex(":") + " " + frame[6:12].hex(":"))
        self.ttls.add(ttl)

    def put(self, number, offset, more, data):
        if offset == 0 and not more:
            self.judge(data)
            return
        parts = self.parts.setdefault(number, {})
        parts[offset] = (data, more)
        at = 0
        while at in parts:
            data, more = parts[at]
            at += len(data)
            if not more:
                self.judge(b"".join(parts[o][0] for o in sorted(parts)))
                del self.parts[number]
                return

    def judge(self, udp):
        if len(udp) < 16 or udp[8:12] != b"dpdk":
            return
        number = struct.unpack("!I", udp[12:16])[0]
        self.corrupt += udp[6:] != datagram(self.options, number)[6:]
        self.seen.append(number)

    def reordered(self):
        """Within flows: those of different queues may overtake each other."""
        flows = [[n for n in self.seen if n % self.options.flows == flow] for flow in range(self.options.flows)]
        return sum(a > b for seen in flows for a, b in zip(seen, seen[1:]))

    def result(self):
        return {"received": len(set(self.seen)), "duplicates": len(self.seen) - len(set(self.seen)),
                "reordered": self.reordered(), "corrupt": self.corrupt,
                "unfinished": len(self.parts), "frames": self.frames, "macs": sorted(self.macs),
                "ttls": sorted(self.ttls)}


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="sender", required=True, metavar="HOST")
    parser.add_argument("--to", action="append", default=[], metavar="HOST")
    parser.add_argument("--not-to", action="append", default=[], metavar="HOST")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--size", type=int, default=64, help="bytes of UDP payload")
    parser.add_argument("--fragment", type=int, default=0, help="at most so many bytes behind each IP header")
    parser.add_argument("--flows", type=int, default=1)
    for name, default in (("--gap", 0.0), ("--window", 32), ("--src-port", 1024)):
        parser.add_argument(name, type=type(default), default=default)
    parser.add_argument("--src-ip", type=ipaddress.ip_address, default=ipaddress.ip_address("198.51.100.1"))
    parser.add_argument("--dst-ip", type=ipaddress.ip_address, required=True)
    parser.add_argument("--dst-port", type=int, default=9)
    parser.add_argument("--src-mac", default="02:00:00:00:00:01")
    parser.add_argument("--dst-mac", default="02:00:00:00:00:02")
    options = parser.parse_args()
    if options.dst_ip.version == 6 and options.src_ip.version == 4:
        options.src_ip = ipaddress.ip_address("2001:db8::1")
    return options


def wait_all(receivers, count):
    end = time.monotonic() + 2
    while any(len(r.seen) < count for r in receivers) and time.monotonic() < end:
        for sock in select.select([r.sock for r in receivers], [], [], 0.05)[0]:
            next(r for r in receivers if r.sock is sock).take()


def main():
    options = parse()
    receivers = {name: Receiver(options, name) for name in options.to + options.not_to}
    wanted = [receivers[name] for name in options.to]
    sock = raw_socket.in_namespace(options.sender, raw_socket.opened("nic"))
    sock.setblocking(True)
    for number in range(options.count):
        for frame in frames_of(options, number):
            sock.send(frame)
        time.sleep(options.gap)
        if (number + 1) % options.window == 0:
            wait_all(wanted, number + 1)
    wait_all(wanted, options.count)
    time.sleep(0.1)
    for receiver in receivers.values():
        receiver.take()
    results = {name: receiver.result() for name, receiver in receivers.items()}
    bad = [name for name in options.to if results[name]["received"] != options.count or any(
        results[name][key] for key in ("duplicates", "reordered", "corrupt", "unfinished"))]
    bad += [name for name in options.not_to if results[name]["received"]]
    print(json.dumps({"sent": options.count, "hosts": results, "problems": bad}))
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
