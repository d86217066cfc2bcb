// SPDX-License-Identifier: BSD-3-Clause
#include "load_balancer_state.hpp"

#include <fmt/format.h>

namespace xdpk {

const char* name(forwarding_mode mode) noexcept {
    constexpr std::array names{"dnat", "full_nat", "l2_direct_return", "tunnel"};
    return names[static_cast<std::size_t>(mode)];
}

std::string to_string(const load_balancer_choice& choice) {
    const auto backend = [&choice] {
        const backend_config& b = choice.backend;
        return fmt::format("{} port {}, weight {}{}, id {:016x}, number {}", to_string(b.address), b.port, b.weight,
                           b.weight == 0 ? " (drained)" : "", choice.id, choice.account);
    };
    switch (choice.reason) {
    case choice_reason::no_service:
        return "no service: the destination is no VIP";
    case choice_reason::no_backend:
        return fmt::format("service {}: entry {} (hash {:#010x}) is empty: no backend takes new flows", choice.service,
                           choice.entry, choice.hash);
    case choice_reason::hash:
        return fmt::format("service {}: entry {} (hash {:#010x}) is {}", choice.service, choice.entry, choice.hash,
                           backend());
    case choice_reason::connection_id:
        return fmt::format("service {}: server id {:#x} is {}", choice.service, *choice.backend.quic_server_id,
                           backend());
    }
    return {};
}

std::vector<backend_account> load_balancer_table::accounts() const {
    std::vector<backend_account> list;
    for (const detail::service& s : state_->services)
        for (std::size_t i = 0; i < s.backends.size(); ++i)
            list.push_back({s.backends[i].number, s.config.name, s.config.backends[i], s.backends[i].id});
    return list;
}

load_balancer_choice load_balancer_table::simulate(const flow_key& key, std::span<const std::byte> datagram) const {
    const detail::service* const s = state_->find(key);
    if (s == nullptr)
        return {};
    const detail::service_choice chosen = s->choose(key, datagram);
    load_balancer_choice choice{.reason = chosen.reason, .service = s->config.name, .hash = chosen.hash};
    choice.entry = static_cast<std::uint32_t>(std::uint64_t{chosen.hash} * s->table->entries().size() >> 32U);
    if (chosen.backend != nullptr) {
        choice.backend = s->config.backends[static_cast<std::size_t>(chosen.backend - s->backends.data())];
        choice.id = chosen.backend->id;
        choice.account = chosen.backend->number;
    }
    return choice;
}

} // namespace xdpk
