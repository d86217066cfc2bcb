#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs in the guest: one worker forwards between the two devices, zero-copy or not at all, until the host says it has
# seen all its frames. Output is l2fwd's report.
set -eu
exec 3<&0 # a background job's own input would be /dev/null
for device in eth0 eth1; do ip link set "$device" up promisc on; done # the host's frames are to made-up addresses
l2fwd xsk:eth0,zero_copy=require xsk:eth1,zero_copy=require --json &
forwarder=$!
{ read -r _ <&3 && kill -TERM "$forwarder"; } &
wait "$forwarder"
