#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# build.sh FOLDER: builds the example there by its own Makefile, with the libdpdk.pc in PKG_CONFIG_PATH. A warning is a
# failure: it would be one of our headers'. Status 77 if the examples could not be had. What has a shared library of its
# own is linked statically: ours is no shared library, nor made to be within one.
set -euo pipefail
examples=$1
[[ ! $1 =~ ^(.*/examples-[^/]*)/ ]] || examples=${BASH_REMATCH[1]}
[[ -d $examples ]] || {
    echo "skip: there is no $examples"
    exit 77
}
goal=()
[[ -z ${GENERATORS:-} || ! -d $1/lib ]] || goal=(static)
PATH=${GENERATORS:+$GENERATORS:}$PATH make -B -C "$1" "${goal[@]}" 2>&1 | tee "$1/build.log"
! grep -q 'xdpk/dpdk/.*warning:' "$1/build.log"
