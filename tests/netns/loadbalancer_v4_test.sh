#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Three nginx backends behind one IPv4 VIP, in every forwarding mode: no request fails.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/balancing.sh
. "$support/balancing.sh"

every_mode 4
