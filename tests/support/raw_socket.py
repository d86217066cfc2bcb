# SPDX-License-Identifier: BSD-3-Clause
"""Packet sockets in network namespaces: whole frames with their VLAN tags and arrival times."""
import ctypes
import os
import socket
import struct

ETH_P_ALL = 3
SOL_PACKET, PACKET_AUXDATA, PACKET_QDISC_BYPASS, PACKET_IGNORE_OUTGOING = 263, 8, 20, 23
SO_TIMESTAMPNS, SO_RCVBUFFORCE = 35, 33
TP_STATUS_VLAN_VALID, TP_STATUS_VLAN_TPID_VALID = 0x10, 0x40
CLONE_NEWNET = 0x40000000


def in_namespace(name, make):
    """make() as a process of that namespace; a socket belongs to the namespace it was made in."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/self/ns/net") as home, open(f"/run/netns/{name}") as there:
        if libc.setns(there.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns {name}")
        try:
            return make()
        finally:
            libc.setns(home.fileno(), CLONE_NEWNET)


def opened(device):
    def make():
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        sock.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        sock.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
        sock.bind((device, ETH_P_ALL))
        sock.setblocking(False)
        return sock
    return make


def use_queue(sock, queue):
    """Sends on that queue: past the qdisc, a packet socket's queue is the number of the CPU."""
    sock.setsockopt(SOL_PACKET, PACKET_QDISC_BYPASS, 1)
    os.sched_setaffinity(0, {queue})


def unpack(data, control):
    """The frame as it was on the wire (the kernel takes the VLAN tag out) and its arrival in ns."""
    arrival = 0
    for level, kind, value in control:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = struct.unpack("qq", value)
            arrival = seconds * 1_000_000_000 + nanoseconds
        elif level == SOL_PACKET and kind == PACKET_AUXDATA:
            status, _, _, _, _, tci, tpid = struct.unpack("IIIHHHH", value)
            if status & TP_STATUS_VLAN_VALID:
                tpid = tpid if status & TP_STATUS_VLAN_TPID_VALID else 0x8100
                data = data[:12] + struct.pack("!HH", tpid, tci) + data[12:]
    return data, arrival
