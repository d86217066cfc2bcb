// SPDX-License-Identifier: BSD-3-Clause
#include "nat_ports.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <numeric>

namespace xdpk::detail {

nat_ports::nat_ports(std::size_t addresses, std::uint32_t worker, std::uint32_t workers)
    : worker_(worker), workers_(workers), slots_(addresses), by_address_(addresses), slot_of_(addresses, none),
      sets_(addresses * sets_per_slot) {
    if (worker >= workers)
        throw error({.where = "nat",
                     .what = "there is no worker " + std::to_string(worker) + " of " + std::to_string(workers),
                     .hint = "count workers from 0"});
    std::iota(by_address_.begin(), by_address_.end(), 0U);
    for (std::uint32_t port = 0; port <= 0xFFFF; ++port)
        if (worker_of_port(static_cast<std::uint16_t>(port), workers) == worker)
            mine_.insert(static_cast<std::uint16_t>(port));
}

std::uint32_t nat_ports::find(const nat_address& address) const noexcept {
    const auto address_at = [this](std::uint32_t at) -> const nat_address& { return slots_[at].address; };
    const auto found = std::ranges::lower_bound(by_address_, address, {}, address_at);
    return found != by_address_.end() && slots_[*found].address == address ? *found : none;
}

bool nat_ports::adopt(const nat_plan& plan) noexcept {
    auto used = static_cast<std::size_t>(std::ranges::count_if(slots_, [](const slot& s) { return s.users != 0; }));
    for (const nat_plan::external& e : plan.externals)
        if (const std::uint32_t at = find(e.address); at == none || unused(at))
            ++used;
    if (used > slots_.size())
        return false;
    for (slot& s : slots_) {
        s.external = none;
        s.full = {};
    }
    for (std::uint32_t i = 0; i < plan.externals.size(); ++i) {
        slot_of_[i] = find(plan.externals[i].address);
        if (slot_of_[i] != none)
            slots_[slot_of_[i]].external = i;
    }
    std::uint32_t next = 0;
    for (std::uint32_t i = 0; i < plan.externals.size(); ++i) {
        if (slot_of_[i] != none)
            continue;
        while (slots_[next].external != none || !unused(next))
            ++next;
        slots_[next] = {.address = plan.externals[i].address, .external = i};
        slot_of_[i] = next;
    }
    std::ranges::sort(by_address_, {}, [this](std::uint32_t at) -> const nat_address& { return slots_[at].address; });
    return true;
}

} // namespace xdpk::detail
