#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Hosts with the kernel's own VLAN devices talk through l2fwd and l2switch. This machine's kernel may have no such
# devices; the guest's has.
# shellcheck source=guest.sh
. "$(dirname "$0")/guest.sh"

guest_start "$vm/guest/vlan.sh" "veth 8021q" "$bin/l2fwd/l2fwd" "$bin/l2switch/l2switch"
guest_end
cat "$work/guest.output"
