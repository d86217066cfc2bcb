// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <rte_errno.h>
#include <rte_hash.h>
#include <rte_hash_crc.h>
#include <stdexcept>
#include <string>

#include "dpdk_eal.hpp"

namespace xdpk::bench {

using hash_owner = std::shared_ptr<rte_hash>;

/// DPDK's hash table of flows: CRC32 in hardware, one thread, no extendable buckets.
inline hash_owner make_hash(std::uint32_t entries, std::uint32_t key_length) {
    start_eal();
    static int made = 0;
    const std::string name = "flows" + std::to_string(made++);
    const rte_hash_parameters parameters{.name = name.c_str(),
                                         .entries = entries,
                                         .reserved = 0,
                                         .key_len = key_length,
                                         .hash_func = rte_hash_crc,
                                         .hash_func_init_val = 0,
                                         .socket_id = 0,
                                         .extra_flag = 0};
    rte_hash* const hash = rte_hash_create(&parameters);
    if (hash == nullptr)
        throw std::runtime_error("rte_hash_create: " + std::string(rte_strerror(rte_errno)));
    return {hash, rte_hash_free};
}

} // namespace xdpk::bench
