#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""A client of the AF_XDP device plugin's protocol that speaks like others do, and receives by what it is given.

plugin_client.py --as dpdk|cndp|socket [--take] PATH=DEVICE:QUEUE,QUEUE…

dpdk: a connection for each queue, closed after the handshake; cndp: one for each queue that stays open, with busy
polling; socket: one for all, with ready-made sockets. Prints a line of JSON whenever frames have come: how many, by
DEVICE:QUEUE. SIGINT ends it.
"""
import argparse
import array
import ctypes
import json
import mmap
import platform
import socket
import struct
import time

AF_XDP, SOL_XDP, SO_PREFER_BUSY_POLL = 44, 283, 69
XDP_MMAP_OFFSETS, XDP_RX_RING, XDP_UMEM_REG, XDP_UMEM_FILL_RING, XDP_UMEM_COMPLETION_RING = 1, 2, 4, 5, 6
XDP_PGOFF_RX_RING, XDP_UMEM_PGOFF_FILL_RING, XDP_COPY = 0, 0x100000000, 2
FRAMES, CHUNK = 64, 4096
BPF = {"x86_64": 321, "aarch64": 280}[platform.machine()]
BPF_MAP_UPDATE_ELEM = 2
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]


def checked(result, what):
    if result < 0:
        raise OSError(ctypes.get_errno(), what)


class Plugin:
    """One connection."""

    def __init__(self, path):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.sock.settimeout(5)
        self.sock.connect(path)
        self.ask(f"/connect,{socket.gethostname()}", "/host_ok")

    def ask(self, request, expected, beside=None):
        """Gives the descriptor that came with the answer."""
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [beside]))] if beside is not None else []
        self.sock.sendmsg([request.encode()], rights)
        answer, fds, _, _ = socket.recv_fds(self.sock, 128, 1)
        if answer.decode() != expected:
            raise SystemExit(f"{request}: {answer.decode() or 'closed'}")
        return fds[0] if fds else None


class Xsk:
    """A bound AF_XDP socket that receives."""

    def __init__(self, device, queue, ready_made):
        self.sock = (socket.socket(AF_XDP, socket.SOCK_RAW, 0, fileno=ready_made) if ready_made is not None
                     else socket.socket(AF_XDP, socket.SOCK_RAW, 0))
        self.memory = mmap.mmap(-1, FRAMES * CHUNK)
        start = ctypes.addressof(ctypes.c_char.from_buffer(self.memory))
        self.sock.setsockopt(SOL_XDP, XDP_UMEM_REG, struct.pack("QQIIIxxxx", start, FRAMES * CHUNK, CHUNK, 0, 0))
        for ring in (XDP_UMEM_FILL_RING, XDP_UMEM_COMPLETION_RING, XDP_RX_RING):
            self.sock.setsockopt(SOL_XDP, ring, FRAMES)
        offsets = struct.unpack("16Q", self.sock.getsockopt(SOL_XDP, XDP_MMAP_OFFSETS, 128))
        self.rx, self.fill = offsets[0:3], offsets[8:11]
        self.rx_at = self.map(self.rx[2] + FRAMES * 16, XDP_PGOFF_RX_RING)
        self.fill_at = self.map(self.fill[2] + FRAMES * 8, XDP_UMEM_PGOFF_FILL_RING)
        for i in range(FRAMES):
            ctypes.c_uint64.from_address(self.fill_at + self.fill[2] + 8 * i).value = i * CHUNK
        self.word(self.fill_at, self.fill[0]).value = FRAMES
        address = struct.pack("HHIII", AF_XDP, XDP_COPY, socket.if_nametoindex(device), queue, 0)
        checked(libc.bind(self.sock.fileno(), address, len(address)), f"bind {device} queue {queue}")
        self.seen = 0

    def map(self, length, offset):
        at = libc.mmap(None, length, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_SHARED, self.sock.fileno(), offset)
        if at == ctypes.c_void_p(-1).value:
            raise OSError(ctypes.get_errno(), "mmap a ring")
        return at

    @staticmethod
    def word(at, offset):
        return ctypes.c_uint32.from_address(at + offset)

    def receive(self):
        """Takes what came and gives its frames back."""
        came = self.word(self.rx_at, self.rx[0]).value
        filled = self.word(self.fill_at, self.fill[0]).value
        for number in range(self.seen, came):
            desc = self.rx_at + self.rx[2] + 16 * (number % FRAMES)
            slot = self.fill_at + self.fill[2] + 8 * (filled % FRAMES)
            ctypes.c_uint64.from_address(slot).value = ctypes.c_uint64.from_address(desc).value // CHUNK * CHUNK
            filled += 1
        self.word(self.rx_at, self.rx[1]).value = came
        self.word(self.fill_at, self.fill[0]).value = filled
        self.seen = came


def put_into(xskmap, queue, xsk):
    key, value = ctypes.c_uint32(queue), ctypes.c_uint32(xsk.sock.fileno())
    attributes = struct.pack("I4xQQQ", xskmap, ctypes.addressof(key), ctypes.addressof(value), 0)
    checked(libc.syscall(BPF, BPF_MAP_UPDATE_ELEM, attributes, len(attributes)), "bpf_map_update_elem")


def opened(manner, plugin, device, queue):
    if manner == "dpdk":
        plugin.ask("/version", "0.1")
    xskmap = plugin.ask(f"/xsk_map_fd,{device}", "/fd_ack")
    if manner == "dpdk":
        plugin.ask("/fin", "/fin_ack")
        plugin.sock.close()
    made = plugin.ask(f"/xsk_socket,{device},{queue}", "/socket_ack") if manner == "socket" else None
    xsk = Xsk(device, queue, made)
    put_into(xskmap, queue, xsk)
    if manner == "cndp":
        plugin.ask("/config_busy_poll,20,64", "/config_busy_poll_ack", xsk.sock.fileno())
        if xsk.sock.getsockopt(socket.SOL_SOCKET, SO_PREFER_BUSY_POLL) != 1:
            raise SystemExit("acknowledged, but busy polling is off")
    return xsk


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--as", dest="manner", choices=["dpdk", "cndp", "socket"], default="dpdk")
    parser.add_argument("--take", action="store_true", help="have the device moved here first")
    parser.add_argument("places", nargs="+")
    options = parser.parse_args()
    plugins, xsks = [], {}
    for place in options.places:
        path, rest = place.split("=")
        device, queues = rest.split(":")
        for queue in map(int, queues.split(",")):
            if not plugins or options.manner != "socket":
                plugins.append(Plugin(path))
            if options.take and not xsks:
                plugins[-1].ask(f"/netdev_take,{device}", "/netdev_ack")
            xsks[f"{device}:{queue}"] = opened(options.manner, plugins[-1], device, queue)
    last = None
    while True:
        for xsk in xsks.values():
            xsk.receive()
        counts = {name: xsk.seen for name, xsk in xsks.items()}
        if counts != last:
            print(json.dumps(counts), flush=True)
        last = counts
        time.sleep(0.005)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
