// SPDX-License-Identifier: BSD-3-Clause
#include "claims_maps.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <cerrno>
#include <chrono>
#include <linux/membarrier.h>
#include <numeric>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace xdpk::detail {

namespace {

constexpr std::uint32_t only = 0;

// Programs run in RCU's read-side critical sections, and this waits for the end of all that have begun. A kernel with
// CPUs that it does not tick on (nohz_full) refuses it; no program runs for as long as we sleep then.
void wait_for_programs() {
    using namespace std::chrono_literals;
    if (::syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0) != 0)
        std::this_thread::sleep_for(100ms);
}

template <class Keys>
bool insert(int map, const Keys& keys) {
    return std::ranges::all_of(
        keys, [map](const auto& key) { return ::bpf_map_update_elem(map, &key.first, &key.second, BPF_ANY) == 0; });
}

} // namespace

claims_descriptors claims_of(const bpf_object* object) {
    const auto map = [object](const char* name) { return ::bpf_object__find_map_fd_by_name(object, name); };
    return {.active = map(".data.claims"),
            .tables = map("claims_tables"),
            .ipv4 = map("claims_ipv4"),
            .ipv6 = map("claims_ipv6"),
            .counts = map("claims_counts")};
}

void claims_maps::replace(const std::vector<claim>& list) {
    // With one that fits all frames the others do not matter.
    const bool all = list.empty() || std::ranges::find(list, claim{}) != list.end();
    const std::uint32_t active = all ? 0 : (active_ == 1 ? 2 : 1);
    compiled_claims next;
    if (!all) {
        next = compile(list, active);
        write(next, active);
    }
    if (::bpf_map_update_elem(maps_.active, &only, &active, BPF_ANY) != 0) {
        const int code = errno;
        forget(next);
        fail("put claims in force", code);
    }
    active_ = active;
    wait_for_programs();
    forget(now_);
    now_ = std::move(next);
}

void claims_maps::write(const compiled_claims& next, std::uint32_t active) {
    const std::uint32_t index = active - 1;
    if (::bpf_map_update_elem(maps_.tables, &index, next.table.get(), BPF_ANY) == 0 && insert(maps_.ipv4, next.ipv4) &&
        insert(maps_.ipv6, next.ipv6))
        return;
    const int code = errno;
    forget(next);
    fail("write claims", code);
}

void claims_maps::forget(const compiled_claims& old) const noexcept {
    for (const auto& [key, bits] : old.ipv4)
        ::bpf_map_delete_elem(maps_.ipv4, &key);
    for (const auto& [key, bits] : old.ipv6)
        ::bpf_map_delete_elem(maps_.ipv6, &key);
}

void claims_maps::fail(const char* what, int code) const {
    throw error({.where = where_, .what = what, .code = code, .hint = "the claims before stay in force"});
}

std::uint64_t claims_maps::sum_of(std::uint32_t counter) const {
    std::vector<std::uint64_t> by_cpu(static_cast<std::size_t>(::libbpf_num_possible_cpus()));
    if (::bpf_map_lookup_elem(maps_.counts, &counter, by_cpu.data()) != 0)
        return 0;
    return std::accumulate(by_cpu.begin(), by_cpu.end(), std::uint64_t{0});
}

claim_counters claims_maps::counters() const {
    return {.claimed = sum_of(CLAIMS_CLAIMED),
            .passed = sum_of(CLAIMS_PASSED),
            .dropped = sum_of(CLAIMS_DROPPED),
            .no_socket = sum_of(CLAIMS_NO_SOCKET)};
}

} // namespace xdpk::detail
