#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""The node side of the device plugin's protocol, byte for byte as its three servers send it.

usage: plugin_server.py SOCKET [--as plugin|cndp|agent] [--pod NAME] [--map DEVICE=PIN]… [--fault FAULT]

plugin: the Kubernetes device plugin. It serves one connection, then its socket is gone.
cndp:   CNDP's xskmap_load_and_send. It serves everybody, with a NUL and an empty JSON object behind each answer.
agent:  serves everybody, and hands out ready-made sockets too.

Standard output has `ready`, then a line `CONNECTION request` for each request.
"""
import argparse
import ctypes
import os
import socket
import struct

AF_XDP = 44
SO_BUSY_POLL, SO_PREFER_BUSY_POLL, SO_BUSY_POLL_BUDGET = 46, 69, 70
CLONE_NEWNET = 0x40000000
FAULTS = ["host_nak", "error", "fd_nak", "no_fd", "two_fds", "no_map", "garbage", "hangs_up"]


def own_network(path):
    """Moves this process into a network namespace."""
    with open(path, "rb") as name_space:
        if ctypes.CDLL(None, use_errno=True).setns(name_space.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), path)


def socket_for(client, device):
    """An AF_XDP socket in the client's network namespace, tied to the device."""
    pid = struct.unpack("iii", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
    before = os.open("/proc/self/ns/net", os.O_RDONLY)
    own_network(f"/proc/{pid}/ns/net")
    try:
        made = socket.socket(AF_XDP, socket.SOCK_RAW)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
        return made.detach()
    finally:
        own_network(f"/proc/self/fd/{before}")
        os.close(before)


class Server:
    def __init__(self, options):
        self.options = options
        self.maps = dict(pair.split("=") for pair in options.map)
        self.libbpf = ctypes.CDLL("libbpf.so.1")

    def answer(self, client, text, fds=()):
        cndp = self.options.kind == "cndp"
        if cndp and not text.startswith(("{", "/fd_ack")):
            text += "\0"
        socket.send_fds(client, [text.encode()], list(fds))
        for number in fds:
            os.close(number)
        if cndp and not text.startswith("{"):
            client.send(b"{}")

    def map_of(self, client, device):
        fault = self.options.fault
        if fault == "fd_nak" or (device not in self.maps and self.options.kind != "cndp"):
            return self.answer(client, "/fd_nak")
        if fault == "no_fd":
            return self.answer(client, "/fd_ack")
        if fault == "garbage":
            return self.answer(client, "\x01\xff/fd_ack" * 50)
        pin = self.maps.get(device, next(iter(self.maps.values())))
        number = os.open("/dev/null", os.O_RDWR) if fault == "no_map" else self.libbpf.bpf_obj_get(pin.encode())
        fds = [number, os.dup(number)] if fault == "two_fds" else [number]
        return self.answer(client, "/fd_ack,3" if self.options.kind == "cndp" else "/fd_ack", fds)

    def busy_poll(self, client, microseconds, budget, fds):
        with socket.socket(AF_XDP, socket.SOCK_RAW, 0, os.dup(fds[0])) as polled:
            polled.setsockopt(socket.SOL_SOCKET, SO_PREFER_BUSY_POLL, 1)
            polled.setsockopt(socket.SOL_SOCKET, SO_BUSY_POLL, int(microseconds))
            polled.setsockopt(socket.SOL_SOCKET, SO_BUSY_POLL_BUDGET, int(budget))
        self.answer(client, "/config_busy_poll_ack")

    def ready_made(self, client, device):
        if device not in self.maps:
            return self.answer(client, "/socket_nak")
        return self.answer(client, "/socket_ack", [socket_for(client, device)])

    def introduce(self, client, words):
        """The first record; whether the client may go on."""
        if len(words) != 2 or words[0] != "/connect":
            return False
        if self.options.fault == "error":
            self.answer(client, "/error")
        if self.options.fault in ("host_nak", "error") or self.options.pod not in (None, words[1]):
            self.answer(client, "/host_nak")
            return False
        self.answer(client, "/host_ok")
        return self.options.fault != "hangs_up"

    def request(self, client, words, fds):
        word, count, kind = words[0], len(words), self.options.kind
        if word == "/xsk_map_fd" and count == 2:
            self.map_of(client, words[1])
        elif word == "/xsk_socket" and count == 3 and kind == "agent":
            self.ready_made(client, words[1])
        elif word == "/config_busy_poll" and count == 3 and fds and kind != "cndp":
            self.busy_poll(client, words[1], words[2], fds)
        elif word == "/version" and kind != "cndp":
            self.answer(client, "0.1")
        elif kind == "cndp":
            self.answer(client, '{"error":"invalid cmd (%s)"}' % ",".join(words))
        else:
            self.answer(client, "/nak")

    def serve(self, client, number):
        met = False
        while True:
            data, fds, _, _ = socket.recv_fds(client, 64, 2)
            text = data.decode()
            if not text:
                return
            print(number, text, flush=True)
            words = text.replace(" ", "").split(",")
            if not met:
                if not self.introduce(client, words):
                    return
                met = True
            elif text == "/fin":
                return self.answer(client, "/fin_ack")
            else:
                self.request(client, words, fds)
            for each in fds:
                os.close(each)

    def run(self):
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.bind(self.options.socket)
        os.chmod(self.options.socket, 0o777)
        listener.listen()
        print("ready", flush=True)
        number = 0
        while number == 0 or self.options.kind != "plugin":
            client, _ = listener.accept()
            number += 1
            with client:
                try:
                    self.serve(client, number)
                except ConnectionError:
                    pass
        listener.close()
        os.unlink(self.options.socket)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("socket")
    options.add_argument("--as", dest="kind", choices=["plugin", "cndp", "agent"], default="plugin")
    options.add_argument("--pod")
    options.add_argument("--map", action="append", default=[])
    options.add_argument("--fault", choices=FAULTS)
    Server(options.parse_args()).run()


if __name__ == "__main__":
    main()
