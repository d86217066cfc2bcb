# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Tests in an emulated guest source this file first, instead of netns.sh, which comes with it. The guest runs one script
# on a kernel that can what this machine's may not: zero-copy on virtio-net, libxdp's dispatcher, modules.
#
#   QUEUES=2 guest_host NAME [ADDRESS…]  like netns.sh's host, but joined to the guest's next device: eth0, eth1, …
#   guest_start SCRIPT MODULES FILE…     boots the guest; initramfs.sh says what is in it
#   guest_wait_for 'CONDITION' SECONDS   like wait_for, but fails at once when the guest has ended
#   guest_tell                           the script's next "read -r _" returns; only once the guest was heard from
#   guest_end                            the script's end, with status 0; its output is then in $work/guest.output
#
# XDPK_GUEST_SERIES chooses another kernel than the newest, see kernel.sh.
# The machine is emulated by software alone, so that a test is the same wherever it runs. It boots in a few seconds.

vm=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [[ -z ${XDPK_GUEST_KERNEL:-} ]]; then # while there is a network
    for program in qemu-system-x86_64 busybox cpio modprobe xz; do
        command -v "$program" >/dev/null || { echo "skip: $program is missing; ./dev setup installs it"; exit 77; }
    done
    XDPK_GUEST_KERNEL=$("$vm/kernel.sh" "${XDPK_GUEST_SERIES:-}") || exit $?
    export XDPK_GUEST_KERNEL
fi
# shellcheck source=../support/netns.sh
. "$vm/../support/netns.sh"

guest_devices=()
zero_copy=disable-legacy=on,iommu_platform=on,queue_reset=on

# Zero-copy needs each of: virtio 1 (no legacy), memory mapped for the device (iommu_platform; without it bind fails
# with EINVAL) and queues that can be reset one by one (queue_reset). The vectors are interrupts: one per queue and
# direction, and two. An empty romfile leaves booting from the network out.
guest_host() {
    local name=$1 number=$((${#guest_devices[@]} / 4)) pairs=${QUEUES:-1}
    host "$name" "$name.wire" "${@:2}"
    ip tuntap add "$name.tap" mode tap ${QUEUES:+multi_queue}
    ip link set "$name.tap" up
    cable "$name.wire" "$name.tap"
    cable "$name.tap" "$name.wire"
    guest_devices+=(-netdev "tap,id=$name,ifname=$name.tap,script=no,downscript=no,queues=$pairs" -device
        "virtio-net-pci,netdev=$name,mac=52:54:00:00:00:0$number,$zero_copy,mq=on,vectors=$((2 * pairs + 2)),romfile=")
}

# cable FROM TO: whatever comes in from one device goes out of the other.
cable() {
    tc qdisc add dev "$1" clsact
    tc filter add dev "$1" ingress protocol all u32 match u32 0 0 action mirred egress redirect dev "$2"
}

# Without the timer's check, which wants so many ticks while it counts a loop: a busy host would make the guest panic.
# Without cx16: under Debian 12's QEMU a cmpxchg16b may leave wrong flags, and kernels that allocate memory with it (6.12)
# die of that on a busy host. In one thread: with one per CPU, a kernel that patches its own code while it boots now and
# then dies of the breakpoint that it put there. A script that hangs is ended, with its machine, after nine minutes.
guest_start() {
    local dispatcher
    dispatcher=$(dpkg -L libxdp1 | grep '/xdp-dispatcher\.o$') # what libxdp's own part of an XDP chain is made of
    "$vm/initramfs.sh" "$XDPK_GUEST_KERNEL" "$work/initramfs" "$@" "$dispatcher=$dispatcher" \
        ip ping env ethtool "$vm/guest/hosts.sh=/lib/hosts.sh" "$support/programs.sh=/lib/programs.sh"
    mkfifo "$work/guest.in"
    exec {guest_input}<>"$work/guest.in"
    timeout --kill-after=5 540 \
        qemu-system-x86_64 -accel tcg,thread=single -cpu max,cx16=off -smp 2 -m 1024 -nodefaults -no-user-config -display none -no-reboot \
        -kernel "$XDPK_GUEST_KERNEL/vmlinuz" -initrd "$work/initramfs" \
        -append "console=ttyS0 quiet panic=-1 ipv6.disable=1 no_timer_check" \
        -serial "file:$work/console.log" -serial stdio "${guest_devices[@]}" \
        <"$work/guest.in" >"$work/guest.output" 2>"$work/guest.log" &
    pids[guest]=$!
}

# What the guest said last may make the condition true, so that it is looked at once more after the end.
guest_wait_for() {
    local state=waiting
    wait_for "running guest || state=ended; ! { $1; } || state=met; [[ \$state != waiting ]]" "$2"
    [[ $state == met ]] || fail "the guest ended before: $1; it said:
$(<"$work/guest.output")"
}

guest_tell() {
    echo >&"$guest_input"
}

# Without a status the script did not get to its end: the machine hung, or died.
guest_end() {
    local status
    wait_for "! running guest" 140
    unset "pids[guest]"
    status=$(sed -n '$s/^guest exit status \([0-9]*\)$/\1/p' "$work/guest.output")
    [[ $status == 0 ]] || fail "the guest's script ended with status ${status:-none}; it said:
$(<"$work/guest.output")"
    sed -i '$d' "$work/guest.output"
}
