#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# same.sh SOURCE FOLDER: what the program prints must be the same with this library and with the real DPDK.
set -euo pipefail
source=$1 folder=$2
mkdir -p "$folder"
eal=(--no-huge -m 256 --no-pci --no-shconf --no-telemetry --log-level=error --lcores '(0-3)@0')

build() { # NAME: with the libdpdk.pc that PKG_CONFIG_PATH names
    # shellcheck disable=SC2046
    "${CC:-cc}" -O2 -DALLOW_EXPERIMENTAL_API $(pkg-config --cflags libdpdk) "$source" -o "$folder/$1" \
        $(pkg-config --libs libdpdk)
    "$folder/$1" "${eal[@]}" >"$folder/$1.txt"
}

PKG_CONFIG_PATH=${OURS:?} build ours
build dpdk
[[ -s $folder/ours.txt ]] || { echo "it printed nothing"; exit 1; }
diff -u "$folder/dpdk.txt" "$folder/ours.txt" | head -40
cmp "$folder/dpdk.txt" "$folder/ours.txt"
