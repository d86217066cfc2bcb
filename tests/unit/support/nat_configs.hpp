// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/stage/nat_config.hpp>

#include "support/addresses.hpp"

namespace xdpk::test {

/// All of 10.0.0.0/8 behind a pool, which has the address 192.0.2.1 if it has none.
inline nat_config masquerade(nat_pool pool = {}) {
    pool.name = "outside";
    if (pool.addresses.empty())
        pool.addresses = {block("192.0.2.1")};
    return {.pools = {pool}, .rules = {{.name = "all", .source = block("10.0.0.0/8"), .pool = "outside"}}};
}

} // namespace xdpk::test
