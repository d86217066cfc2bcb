#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Programs of three owners on one device, in every order of coming and in every order of going; on an older kernel
# (XDPK_GUEST_SERIES) in one.
# shellcheck source=guest.sh
. "$(dirname "$0")/guest.sh"

clang -O2 -g -target bpf -mcpu=v3 -I"/usr/include/$(uname -m)-linux-gnu" -c "$support/chained.bpf.c" -o "$work/chained.o"
orders=(fcr frc cfr crf rfc rcf)
for i in "${!orders[@]}"; do
    [[ -n ${XDPK_GUEST_SERIES:-} && $i != 4 ]] || echo "${orders[i]} ${orders[(i + 1) % 6]}"
done >"$work/orders"
filter=$(dpkg -L libxdp1 | grep '/xdpfilt_alw_eth\.o$')
guest_start "$vm/guest/chain.sh" veth "$bin/l2fwd/l2fwd" "$bin/xdpk/xdpk" bpftool xdp-loader xdp-filter \
    "$filter=$filter" "$work/chained.o=/lib/chained.o" "$work/orders=/lib/orders"
guest_end
cat "$work/guest.output"
