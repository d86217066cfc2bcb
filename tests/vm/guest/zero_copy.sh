#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Runs in the guest: l2fwd forwards between the two devices, in zero-copy mode or not at all, with one worker for all
# queues, then with one more each time, up to one for each queue. Each runs until the host says so; each line of output
# is a report.
set -euo pipefail
exec 3<&0 # a background job's own input would be /dev/null

for device in eth0 eth1; do ip link set "$device" up; done
queues=(/sys/class/net/eth0/queues/rx-*)
for workers in $(seq ${#queues[@]}); do
    l2fwd xsk:eth0,zero_copy=require xsk:eth1,zero_copy=require --workers "$workers" --json >/tmp/report &
    forwarder=$!
    { read -r _ <&3 && kill -TERM "$forwarder"; } &
    wait "$forwarder"
    tr -d '\n' </tmp/report
    echo
done
