#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""plugin_garbage.py PATH SEED: what a client of the device plugin's protocol should not do, one thing after the other."""
import os
import random
import socket
import sys

ACK = {b"/host_ok", b"/host_nak", b"/nak", b"/fd_nak", b"0.1", b"/fin_ack", b"/config_busy_poll_nak", b"/socket_nak"}


def connected(path, first=b"/connect,pod"):
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    sock.settimeout(5)
    sock.connect(path)
    if first:
        sock.send(first)
        assert sock.recv(128) == b"/host_ok"
    return sock


def answer(sock):
    try:
        return sock.recv(128)
    except ConnectionError:
        return b""


def send(sock, data, fds=()):
    """False if the server has hung up."""
    try:
        socket.send_fds(sock, [data], fds) if fds else sock.send(data)
    except ConnectionError:
        return False
    return True


def random_records(path, rng):
    words = [b"/connect,", b"/version", b"/xsk_map_fd,", b"/config_busy_poll,1,", b"/fin", b"\0", b",", b"/xsk_socket,p0,9"]
    for _ in range(100):
        sock = connected(path)
        for _ in range(8):
            data = b"".join(rng.choice(words + [rng.randbytes(rng.randrange(1, 40))]) for _ in range(rng.randrange(1, 5)))
            if not send(sock, data) or not (said := answer(sock)):
                break
            assert said in ACK, (data, said)
        sock.close()


def oversized_and_descriptors(path):
    for size in (64, 513, 4096, 65536):
        sock = connected(path)
        send(sock, b"/xsk_map_fd," + b"x" * size)
        assert answer(sock) in (b"/nak", b"/fd_nak"), size
    for count in (1, 2, 100):
        sock = connected(path)
        send(sock, b"/config_busy_poll,20,64", [os.open("/dev/null", os.O_RDONLY) for _ in range(count)])
        assert answer(sock) in (b"/config_busy_poll_nak", b"/nak"), count


def before_connect(path):
    for first in (b"/version", b"/xsk_map_fd,p0", b"x", b"/connect"):
        sock = connected(path, None)
        send(sock, first)
        assert answer(sock) in (b"/nak", b"/host_nak") and not answer(sock), first


def flood(path):
    """As many connections as there may be, none of which reads; those beyond are hung up on."""
    socks = []
    for _ in range(200):
        sock = connected(path, None)
        sock.setblocking(False)
        socks.append(sock)
    for _ in range(1000):
        for sock in socks:
            try:
                sock.send(b"/version")
            except OSError:
                pass
    return socks


if __name__ == "__main__":
    seed = int(sys.argv[2])
    print("seed", seed, flush=True)
    random_records(sys.argv[1], random.Random(seed))
    oversized_and_descriptors(sys.argv[1])
    before_connect(sys.argv[1])
    flood(sys.argv[1])
    print("done", flush=True)
