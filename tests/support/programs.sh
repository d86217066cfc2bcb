# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by netns.sh: verdicts, waiting, and programs in the background.
: "${work:?}"
declare -A pids=()

fail() {
    local i=0
    while [[ ${BASH_SOURCE[i]} != "$0" && ${FUNCNAME[i]} != main ]]; do
        i=$((i + 1))
    done
    echo "FAIL ${0##*/}:${BASH_LINENO[i - 1]}: $*"
    exit 1
}

ok() {
    local now
    now=$(now_ms)
    printf 'ok %4d.%d s  %s\n' $((now / 1000)) $((now % 1000 / 100)) "$*"
}

started_at=${EPOCHREALTIME/./}
now_ms() {
    echo $(((${EPOCHREALTIME/./} - started_at) / 1000))
}

# wait_for CONDITION SECONDS: evaluates CONDITION until it holds; fails the test when it still does not. The seconds are
# those of a machine with nothing else to do; how many times slower this one may be is its patience.
patience=${XDPK_PATIENCE:-4}
wait_for() {
    local seconds=$(($2 * patience))
    local end=$(($(now_ms) + seconds * 1000))
    until eval "$1" >/dev/null 2>&1; do
        (($(now_ms) < end)) || fail "not within $seconds s: $1"
        sleep 0.02
    done
}

# finds PATTERN: grep -q that reads to the end. Who writes to grep -q may be ended by SIGPIPE, and then the pipe failed.
finds() {
    local text
    text=$(cat)
    grep -q "$@" <<<"$text"
}

# A shell's background commands ignore SIGINT; programs under test must not. What one of this name has said before is
# gone at once: whoever waits for words waits for this one's.
start() {
    : >"$work/$1.out" 2>"$work/$1.log"
    env --default-signal=INT,QUIT "${@:2}" >"$work/$1.out" 2>"$work/$1.log" </dev/null &
    pids[$1]=$!
}

start_on() {
    start "$2" nsenter --net="/run/netns/$1" "${@:3}"
}

running() {
    kill -0 "${pids[$1]}" 2>/dev/null
}

# end_of NAME [SECONDS]: waits for its end; the exit status is in $status.
end_of() {
    wait_for "! running $1" "${2:-5}"
    status=0
    wait "${pids[$1]}" || status=$?
    unset "pids[$1]"
}

stop() {
    running "$1" || fail "$1 is not running any more"
    kill -INT "${pids[$1]}"
    end_of "$1"
    [[ $status == 0 ]] || fail "$1 ended with status $status"
}

# The end by SIGKILL, for servers and for tests of what a dead program leaves.
kill_hard() {
    kill -KILL "${pids[$1]}" 2>/dev/null || true
    wait "${pids[$1]}" 2>/dev/null || true
    unset "pids[$1]"
}

cleanup() {
    local status=$? name
    trap - ERR EXIT
    set +e
    # A failed test wants the programs' last words.
    if [[ $status != 0 && $status != 77 && ${#pids[@]} -gt 0 ]]; then
        kill -INT "${pids[@]}" 2>/dev/null && sleep 1
    fi
    for name in "${!pids[@]}"; do
        kill_hard "$name"
    done
    [[ $status == 0 || $status == 77 ]] || show_logs
    exit "$status"
}

show_logs() {
    local file
    for file in "$work"/*.{out,log}; do
        [[ -s $file ]] || continue
        echo "--- ${file##*/}"
        tail -n 200 "$file"
    done
}
