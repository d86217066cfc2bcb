#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Ports come and go by command.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

host h0 p0
printf 'list\nattach net_af_xdp0,iface=p0\nlist\ndetach net_af_xdp0\nlist\nquit\n' >"$work/commands"
env --default-signal=INT "$program" -l 0 --no-huge <"$work/commands" >"$work/hotplug.out" 2>&1 || fail "it failed: $?"
grep -q 'attached device net_af_xdp0' "$work/hotplug.out" || fail "not attached: $(cat "$work/hotplug.out")"
grep -q 'detached device net_af_xdp0' "$work/hotplug.out" || fail "not detached: $(cat "$work/hotplug.out")"
[[ $(grep -cP '^\d+\s+net_af_xdp0' "$work/hotplug.out") == 1 ]] || fail "not listed: $(cat "$work/hotplug.out")"
ok "attached and detached"
