#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Each lcore says hello, once, and the program ends.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

run '(0-3)@0'
ends
for lcore in 0 1 2 3; do
    [[ $(grep -cx "hello from core $lcore" "$work/helloworld.out") == 1 ]] || fail "lcore $lcore"
done
ok "four lcores"
