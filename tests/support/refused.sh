# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# For tests of errors: a program that must refuse to run. Sourced after netns.sh.
: "${work:?}"

# refused STATUS 'WORDS|MORE WORDS' COMMAND…: ends by itself with that exit status, says nothing on standard output and
# one line of at most 300 characters on standard error, in which every one of the WORDS is found, whatever their case.
refused() {
    local status=0 word words
    timeout 10 "${@:3}" >"$work/refused.out" 2>"$work/refused.log" </dev/null || status=$?
    [[ $status == "$1" ]] || fail "status $status instead of $1: ${*:3}: $(cat "$work/refused.log")"
    [[ ! -s $work/refused.out ]] || fail "text on standard output: ${*:3}"
    [[ $(wc -l <"$work/refused.log") == 1 ]] || fail "not one line: ${*:3}: $(cat "$work/refused.log")"
    [[ $(wc -m <"$work/refused.log") -le 300 ]] || fail "too long a line: $(cat "$work/refused.log")"
    IFS='|' read -ra words <<<"$2"
    for word in "${words[@]}"; do
        grep -qiF -- "$word" "$work/refused.log" || fail "no '$word' in: $(cat "$work/refused.log")"
    done
    ok "$(cat "$work/refused.log")"
}
