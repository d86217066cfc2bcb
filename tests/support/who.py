#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""who.py serve PORT…: tells each client, by TCP and UDP, the address and port that it comes from.

who.py ask tcp|udp FROM ADDRESS PORT: what such a server says when it is spoken to from port FROM.
"""

import selectors
import socket
import sys

PATIENCE = 5
KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}


def opened(kind, port):
    sock = socket.socket(socket.AF_INET, KINDS[kind])
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("", port))
    return sock


def told(client):
    return f"{client[0]} {client[1]}\n".encode()


def answer(sock):
    if sock.type == socket.SOCK_DGRAM:
        client = sock.recvfrom(100)[1]
        sock.sendto(told(client), client)
        return
    connection, client = sock.accept()
    with connection:
        connection.settimeout(PATIENCE)
        connection.recv(100)
        connection.sendall(told(client))


def serve(ports):
    ready = selectors.DefaultSelector()
    for port in ports:
        for kind in KINDS:
            sock = opened(kind, port)
            if kind == "tcp":
                sock.listen()
            ready.register(sock, selectors.EVENT_READ)
    while True:
        for key, _ in ready.select():
            answer(key.fileobj)


def ask(kind, port, server):
    with opened(kind, port) as sock:
        sock.settimeout(PATIENCE)
        sock.connect(server)
        sock.sendall(b"who am I?")
        print(sock.recv(100).decode().strip())


def main():
    if sys.argv[1] == "serve":
        serve([int(port) for port in sys.argv[2:]])
    else:
        ask(sys.argv[2], int(sys.argv[3]), (sys.argv[4], int(sys.argv[5])))


if __name__ == "__main__":
    main()
