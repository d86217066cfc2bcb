#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# fetch.sh RELEASE FOLDER: DPDK's examples of a release, as Debian's source package has them, into FOLDER. The package is
# kept under ~/.cache/xdpk/dpdk; apt has lists and a sources list of its own there, for each release, and the machine's
# are not touched.
# Status 77 if it cannot be had.
set -euo pipefail

release=$1 folder=$2
cache=${XDG_CACHE_HOME:-$HOME/.cache}/xdpk/dpdk
examples=$cache/examples-$release
apt=$cache/apt-$release
mirror=${XDPK_DEBIAN_MIRROR:-http://deb.debian.org/debian}
declare -A suites=([22.11]=bookworm [25.11]=unstable)

apt() {
    apt-get -qq -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=- \
        -o Dir::State="$apt" -o Dir::State::Lists="$apt/lists" -o Dir::State::Status=/dev/null \
        -o Dir::Cache="$apt" -o APT::Sandbox::User=root "$@"
}

download() {
    local suite=${suites[$release]:-}
    [[ -n $suite ]] || return 1
    mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$cache/package-$release"
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" \
        >"$apt/sources.list"
    apt update || return 1
    (cd "$cache/package-$release" && apt source --download-only dpdk) || return 1
    compgen -G "$cache/package-$release/dpdk_$release*.orig.tar.xz" >/dev/null
}

unpack() {
    local archive
    archive=$(compgen -G "$cache/package-$release/dpdk_$release*.orig.tar.xz" | sort -V | tail -1)
    rm -rf "$examples.new"
    mkdir "$examples.new"
    tar -C "$examples.new" --strip-components=2 -xf "$archive" --wildcards '*/examples/*'
    mv "$examples.new" "$examples"
}

if [[ ! -d $examples ]]; then
    download || {
        echo "skip: no source package of DPDK $release from $mirror"
        exit 77
    }
    unpack
fi
# The Makefiles build where the sources are.
mkdir -p "$folder"
cp -r --no-clobber --preserve=timestamps "$examples/." "$folder"
diff -rq "$examples" "$folder" | grep -v "^Only in $folder" && exit 1
exit 0
