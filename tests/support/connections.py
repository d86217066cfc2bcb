#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Asks a server for its name over connections of their own, from ports in a row; prints who answered how often.

connections.py ADDRESS COUNT FIRST_PORT: JSON such as {"b1": 60, "b2": 40}; status 1 and text if a request fails.
"""
import collections
import json
import socket
import sys

REQUEST = b"GET / HTTP/1.0\r\n\r\n"


def ask(address, source_port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.settimeout(5)
        s.bind(("", source_port))
        s.connect((address, 80))
        s.sendall(REQUEST)
        answer = b""
        while part := s.recv(4096):
            answer += part
    head, body = answer.split(b"\r\n\r\n", 1)
    if b" 200 " not in head.splitlines()[0]:
        raise ValueError(head.splitlines()[0].decode())
    return body.decode().strip()


def main():
    address, count, first = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    names = collections.Counter()
    for port in range(first, first + count):
        try:
            names[ask(address, port)] += 1
        except (OSError, ValueError) as failure:
            sys.exit(f"connection {port - first} of {count}, from port {port}: {failure}")
    print(json.dumps(names, sort_keys=True))


main()
