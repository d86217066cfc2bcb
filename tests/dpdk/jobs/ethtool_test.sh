#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Frames go back where they came from while commands ask what a port is and change it.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

ports 2
mkfifo "$work/commands"
# shellcheck disable=SC2016
start ethtool bash -c 'exec stdbuf -oL "$@" <>"$0"' "$work/commands" \
    "$program" --lcores '(0-1)@(0-1)' -n 4 --no-huge "${vdevs[@]}"
says 'Number of NICs: 2' 10
# asks COMMAND ANSWER: what the program says to it
asks() {
    echo "$1" >"$work/commands"
    says "$2" 5
}
comes_back() {
    /usr/bin/python3 "$support/frames.py" --from h0 --to h0 --count 1 --timeout 0.1
}

asks drvinfo 'Port 1 driver: net_af_xdp'
asks link 'Port 0: Up'
forwards h0 h0
forwards h1 h1
asks 'macaddr 0 02:00:00:00:00:55' 'MAC address changed'
asks 'macaddr 0' 'Port 0 MAC Address: 02:00:00:00:00:55'
forwards h0 h0
holds "$work/frames.json" 'd["hosts"]["h0"]["macs"] == ["02:00:00:00:00:01 02:00:00:00:00:55"]'
asks 'portstats 0' 'Port 0 stats'
says 'In: 2000 ' 1
asks 'stop 0' 'EthApp> stop 0'
wait_for "! comes_back" 5
asks 'mtu 0 1400' 'Port 0: MTU set to 1400'
[[ $(cat /sys/class/net/p0/mtu) == 1400 ]] || fail "the MTU is $(cat /sys/class/net/p0/mtu)"
asks 'open 0' 'EthApp> open 0'
wait_for comes_back 5
forwards h0 h0
echo quit >"$work/commands"
ends
