#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The agent's systemd unit is one, and shuts it in.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"

command -v systemd-analyze >/dev/null || {
    echo "skip: no systemd-analyze"
    exit 77
}
unit=$support/../../deploy/systemd
cp -r "$unit"/* "$work"
sed -i "s|/usr/bin/xdpk|$bin/xdpk/xdpk|" "$work/xdpk-agent.service"

# It finds fault with what is not known, and with commands that are not there.
systemd-analyze verify "$work/xdpk-agent.service" >"$work/verify.out" 2>&1 || fail "$(cat "$work/verify.out")"
[[ ! -s $work/verify.out ]] || fail "$(cat "$work/verify.out")"
ok "the unit is right"

# From 0 to 100, which is a service that may do anything.
systemd-analyze security --offline=true --threshold=40 --no-pager "$work/xdpk-agent.service" >"$work/security.out" 2>&1 ||
    fail "$(tail -n1 "$work/security.out")"
ok "$(tail -n1 "$work/security.out")"
