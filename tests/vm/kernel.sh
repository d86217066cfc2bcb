#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# kernel.sh [SERIES]
# Prints the folder of the guest's kernel: vmlinuz and lib/modules/RELEASE. Fetches it on first use.
#
# SERIES is 6.1 or 6.12: the newest cloud kernel of the Debian release that has it. Without one:
#
# virtio-net takes AF_XDP sockets in zero-copy mode from Linux 6.14 on, newer than any stable Debian's. So the newest
# cloud kernel of Debian unstable is taken (cloud: built for virtual machines, a third of the size), whichever it is
# now. apt works in folders of its own: the machine's sources, lists and installed packages stay as they are.
# Later runs need no network. To fetch a newer kernel, remove the folder.
set -euo pipefail

least=6.14
cache=${XDG_CACHE_HOME:-$HOME/.cache}/xdpk/vm
series=${1:-}
kernel=$cache/kernel${series:+-$series}
declare -A suites=([6.1]=bookworm [6.12]=trixie)
suite=${series:+${suites[$series]:?no Debian release is known to have it}}

unavailable() { # a skip, not a failure: what is missing is the network, not xdpk
    echo "kernel.sh: $*" >&2
    exit 77
}

# The Debian mirror this machine uses already.
mirror() {
    # shellcheck disable=SC2016 # apt's variables, not the shell's
    apt-get indextargets --format '$(LABEL) $(COMPONENT) $(SITE)' 'Created-By: Packages' |
        awk '$1 == "Debian" && $2 == "main" && !found { print $3; found = 1 }'
}

# The newest package whose name is $1, a version and -cloud-amd64; fails when it is too old or there is none.
newest() {
    local name
    name=$("${apt[@]/#apt-get/apt-cache}" pkgnames "$1" | grep -E "^$1[0-9][^-]*-cloud-amd64\$" | sort -V | tail -n 1)
    [[ -n $name ]] && printf '%s\n' "$1$least" "$name" | sort -VC && echo "$name"
}

# The newest image of a series; its number may have a dash in it.
newest_of_series() {
    "${apt[@]/#apt-get/apt-cache}" pkgnames "linux-image-$series." |
        grep -E "^linux-image-${series/./\\.}\.[0-9.]+([-+][^-]*)?-cloud-amd64\$" | sort -V | tail -n 1
}

# Since the packages were split, the image is in one and the modules in another; before, both were in linux-image.
packages() {
    [[ -z $series ]] || { newest_of_series; return; }
    { newest linux-binary- && newest linux-modules-; } || newest linux-image-
}

fetch() { # into the folder $1
    local site
    site=$(mirror)
    [[ -n $site ]] || unavailable "no Debian mirror in this machine's apt sources (or no lists yet: apt-get update)"
    mkdir -p "$1"/lists/partial "$1"/archives/partial
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site ${suite:-unstable} main" >"$1/sources.list"
    apt=(apt-get -qq -o Dir::Etc::SourceList="$1/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o Dir::State::Lists="$1/lists" -o Dir::State::Status=/dev/null -o Dir::Cache="$1"
        -o Acquire::Retries=3 -o APT::Sandbox::User=root)
    "${apt[@]}" update --error-on=any >&2 || unavailable "cannot reach the Debian mirror for a guest kernel"
    mapfile -t names < <(packages)
    ((${#names[@]})) || unavailable "the Debian mirror has no cloud kernel of ${series:-$least or newer}"
    (cd "$1" && "${apt[@]}" download "${names[@]}" >&2) || unavailable "cannot download ${names[*]}"
}

# Lays the files out alike for every kind of package: image beside lib/modules, with an index of dependencies.
unpack() { # from the folder $1 into $2
    local root=$1/root package modules image
    for package in "$1"/*.deb; do dpkg-deb -x "$package" "$root"; done
    modules=$(find "$root" -path '*/lib/modules/*' -prune -type d)
    image=$(find "$root" -name 'vmlinuz*' -type f)
    mkdir -p "$2/lib/modules"
    mv "$image" "$2/vmlinuz"
    touch "$modules"/modules.{order,builtin,builtin.modinfo} # depmod wants them, an unpacked package may lack them
    mv "$modules" "$2/lib/modules"
    depmod -b "$2" "$(basename "$modules")"
}

[[ $(dpkg --print-architecture) == amd64 ]] || unavailable "the emulated guest is an amd64 one"
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
if [[ ! -d $kernel ]]; then
    work=$(mktemp -d "$cache/fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    fetch "$work"
    unpack "$work" "$work/kernel"
    mv "$work/kernel" "$kernel"
fi
echo "$kernel"
