#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Two processes forward between the same ports, each by a queue of its own; the second one goes and comes again. One
# process does both directions alone.
# shellcheck source=program.sh
. "$(dirname "$0")/program.sh"

# process ID LCORE COUNT OPTION…
process() {
    start "process$1" stdbuf -oL "$program" --lcores "$2" --no-huge "${@:4}" -- -p 3 --num-procs="$3" --proc-id="$1"
    wait_for "cat '$work/process$1.out' | finds 'using queue $1'" 10
}

# carried ID…: each of these processes has forwarded, which it says at its end.
carried() {
    local id
    for id in "$@"; do
        stop "process$id"
        [[ $(grep -cP 'RX - [1-9]\d*, TX - [1-9]' "$work/process$id.out") == 2 ]] ||
            fail "process $id: $(tail -3 "$work/process$id.out")"
    done
    ok "forwarded by: $*"
}

ports 2
process 0 0 1 --proc-type=auto "${vdevs[@]}"
forwards h0 h1
forwards h1 h0
stop process0

for n in 0 1; do
    ip link delete "p$n"
    QUEUES=2 join "h$n" "p$n"
done
process 0 '0@0' 2 --proc-type=primary "${vdevs[@]}"
process 1 '1@1' 2 --proc-type=auto "${vdevs[@]}"
# Which queue a flow comes by says the veth; of so many some come by each.
for way in 'h0 h1' 'h1 h0'; do
    # shellcheck disable=SC2086
    packets $way --flows 32 --dst-ip 198.18.1.77
done
carried 1
process 1 '1@1' 2 --proc-type=secondary
packets h0 h1 --flows 32 --dst-ip 198.18.1.77
packets h1 h0 --flows 32 --dst-ip 198.18.1.77
kill_hard process1
process 1 '1@1' 2 --proc-type=secondary
packets h0 h1 --flows 32 --dst-ip 198.18.1.77
packets h1 h0 --flows 32 --dst-ip 198.18.1.77
carried 1 0
