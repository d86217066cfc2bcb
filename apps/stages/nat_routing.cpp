// SPDX-License-Identifier: BSD-3-Clause
#include "nat_routing.hpp"

namespace xdpk::stages {

external_addresses external_of(const nat_config& nat) {
    external_addresses blocks;
    const auto add = [&blocks](const address_block& block) { blocks.emplace(block, route_kind::local); };
    for (const nat_pool& pool : nat.pools)
        for (const address_block& block : pool.addresses)
            add(block);
    for (const nat_static& entry : nat.statics)
        add(block_of(entry.external));
    for (const nat_forward& entry : nat.forwards)
        add(block_of(entry.external));
    return blocks;
}

} // namespace xdpk::stages
