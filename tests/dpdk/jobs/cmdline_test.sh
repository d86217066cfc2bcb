#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The program reads commands, completes them and says what it has been told.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

printf 'help\nadd box 192.0.2.1\nshow box\nadd six 2001:db8::7\nshow six\ndel box\nshow box\n\004' >"$work/commands"
env --default-signal=INT "$program" -l 0 --no-huge <"$work/commands" >"$work/cmdline.out" 2>&1 || fail "it failed: $?"
grep -q 'Object box added, ip=192.0.2.1' "$work/cmdline.out" || fail "not added: $(cat "$work/cmdline.out")"
grep -q 'Object six, ip=2001:0db8' "$work/cmdline.out" || fail "not shown"
grep -q 'Object box removed, ip=192.0.2.1' "$work/cmdline.out" || fail "not removed"
ok "commands"
