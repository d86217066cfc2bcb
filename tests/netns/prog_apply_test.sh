#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# xdpk prog apply: the difference is told, made, and made once; what fails is reported and does not hold up the rest;
# other owners' programs and other people's stay.
# shellcheck source=../support/netns.sh
. "$(dirname "$0")/../support/netns.sh"
# shellcheck source=../support/refused.sh
. "$support/refused.sh"

tool=$bin/xdpk/xdpk
for name in chained foreign; do
    clang -O2 -g -target bpf -mcpu=v3 -I"/usr/include/$(uname -m)-linux-gnu" -c "$support/$name.bpf.c" -o "$work/$name.o"
done

# applied STATUS 'EXPRESSION' [OPTION…]: of the answer d, where a is the list of (interface, label, action, state).
applied() {
    local status=0
    "$tool" prog apply "$work/site.toml" --json "${@:3}" >"$work/apply.out" 2>"$work/apply.log" || status=$?
    [[ $status == "$1" ]] || fail "status $status: $(cat "$work/apply.out" "$work/apply.log")"
    holds "$work/apply.out" \
        "(lambda a: $2)([(p['interface'], p['label'], p['action'], p['state']) for p in d['programs']])"
}
on_device() { ip -j -d link show "$1" | grep -o '"id":[0-9]*' | head -1; }

for device in p0 p1 p2; do host "h$device" "$device"; done
"$tool" prog load p2 "$work/foreign.o" --owner another >"$work/load.out"
theirs=$(on_device p2)

cat >"$work/site.toml" <<'END'
owner = "site"
[[interface]]
name = "p0"
[[interface.program]]
label = "count"
object = "chained.o"
function = "counting"
priority = 20
chain_call = ["pass", "drop"]
variables = { limit = 5, bounds = { rate = 3, ports = [1, 2, 3] } }
[[interface]]
name = "p1"
[[interface.program]]
label = "other"
object = "foreign.o"
END
applied 0 'a == [("p0", "count", "load", "to do"), ("p1", "other", "load", "to do")]' --dry-run
[[ -z $(on_device p0)$(on_device p1) ]] || fail "the dry run did something"
applied 0 'a == [("p0", "count", "load", "done"), ("p1", "other", "load", "done")]'
"$tool" prog status p0 --json >"$work/status.out"
holds "$work/status.out" '{v["name"]: v["value"] for v in d[0]["variables"]}["bounds.rate"] == 3'
before=$(on_device p0)$(on_device p1)
cp "$work/chained.o" "$work/counted.o"
applied 0 '[x[2:] for x in a] == [("keep", "ok")] * 2 and d["changes"] == 0'
[[ $(on_device p0)$(on_device p1) == "$before" ]] || fail "a second time something changed"
ok "made so, once"

sed -i 's/limit = 5/limit = 6/; s/priority = 20/priority = 30/' "$work/site.toml"
applied 0 'a[0] == ("p0", "count", "replace", "to do") and a[1][2] == "keep"' --dry-run
holds "$work/apply.out" 'd["programs"][0]["why"] == ["priority: 20 -> 30", "limit: 5 -> 6"]'
applied 0 'a[0] == ("p0", "count", "replace", "done") and d["changes"] == 1'
[[ $(on_device p0) != "${before%%\"id*}" ]] && applied 0 'd["changes"] == 0'
cp "$work/foreign.o" "$work/chained.o"
sed -i '/counting/d; /variables/d' "$work/site.toml"
applied 0 'a[0][2:] == ("replace", "done")'
printf x >>"$work/chained.o"
applied 0 'd["programs"][0]["why"] == ["the object file has changed"]' --dry-run
ok "what differs is replaced"

"$tool" prog apply "$work/site.toml" | tee "$work/table"
grep -q '^interface  *label  *action' "$work/table" || fail "no table"

# One that fails, one whose interface is not there, one that somebody else's program is in the way of.
cat >"$work/site.toml" <<'END'
owner = "site"
[[interface]]
name = "nosuch"
[[interface.program]]
label = "count"
object = "foreign.o"
[[interface]]
name = "p0"
[[interface.program]]
label = "new"
object = "foreign.o"
variables = { limit = 5 }
END
applied 1 'sorted(x[2:] for x in a) == [("load", "failed")] * 2 + [("unload", "done")] * 2'
holds "$work/apply.out" '[p["error"]["kind"] for p in d["programs"] if p["error"]] == ["no_device", "bad_variable"]'
[[ -z $(on_device p0)$(on_device p1) ]] || fail "what the file has no more is still there"
[[ $(on_device p2) == "$theirs" ]] || fail "another owner's program is gone"
ok "what fails is reported, what is not wanted any more is gone, what is another's stays"

# What object files tell, before anything is done.
cat >"$work/site.toml" <<'END'
owner = "site"
[[interface]]
name = "p0"
[[interface.program]]
label = "no-file"
object = "nosuch.o"
[[interface.program]]
label = "no-object"
object = "site.toml"
[[interface.program]]
label = "no-function"
object = "counted.o"
function = "countin"
[[interface.program]]
label = "no-variable"
object = "counted.o"
function = "counting"
variables = { limits = 5 }
[[interface.program]]
label = "no-value"
object = "counted.o"
function = "counting"
variables = { limit = "much" }
[[interface.program]]
label = "right"
object = "counted.o"
function = "counting"
pin = "/sys/fs/bpf/right"
END
mkdir /sys/fs/bpf/right
applied 1 '[x[1::2] for x in a] == [("no-" + w, "failed") for w in ("file", "object", "function", "variable", "value")] + [("right", "to do")]' --dry-run
errors='[p["error"] for p in d["programs"] if p["error"]]'
holds "$work/apply.out" "[e['kind'] for e in $errors] == ['bad_object'] * 3 + ['bad_variable'] * 2" "$errors"
holds "$work/apply.out" "'did you mean \"counting\"' in ${errors}[2]['message'] and d['changes'] == 1" "$errors"
[[ -z $(on_device p0) && -d /sys/fs/bpf/right ]] || fail "the dry run did something"
ok "a dry run says what is wrong with object files"

cat >"$work/wrong.toml" <<'END'
owner = "site"
[[interface]]
name = "p0"
mode = "natve"
[[interface.program]]
label = "a"
objekt = "foreign.o"
chain_call = ["pas"]
variables = { limit = 1.5 }
END
status=0
"$tool" prog apply "$work/wrong.toml" 2>"$work/wrong.log" || status=$?
[[ $status == 2 ]] || fail "status $status"
for line in "wrong.toml:4:.*natve.*did you mean 'native'" "wrong.toml:7:.*objekt" "wrong.toml:8:.*pas.*did you mean 'pass'" \
    "wrong.toml:9:.*variables"; do
    grep -q "$line" "$work/wrong.log" || fail "no line like $line: $(cat "$work/wrong.log")"
done
ok "all that is wrong with a file, by line and column"
