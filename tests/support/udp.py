#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""udp.py SERVER CLIENT ADDRESS BYTES COUNT: the client's UDP datagrams reach the server at ADDRESS and are echoed.

SERVER and CLIENT are hosts (network namespaces). At most WINDOW datagrams are under way, so no buffer overflows: each
must arrive, both ways, once, in order and with its contents. PORT in the environment is the server's port (7).

The first two are alone under way, one after the other. While the kernel resolves the next hop's address, it keeps
datagrams back; what is sent just when the answer comes would overtake them, on the sender's own side. And a tap device
gives a flow the queue that its last answer came from, which it notes just after it handed that answer on: what is sent
in between would be overtaken by what follows on the other queue.

With XDPK_PUSH_DOWN in the environment the datagrams of a window may come in any order: when a flow goes into XDP, what
user space has of it is overtaken by what follows.
"""
import itertools
import os
import socket
import sys

import raw_socket

PORT, WINDOW, PATIENCE = int(os.environ.get("PORT", "7")), 8, 2.0
ANY_ORDER = "XDPK_PUSH_DOWN" in os.environ


def datagram(number, size):
    return number.to_bytes(4, "big") + bytes((number + i) % 251 for i in range(size - 4))


def expect(what, numbers, size, data):
    """`data` is the first of `numbers`, or one of them; that is then taken out."""
    seen = int.from_bytes(data[:4], "big")
    number = seen if ANY_ORDER and seen in numbers else numbers[0]
    if data == datagram(number, size):
        numbers.remove(number)
        return
    same = "whole" if data == datagram(seen, size) else f"changed, {data[:16].hex()}…"
    sys.exit(f"instead of {what} {number} of {size} bytes came {seen} of {len(data)}, {same}")


def opened(address):
    family = socket.getaddrinfo(address, PORT, type=socket.SOCK_DGRAM)[0][0]
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.settimeout(PATIENCE)
    return sock


def main():
    server_host, client_host, address, size, count = *sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5])
    server = raw_socket.in_namespace(server_host, lambda: opened(address))
    client = raw_socket.in_namespace(client_host, lambda: opened(address))
    server.bind((address, PORT))
    client.connect((address, PORT))
    for first, end in itertools.pairwise([0, 1, *range(2, count, WINDOW), count]):
        numbers = range(first, end)
        for number in numbers:
            client.send(datagram(number, size))
        awaited = list(numbers)
        while awaited:
            data, sender = server.recvfrom(65536)
            expect("datagram", awaited, size, data)
            server.sendto(data, sender)
        awaited = list(numbers)
        while awaited:
            expect("the echo of datagram", awaited, size, client.recv(65536))


if __name__ == "__main__":
    main()
