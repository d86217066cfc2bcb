#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Runs in the guest: one worker forwards between the two devices, in zero-copy mode or not at all, until it is told to
# end. Its report is the output.
set -euo pipefail

for device in eth0 eth1; do ip link set "$device" up; done
exec 3<&0 # a background job's own input would be /dev/null
l2fwd xsk:eth0,zero_copy=require xsk:eth1,zero_copy=require --workers 1 --json &
forwarder=$!
{ read -r _ <&3 && kill -TERM "$forwarder"; } &
wait "$forwarder"
