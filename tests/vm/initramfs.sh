#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# initramfs.sh KERNEL OUT SCRIPT MODULES FILE...
# Writes the guest's whole file system to OUT: bash, busybox for whatever is not given, /init, /script, and
# - the kernel modules named in MODULES ("virtio_net veth") with all they depend on, to be loaded in that order;
# - each FILE with its shared libraries: as /bin/NAME, or for FILE=PATH as PATH. A bare name is one of this machine's
#   programs.
# KERNEL is what kernel.sh printed.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
kernel=$1 out=$2 script=$3 modules=$4
shift 4
root=$out.root
trap 'rm -rf "$root"' EXIT

# ldd lists the loader as a bare path and libraries as NAME => PATH; the vdso has no path. What is no dynamic program,
# or no program at all, has none.
add_libraries() {
    local library
    for library in $(ldd "$1" 2>/dev/null | grep -o '/[^ ]*'); do
        mkdir -p "$root$(dirname "$library")"
        cp -Lu "$library" "$root$library"
    done
}

add_file() {
    local source=${1%%=*} target
    [[ $source == */* ]] || source=$(command -v "$source")
    target=$root/bin/$(basename "$source")
    [[ $1 != *=* ]] || target=$root${1#*=}
    mkdir -p "$(dirname "$target")"
    cp -L "$source" "$target"
    add_libraries "$source"
}

# Numbered in the order of their dependencies, and unpacked, since busybox's insmod wants plain ones.
# A name that is no module in this kernel is built into it (virtio_pci in some).
add_modules() {
    local release module path number=100
    release=$(ls "$kernel/lib/modules")
    for module in $modules; do
        modprobe -d "$kernel" -S "$release" --show-depends "$module" 2>/dev/null || true
    done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r path; do
        number=$((number + 1))
        # Some releases compress them.
        case $path in
        *.xz) xz -dc "$path" ;;
        *) cat "$path" ;;
        esac >"$root/modules/$number-$(basename "$path" .xz)"
    done
}

mkdir -p "$root"/{bin,dev,modules,proc,run,sys,tmp}
ln -s bin "$root/sbin"
install -m 755 /bin/busybox "$root/bin/busybox"
install -m 755 "$here/init.sh" "$root/init"
install -m 755 "$script" "$root/script"
add_modules
for file in bash "$@"; do add_file "$file"; done
(cd "$root" && find . -mindepth 1 | cpio --quiet -o -H newc) >"$out"
