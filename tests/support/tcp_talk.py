#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""tcp_talk.py --every SECONDS ADDRESS PORT: one connection to an echo server, for ever; a line for each echo.

tcp_talk.py --many COUNT ADDRESS PORT: opens COUNT connections at the same time, and says how many of them echo.
"""

import argparse
import socket
import time

PATIENCE = 3


def echoes(connection, data):
    try:
        connection.sendall(data)
        return connection.recv(len(data)) == data
    except OSError:
        return False


def is_open(connection):
    try:
        connection.getpeername()
    except OSError:
        return False
    return True


def talk(server, pause):
    with socket.create_connection(server, PATIENCE) as connection:
        number = 0
        while echoes(connection, f"{number:08}".encode()):
            print(number, flush=True)
            number += 1
            time.sleep(pause)


def open_many(server, count):
    connections = [socket.socket() for _ in range(count)]
    for connection in connections:
        connection.setblocking(False)
        connection.connect_ex(server)
    time.sleep(PATIENCE)
    opened = [connection for connection in connections if is_open(connection)]
    for connection in opened:
        connection.settimeout(PATIENCE)
    print(sum(echoes(connection, b"hello") for connection in opened))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--every", type=float)
    options.add_argument("--many", type=int)
    options.add_argument("address")
    options.add_argument("port", type=int)
    given = options.parse_args()
    server = (given.address, given.port)
    if given.many:
        open_many(server, given.many)
    else:
        talk(server, given.every)


if __name__ == "__main__":
    main()
