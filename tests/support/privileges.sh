# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Hosts left and right at p0 and p1, and what the kernel says of the privileges of a program between them. Sourced after
# netns.sh.
: "${work:?}" "${support:?}"

# shellcheck disable=SC2034
all_needs=0000008000007000 # net_admin, net_raw, ipc_lock, bpf
no_needs=0000000000000000

# holds_only NAME USER CAPABILITIES [THREADS]: every thread (2 at least) has these, no_new_privs and a filter.
holds_only() {
    local thread threads got wanted
    wanted="Uid:$2 CapInh:$no_needs CapPrm:$3 CapEff:$3 CapBnd:$no_needs CapAmb:$no_needs NoNewPrivs:1 Seccomp:2"
    # shellcheck disable=SC2154 # of programs.sh
    threads=("/proc/${pids[$1]}/task"/*)
    [[ ${#threads[@]} -ge ${4:-2} ]] || fail "$1 has no worker"
    for thread in "${threads[@]}"; do
        got=$(awk '/^(Uid|Cap...|NoNewPrivs|Seccomp):/ {printf "%s%s%s", sep, $1, $2; sep = " "}' "$thread/status")
        [[ $got == "$wanted" ]] || fail "$1, thread ${thread##*/}: $got, not $wanted"
    done
}

left_and_right() {
    host left p0 10.0.0.1/24
    host right p1 10.0.0.2/24
}

# talks: from left to right and back.
talks() {
    wait_for "on left ping -c1 -W0.2 10.0.0.2" 10
}

# replace_left NAME: the device of host left is deleted and made again.
replace_left() {
    ip link delete p0
    wait_for "grep -q 'p0.*gone' $work/$1.log" 5
    join left p0
    ip -n left address add 10.0.0.1/24 dev nic
    ip -n right neighbour flush dev nic
}

# ended NAME: well, and nothing is left of it.
ended() {
    stop "$1"
    law "$work/$1.out"
    ! ip -details link show | finds xdp || fail "a program stayed: $(ip -details link show | grep xdp)"
}
