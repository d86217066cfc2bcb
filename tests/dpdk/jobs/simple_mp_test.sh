#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The primary process has its command line, its rings and its pool.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

printf 'help\nquit\n' >"$work/commands"
env --default-signal=INT "$program" -l 0-1 --no-huge --proc-type=primary <"$work/commands" >"$work/mp.out" 2>&1 ||
    fail "it failed: $?"
grep -q 'Finished Process Init' "$work/mp.out" || fail "it did not start"
grep -qi 'simple demo example' "$work/mp.out" || fail "no help"
ok "the primary process"
