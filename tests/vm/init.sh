#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The guest's first process. The console (ttyS0) belongs to the kernel and to error output. The second serial port
# (ttyS1) is the script's standard input and output, and takes its exit status as the last line: raw, so that a report
# arrives as it was written, and apart from the console, so that no kernel message falls into it.
/bin/busybox --install -s /bin
export PATH=/bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t bpf bpf /sys/fs/bpf
for module in /modules/*; do insmod "$module"; done
ip link set lo up

stty -F /dev/ttyS1 raw -echo
/script <>/dev/ttyS1 >&0
echo "guest exit status $?" >/dev/ttyS1
poweroff -f
