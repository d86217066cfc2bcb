# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# For tests of `xdpk doctor`. Sourced after netns.sh.
: "${work:?}" "${bin:?}"
doctor=$bin/xdpk/xdpk

# examine: runs `xdpk doctor --json` on the interfaces in the array `interfaces`, by the command prefix in the array
# `as`. The report is in $work/doctor.json, the exit status, which is the report's own verdict, in $status.
interfaces=()
as=()
examine() {
    status=0
    "${as[@]}" "$doctor" doctor --json "${interfaces[@]}" >"$work/doctor.json" 2>"$work/doctor.log" || status=$?
    [[ ! -s $work/doctor.log ]] || fail "doctor ${interfaces[*]}: $(cat "$work/doctor.log")"
    json "$work/doctor.json" '"\n".join("\t".join([f["check"], f["verdict"], f["remedy"] or "", f["meaning"]])
        for f in d["findings"] + [{"check": "all", "verdict": d["verdict"], "remedy": "", "meaning": ""}])' |
        tr '\t' '\037' >"$work/doctor.rows"
    of all
    case $verdict$status in
        ok0 | degraded1 | missing2) ;;
        *) fail "status $status for the verdict $verdict" ;;
    esac
}

# of CHECK: sets verdict, remedy and meaning as in the last report; the interface's, if host and interface have CHECK.
of() {
    local check v r m
    verdict='' remedy='' meaning=''
    while IFS=$'\037' read -r check v r m; do
        if [[ $check == "$1" ]]; then
            verdict=$v remedy=$r meaning=$m
        fi
    done <"$work/doctor.rows"
    [[ -n $verdict ]] || fail "no line on $1"
}

# says CHECK VERDICT [WORDS]: what the last report must say.
says() {
    of "$1"
    [[ $verdict == "$2" ]] || fail "$1 is $verdict, not $2: $meaning"
    [[ $meaning == *"${3:-}"* ]] || fail "no '${3:-}' in: $meaning"
    [[ $2 != ok || -z $remedy ]] || fail "$1 is ok, yet to be mended: $remedy"
    ok "$2: $1: $meaning"
}

# mends CHECK: runs the command that the last report gives, after which a new report calls CHECK ok.
mends() {
    local command
    of "$1"
    command=$remedy
    bash -c "$command" >"$work/mend.log" 2>&1 || fail "$command: $(cat "$work/mend.log")"
    examine
    of "$1"
    [[ $verdict == ok ]] || fail "'$command' does not mend: $meaning"
    ok "mended by: $command"
}
