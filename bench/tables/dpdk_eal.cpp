// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk_eal.hpp"

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_malloc.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <sched.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace xdpk::bench {

namespace {

std::size_t free_huge_pages() {
    std::size_t pages = 0;
    std::ifstream("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages") >> pages;
    return pages;
}

void start() {
    std::vector<std::string> words{
        "tables", "--no-pci", "--no-telemetry", "--log-level=error", "-l", std::to_string(::sched_getcpu())};
    // Without, its libraries use vectors of 256 bits at most.
    words.emplace_back("--force-max-simd-bitwidth=512");
    const bool huge = free_huge_pages() >= 64;
    if (huge)
        words.emplace_back("--in-memory");
    else
        words.insert(words.end(), {"--no-huge", "--no-shconf", "-m", "4096"});
    std::fprintf(stderr, "DPDK's memory: %s pages\n", huge ? "huge" : "ordinary");
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    if (rte_eal_init(static_cast<int>(arguments.size()), arguments.data()) < 0)
        throw std::runtime_error(std::string("rte_eal_init: ") + rte_strerror(rte_errno));
}

} // namespace

void start_eal() {
    static const bool started = [] {
        start();
        return true;
    }();
    static_cast<void>(started);
}

std::size_t allocated() {
    rte_malloc_socket_stats stats{};
    if (rte_malloc_get_socket_stats(0, &stats) != 0)
        throw std::runtime_error("rte_malloc_get_socket_stats");
    return stats.heap_allocsz_bytes;
}

} // namespace xdpk::bench
