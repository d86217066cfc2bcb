// SPDX-License-Identifier: BSD-3-Clause
// DPDK's side of rings.cpp and loop.cpp.
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_ether.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>
#include <rte_ring.h>

#include "bursts.hpp"
#include "row.hpp"

#include <array>
#include <memory>
#include <string>
#include <thread>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

constexpr unsigned slots = 2048;
constexpr std::uint16_t port = 0;

using burst_of_mbufs = std::array<rte_mbuf*, burst_size>;

/// Starts DPDK without huge pages and devices but one in memory, which receives what it sends. Threads keep their CPUs.
bool start_dpdk() {
    std::array<std::string, 9> words{
        "micro",           "--no-huge", "-m", "64", "--in-memory", "--no-pci", "--no-telemetry", "--log-level=error",
        "--vdev=net_ring0"};
    std::string cpus = "--lcores=0@(0-" + std::to_string(std::thread::hardware_concurrency() - 1) + ")";
    std::array<char*, words.size() + 1> arguments{};
    for (std::size_t i = 0; i < words.size(); ++i)
        arguments[i] = words[i].data();
    arguments.back() = cpus.data();
    return rte_eal_init(static_cast<int>(arguments.size()), arguments.data()) >= 0;
}

rte_mempool* mbufs() {
    static const bool started = start_dpdk();
    static rte_mempool* const pool =
        started ? rte_pktmbuf_pool_create("mbufs", 4096 - 1, 256, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY)
                : nullptr;
    return pool;
}

bool start_port(rte_mempool* pool) {
    const rte_eth_conf defaults{};
    return rte_eth_dev_count_avail() == 1 && rte_eth_dev_configure(port, 1, 1, &defaults) == 0 &&
           rte_eth_rx_queue_setup(port, 0, slots, 0, nullptr, pool) == 0 &&
           rte_eth_tx_queue_setup(port, 0, slots, 0, nullptr) == 0 && rte_eth_dev_start(port) == 0;
}

void spsc(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(rte_ring_get_memsize(slots));
    const std::unique_ptr<void, decltype(&std::free)> memory(std::aligned_alloc(RTE_CACHE_LINE_SIZE, size), &std::free);
    auto* const between = static_cast<rte_ring*>(memory.get());
    rte_ring_init(between, "micro", slots, RING_F_SP_ENQ | RING_F_SC_DEQ);
    std::array<void*, burst_size> pointers{};
    time_bursts(state, [&] {
        benchmark::DoNotOptimize(rte_ring_sp_enqueue_burst(between, pointers.data(), burst_size, nullptr));
        benchmark::DoNotOptimize(rte_ring_sc_dequeue_burst(between, pointers.data(), burst_size, nullptr));
    });
}

void pool(benchmark::State& state) {
    rte_mempool* const frames = mbufs();
    if (frames == nullptr)
        return state.SkipWithError("DPDK does not start here");
    burst_of_mbufs taken{};
    time_bursts(state, [&] {
        benchmark::DoNotOptimize(rte_pktmbuf_alloc_bulk(frames, taken.data(), burst_size));
        rte_pktmbuf_free_bulk(taken.data(), burst_size);
    });
}

void swap_addresses(rte_mbuf* packet) {
    auto* const header = rte_pktmbuf_mtod(packet, rte_ether_hdr*);
    const rte_ether_addr source = header->src_addr;
    header->src_addr = header->dst_addr;
    header->dst_addr = source;
}

void loop(benchmark::State& state) {
    rte_mempool* const frames = mbufs();
    static const bool started = frames != nullptr && start_port(frames);
    burst_of_mbufs packets{};
    if (!started || rte_pktmbuf_alloc_bulk(frames, packets.data(), burst_size) != 0)
        return state.SkipWithError("DPDK does not start here");
    for (rte_mbuf* const packet : packets)
        rte_pktmbuf_append(packet, 60);
    rte_eth_tx_burst(port, 0, packets.data(), burst_size);
    time_bursts(state, [&] {
        const std::uint16_t n = rte_eth_rx_burst(port, 0, packets.data(), burst_size);
        for (std::uint16_t i = 0; i < n; ++i)
            swap_addresses(packets[i]);
        rte_eth_tx_burst(port, 0, packets.data(), n);
    });
    rte_pktmbuf_free_bulk(packets.data(), rte_eth_rx_burst(port, 0, packets.data(), burst_size));
}

const bool registered = [] {
    add_row(spsc_row, "rte_ring", spsc);
    add_row(pool_row, "rte_pktmbuf bulk", pool);
    add_row(loop_row, "net_ring", loop);
    return true;
}();

} // namespace
