#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""hold_queue.py DEVICE QUEUE: binds an AF_XDP socket of its own to the queue, says "ready" and waits to be ended."""
import ctypes
import mmap
import signal
import socket
import struct
import sys

AF_XDP, SOL_XDP = 44, 283
XDP_RX_RING, XDP_UMEM_REG, XDP_UMEM_FILL_RING, XDP_UMEM_COMPLETION_RING = 2, 4, 5, 6
XDP_COPY = 2
FRAMES, CHUNK = 64, 4096


def main():
    device, queue = sys.argv[1], int(sys.argv[2])
    libc = ctypes.CDLL(None, use_errno=True)
    memory = mmap.mmap(-1, FRAMES * CHUNK)
    start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    with socket.socket(AF_XDP, socket.SOCK_RAW, 0) as xsk:
        xsk.setsockopt(SOL_XDP, XDP_UMEM_REG, struct.pack("QQIIIxxxx", start, FRAMES * CHUNK, CHUNK, 0, 0))
        for ring in (XDP_UMEM_FILL_RING, XDP_UMEM_COMPLETION_RING, XDP_RX_RING):
            xsk.setsockopt(SOL_XDP, ring, FRAMES)
        address = struct.pack("HHIII", AF_XDP, XDP_COPY, socket.if_nametoindex(device), queue, 0)
        if libc.bind(xsk.fileno(), address, len(address)):
            raise OSError(ctypes.get_errno(), f"bind {device} queue {queue}")
        print("ready", flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
