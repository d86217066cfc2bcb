// SPDX-License-Identifier: BSD-3-Clause
#include "packet_pool.hpp"

#include "log_error.hpp"
#include "mempool_list.hpp"
#include "pool_memory.hpp"

#include <xdpk/core/frame_pool.hpp>

#include <algorithm>
#include <cstring>
#include <string>

namespace xdpk::dpdk {

namespace {

// Packets with less room carry headers, or nothing but references to others: those are copied when they are sent.
constexpr std::uint32_t least_data = 512;

const rte_pktmbuf_pool_private& of(const rte_mempool& mp) {
    return *static_cast<const rte_pktmbuf_pool_private*>(mp.private_data);
}

std::string& wanted_ops() {
    static std::string name = RTE_MBUF_DEFAULT_MEMPOOL_OPS;
    return name;
}

} // namespace

std::uint32_t reserved_bytes(const rte_mempool& mp) noexcept {
    return static_cast<std::uint32_t>(sizeof(rte_mbuf)) + of(mp).mbuf_priv_size;
}

std::uint32_t chunk_for(const rte_mempool& mp) noexcept {
    const std::uint32_t room = of(mp).mbuf_data_room_size;
    if (room < RTE_PKTMBUF_HEADROOM + least_data)
        return 0;
    // The kernel wants more headroom than users do.
    const std::uint32_t bytes = reserved_bytes(mp) + frame_headroom + room - RTE_PKTMBUF_HEADROOM;
    return bytes <= 2048 ? 2048 : bytes <= 4096 ? 4096 : 0;
}

void restore_buffer(rte_mbuf& m) noexcept {
    const rte_mempool& mp = *m.pool;
    const std::uint32_t before = reserved_bytes(mp);
    // A frame has more room than the pool was asked for.
    const std::uint32_t room = memory_of(mp).chunk != 0 ? mp.stride - before : of(mp).mbuf_data_room_size;
    m.buf_addr = reinterpret_cast<char*>(&m) + before;
    m.buf_len = static_cast<std::uint16_t>(room);
    m.priv_size = of(mp).mbuf_priv_size;
}

extern "C" {

void rte_pktmbuf_pool_init(rte_mempool* mp, void* opaque) {
    auto& own = *static_cast<rte_pktmbuf_pool_private*>(mp->private_data);
    if (opaque != nullptr)
        own = *static_cast<const rte_pktmbuf_pool_private*>(opaque);
    else
        own = {.mbuf_data_room_size =
                   static_cast<std::uint16_t>(std::min<std::size_t>(mp->elt_size - sizeof(rte_mbuf), UINT16_MAX)),
               .mbuf_priv_size = 0,
               .flags = 0};
    mp->flags |= packets_flag;
}

void rte_pktmbuf_init(rte_mempool* mp, void*, void* object, unsigned) {
    auto* const m = static_cast<rte_mbuf*>(object);
    *m = rte_mbuf{};
    m->pool = mp;
    restore_buffer(*m);
    rte_pktmbuf_reset_headroom(m);
    m->nb_segs = 1;
    m->refcnt = 1;
    m->port = RTE_MBUF_PORT_INVALID;
}

rte_mempool* rte_pktmbuf_pool_create_by_ops(const char* name, unsigned n, unsigned cache_size, std::uint16_t priv_size,
                                            std::uint16_t data_room_size, int socket_id, const char* ops_name) {
    if (priv_size % RTE_MBUF_PRIV_ALIGN != 0) {
        log_error(std::string("packet pool ") + name + ": private bytes per packet must be a multiple of 8");
        rte_errno = EINVAL;
        return nullptr;
    }
    rte_pktmbuf_pool_private own{.mbuf_data_room_size = data_room_size, .mbuf_priv_size = priv_size, .flags = 0};
    const auto bytes = static_cast<unsigned>(sizeof(rte_mbuf)) + priv_size + data_room_size;
    rte_mempool* const mp = rte_mempool_create(name, n, bytes, cache_size, sizeof own, rte_pktmbuf_pool_init, &own,
                                               rte_pktmbuf_init, nullptr, socket_id, 0);
    if (mp != nullptr && ops_name != nullptr)
        std::strncpy(mp->ops_name, ops_name, sizeof mp->ops_name - 1);
    return mp;
}

rte_mempool* rte_pktmbuf_pool_create(const char* name, unsigned n, unsigned cache_size, std::uint16_t priv_size,
                                     std::uint16_t data_room_size, int socket_id) {
    return rte_pktmbuf_pool_create_by_ops(name, n, cache_size, priv_size, data_room_size, socket_id, nullptr);
}

const char* rte_mbuf_best_mempool_ops() { return wanted_ops().c_str(); }
const char* rte_mbuf_platform_mempool_ops() { return nullptr; }
const char* rte_mbuf_user_mempool_ops() { return wanted_ops().c_str(); }
int rte_mbuf_set_platform_mempool_ops(const char*) { return 0; }
int rte_mbuf_set_user_mempool_ops(const char* ops_name) {
    wanted_ops() = ops_name;
    return 0;
}

} // extern "C"

} // namespace xdpk::dpdk
