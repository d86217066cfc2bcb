#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The guest's kernel takes the fast path's program, and the program does there what the flow cache does.
# shellcheck source=guest.sh
. "$(dirname "$0")/guest.sh"

guest_start "$vm/guest/fastpath.sh" "" "${XDPK_BPF_TESTS:-$bin/../tests/bpf/bpf_tests}"
guest_end
ok "$(tail -n 1 "$work/guest.output")"
