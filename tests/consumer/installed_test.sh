#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: installed_test.sh BUILD
# Installs the build into a folder of its own; a project outside the tree finds it there with CMake's find_package and
# with pkg-config, and what it builds does its work.
set -euo pipefail

build=$1
project=$(dirname "$(readlink -f "$0")")/project
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/installed
mkdir "$work/bin"

build_with_cmake() {
    cmake -S "$project" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$prefix"
    cmake --build "$work/build"
    cp "$work/build/reflect" "$work/bin/with-cmake"
}

build_with_pkg_config() {
    local flags
    PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name xdpk.pc)")
    export PKG_CONFIG_PATH
    read -ra flags < <(pkg-config --cflags --libs xdpk)
    g++ "$project/main.cpp" "${flags[@]}" -o "$work/bin/with-pkg-config"
}

# One frame from 02:…:01 to 02:…:02.
make_capture() {
    printf '0000 02 00 00 00 00 02 02 00 00 00 00 01 88 b5 %s\n' "$(printf '00 %.0s' {1..46})" |
        text2pcap -q -F pcap - "$work/in.pcap"
}

check_program() { # PROGRAM
    local out=$work/out.pcap addresses
    "$1" --help | grep -q 'Sends every frame back'
    "$1" --version | grep -Eq '[0-9]+\.[0-9]+\.[0-9]+'
    timeout 30 "$1" "pcap:rx=$work/in.pcap,tx=$out"
    addresses=$(tshark -r "$out" -T fields -E separator=' ' -e eth.src -e eth.dst 2>/dev/null)
    if [[ $addresses != '02:00:00:00:00:02 02:00:00:00:00:01' ]]; then
        echo "$1 sent frames with the addresses (source, destination) '$addresses'" >&2
        exit 1
    fi
    rm "$out"
    echo "ok $(basename "$1")"
}

cmake --install "$build" --prefix "$prefix" >"$work/install.log"
make_capture
build_with_cmake
build_with_pkg_config
for program in "$work"/bin/*; do
    check_program "$program"
done
