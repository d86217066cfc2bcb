# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by the demos behind netns.sh: what they show.
rows=()

row() { # WHAT RESULT
    rows+=("$(printf '%-34s %s' "$1" "$2")")
    printf '  %s: %s\n' "$1" "$2"
}

show_rows() {
    printf '\n%-34s %s\n' 'what' 'result'
    printf -- '-%.0s' {1..70}
    printf '\n'
    printf '%s\n' "${rows[@]}"
}

# pseudo_random MEGABYTES: bytes that do not compress, the same ones each time.
pseudo_random() {
    openssl enc -aes-128-ctr -nosalt -pbkdf2 -pass pass:xdpk </dev/zero 2>/dev/null | head -c "${1}M" || true
}
