#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# xdpk prog: what is loaded runs with its variables, is listed, replaced and unloaded; what is somebody else's stays and
# is named. Whether several programs share the device depends on the kernel: here one is enough.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"

tool=$bin/xdpk/xdpk
for name in chained foreign other_dispatcher; do
    clang -O2 -g -target bpf -mcpu=v3 -I"/usr/include/$(uname -m)-linux-gnu" -c "$support/$name.bpf.c" -o "$work/$name.o"
done
object=$work/chained.o

prog() { "$tool" prog "$@" >"$work/prog.out" 2>"$work/prog.log" || fail "prog $*: $(cat "$work/prog.log")"; }
# listed EXPRESSION: true of the list d of p0's programs.
listed() {
    prog list p0 --json
    holds "$work/prog.out" "(lambda d: $1)(d[0]['programs'])"
}
# variable NAME VALUE: what p0's only program has.
variable() {
    prog status p0 --json
    holds "$work/prog.out" "{v['name']: v['value'] for v in d[0]['variables']}['$1'] == $2"
}

host left p0 10.0.0.1/24
start watch "$tool" prog watch --json
wait_for "grep -q watching $work/watch.log" 5

refused 1 'no interface of that name|did you mean "p0"' "$tool" prog load p00 "$object"
refused 1 'several XDP programs|counting, reads_past_the_end' "$tool" prog load p0 "$object"
refused 1 'no program "countin"|did you mean "counting"' "$tool" prog load p0 "$object" -f countin
refused 1 'no section|xdp.frags' "$tool" prog load p0 "$object" -s xdp.frag
refused 1 'No such file' "$tool" prog load p0 "$work/none.o"
! "$tool" prog load p0 "$0" 2>"$work/refusal" || fail "a script is no BPF object"
grep -q 'open BPF object file.*clang -target bpf' "$work/refusal" || fail "$(cat "$work/refusal")"
refused 1 'no global variable "limt"|did you mean "limit"' "$tool" prog load p0 "$object" -f counting --set limt=3
refused 1 'limit|5000000000|0 to 4294967295' "$tool" prog load p0 "$object" -f counting --set limit=5000000000
refused 1 'bounds.ports|a list of 3' "$tool" prog load p0 "$object" -f counting --set 'bounds.ports=[1,2]'
refused 2 'NAME=VALUE' "$tool" prog load p0 "$object" -f counting --set limit
! "$tool" prog load p0 "$object" -f reads_past_the_end --pin /sys/fs/bpf/refused 2>"$work/refusal" || fail "the verifier took it"
grep -q 'the verifier refuses reads_past_the_end' "$work/refusal" || fail "$(cat "$work/refusal")"
grep -q 'invalid access to packet' "$work/refusal" || fail "without the verifier's log: $(cat "$work/refusal")"
[[ ! -e /sys/fs/bpf/refused ]] || fail "pins are left of what was refused"
ok "the verifier's log is shown"
refused 1 'p0: the driver runs no programs on the NIC|use mode native' "$tool" prog load p0 "$object" -f counting -m offload

prog load p0 "$object" -f counting --label counter --pin /sys/fs/bpf/kept -p 20 --set limit=0x10 --set what=KIND_ALL \
    --set site=here --set 'bounds.ports=[7,8,9]' --set bounds.level=-7 --set enabled=true --set offset=-4
listed 'len(d) == 1 and d[0]["label"] == "counter" and d[0]["owner"] == "xdpk prog" and d[0]["mode"] == "native"'
variable limit 16
variable what '"KIND_ALL"'
variable site '"here"'
variable bounds.ports '[7, 8, 9]'
variable bounds.level -7
variable enabled True
variable offset -4
holds "$work/prog.out" '[(m["type"], m["entries"], m["key_bytes"], m["value_bytes"]) for m in d[0]["maps"]][0] == ("array", 2, 4, 8)'
on left ping -q -c 1 -W 0.1 10.0.0.2 >/dev/null || true
prog status p0 --json
holds "$work/prog.out" '{v["name"]: v["value"] for v in d[0]["variables"]}["seen"] > 0'
ok "loaded with its variables, and counts"

if [[ $(json "$work/prog.out" 'd[0]["attachment"]') == single ]]; then
    refused 1 'counting|xdpk prog|takes only one|freplace' "$tool" prog load p0 "$work/foreign.o"
fi

counted() { bpftool -j map dump pinned /sys/fs/bpf/kept/counts; }
before=$(counted)
prog replace p0 counter "$object" -f counting --label counter --keep-maps --set limit=5
variable limit 5
[[ $(counted) == "$before" ]] || fail "the counts are others than before"
listed 'len(d) == 1'
ok "replaced, with the counts of the one before"

prog replace p0 counter "$object" -f counting --mode generic
listed 'len(d) == 1 and d[0]["mode"] == "generic"'
refused 1 'no XDP program "counter"|counting' "$tool" prog unload p0 counter
prog unload p0 --all
listed 'd == []'
[[ $(ls /sys/fs/bpf) != *kept* && $(ls /run/xdpk/prog) == lock ]] || fail "left: $(ls /sys/fs/bpf /run/xdpk/prog)"
ok "unloaded, with its pins"

# Somebody else's program is named and stays; one of ours that somebody takes off is forgotten.
prog load p0 "$object" -f counting
ip link set p0 xdp off
bpftool prog load "$work/foreign.o" /sys/fs/bpf/foreign type xdp
bpftool net attach xdpdrv pinned /sys/fs/bpf/foreign dev p0
refused 1 'someone_elses|somebody else' "$tool" prog load p0 "$object" -f counting
refused 1 'someone_elses|loaded by somebody else' "$tool" prog unload p0 someone_elses
prog unload p0 --all
listed 'd[0]["name"] == "someone_elses" and d[0]["owner"] is None'
[[ $(ls /run/xdpk/prog) == lock ]] || fail "a record is left of a program that is gone"
prog unload p0 someone_elses --anybodys
listed 'd == []'
ok "unloaded when told so"

bpftool prog load "$work/other_dispatcher.o" /sys/fs/bpf/other type xdp
bpftool net attach xdpdrv pinned /sys/fs/bpf/other dev p0
! "$tool" prog load p0 "$object" -f counting 2>"$work/refusal" || fail "loaded beside a dispatcher of version 99"
grep -q "version 99, this host's libxdp makes version [0-9]" "$work/refusal" || fail "$(cat "$work/refusal")"
ok "$(cut -c 1-200 "$work/refusal")"

stop watch
[[ $(grep -c programs_changed "$work/watch.out") -ge 6 ]] || fail "watch: $(cat "$work/watch.out")"
grep -q '"interface":"p0".*"before":\[\],"after":\[{"id":[0-9]*,"name":"someone_elses"' "$work/watch.out" ||
    fail "watch does not tell of somebody else: $(cat "$work/watch.out")"
