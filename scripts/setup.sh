#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Sourced by dev: the Debian packages that building, testing and measuring need.

packages=(
    # build
    ca-certificates gcc g++ make cmake ninja-build pkg-config git
    clang clang-format clang-tidy llvm libclang-rt-14-dev bpftool linux-libc-dev
    libxdp-dev libbpf-dev libhwloc-dev libpcap-dev libmnl-dev libcap-dev libseccomp-dev
    libcli11-dev libfmt-dev libspdlog-dev nlohmann-json3-dev libtomlplusplus-dev
    libgtest-dev libgmock-dev libbenchmark-dev
    # tests: real stacks and real peers
    procps util-linux iproute2 ethtool iputils-ping kmod libcap2-bin xdp-tools
    nginx-light curl wrk openssl iperf3 socat traceroute tcpreplay tcpdump tshark python3 python3-scapy shellcheck
    python3-jsonschema python3-yaml
    # tests: the agent's unit
    systemd
    # tests: the emulated guest
    qemu-system-x86 busybox-static cpio xz-utils
    # benchmarks
    valgrind dpdk dpdk-dev libdpdk-dev python3-matplotlib
)

setup_usage() {
    cat <<END
usage: ./dev setup

Installs what is missing of these Debian packages (as root, or with sudo):

$(printf '%s\n' "${packages[@]}" | fmt -w 100 | sed 's/^/  /')

No service gets started. On another system, install their equivalents and set XDPK_SETUP=off.
END
}

missing_packages() {
    local installed
    installed=$(dpkg-query -W -f='${db:Status-Abbrev}${Package}\n' 2>/dev/null | sed -n 's/^.i //p')
    printf '%s\n' "${packages[@]}" | grep -vxF -f <(printf '%s\n' "$installed")
}

as_root() {
    if is_root; then
        "$@"
    else
        sudo "$@"
    fi
}

# Installs packages while every maintainer script is told not to start its service (nginx, iperf3).
# Runs as root in a shell of its own; the policy that was there before comes back however it ends.
install_script=$(
    cat <<'END'
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
restore() {
    rm -f "$policy"
    if [[ -e $policy.xdpk-saved ]]; then mv "$policy.xdpk-saved" "$policy"; fi
}
trap restore EXIT
trap 'exit 130' INT TERM
# One of an earlier run that was killed is not worth saving.
if [[ -e $policy ]] && ! grep -q xdpk "$policy"; then mv "$policy" "$policy.xdpk-saved"; fi
printf '#!/bin/sh\n# xdpk: while packages are being installed\nexit 101\n' >"$policy"
chmod 755 "$policy"
apt-get update -q || echo 'setup: apt-get update failed; trying with the package lists that are here' >&2
apt-get install -q -y --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=600 "$@"
END
)

setup_packages() {
    [[ ${XDPK_SETUP-} != off ]] || return 0
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        die "setup knows Debian only; install the equivalents of these, then set XDPK_SETUP=off: ${packages[*]}"
    fi
    local missing
    mapfile -t missing < <(missing_packages)
    ((${#missing[@]})) || return 0
    is_root || command -v sudo >/dev/null || die "root is needed to install: ${missing[*]}"
    printf 'setup: installing %s\n' "${missing[*]}"
    as_root bash -c "$install_script" setup "${missing[@]}" </dev/null ||
        die "apt-get could not install the packages; mend that, then run ./dev setup again"
}

cmd_setup() {
    [[ $# -eq 0 ]] || die "setup takes no arguments"
    setup_packages
    printf 'setup: all %s packages are installed\n' "${#packages[@]}"
}
