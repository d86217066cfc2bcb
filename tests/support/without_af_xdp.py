#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""without_af_xdp.py COMMAND…: runs it as on a kernel without AF_XDP: a seccomp filter answers EAFNOSUPPORT."""
import ctypes
import os
import struct
import sys

SYS_SOCKET = {"x86_64": 41, "aarch64": 198}[os.uname().machine]
AF_XDP, EAFNOSUPPORT = 44, 97
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
LOAD, JUMP_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000


def main():
    steps = [
        (LOAD, 0, 0, 0),  # the system call's number
        (JUMP_EQUAL, 0, 3, SYS_SOCKET),
        (LOAD, 0, 0, 16),  # its first argument
        (JUMP_EQUAL, 0, 1, AF_XDP),
        (RETURN, 0, 0, ERRNO | EAFNOSUPPORT),
        (RETURN, 0, 0, ALLOW),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program):
        raise OSError(ctypes.get_errno(), "seccomp")
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
