#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames from each side arrive on the other; with an XDP program of the user's too.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
carries() {
    run '0'
    says 'Core 0 forwarding packets'
    forwards h0 h1
    forwards h1 h0
}
carries
kill_hard basicfwd

# What was killed may have left its program, DPDK's driver does.
for n in 0 1; do
    ip link delete "p$n"
    join "h$n" "p$n"
done
vdevs[1]+=",xdp_prog=$bin/../bpf/redirect_minimal.bpf.o"
carries
ip link show p0 | finds 'name xdpk_to_socket' || fail "another program is on p0: $(ip link show p0)"
kill_hard basicfwd
