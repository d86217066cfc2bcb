// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "nat_subscribers.hpp"

#include <xdpk/table/flow_table.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace xdpk::detail {

/// An address and a port as in a flow_key.
struct nat_endpoint {
    address_bytes address{};
    be16 port{};

    bool operator==(const nat_endpoint&) const = default;
};

/// What a mapping keeps beside its keys, at the outer one.
struct nat_binding {
    std::uint32_t flows = 0;
    std::uint32_t subscriber = 0;
    std::uint32_t position = 0; ///< in the list of all mappings
    std::uint16_t slot = 0;
    bool logged = false;
    bool remotes_known = false; ///< there is an entry for each address that it speaks to
};

/// Keys of mappings. Two kinds of mappings in one table: of endpoints and of flows. Each has an inner key, by which its
/// host's flows find it, and an outer one, which is unique: the external endpoint, or the replies' key.
[[nodiscard]] flow_key inner_key(const flow_key& flow, std::uint64_t pool_tag) noexcept;
[[nodiscard]] flow_key outer_key(const flow_key& flow, const nat_endpoint& external) noexcept;
[[nodiscard]] flow_key inner_flow_key(const flow_key& flow) noexcept;
[[nodiscard]] flow_key outer_flow_key(const flow_key& flow, const nat_endpoint& external,
                                      const nat_endpoint& remote) noexcept;

/// One worker's mappings, with their ports and subscribers.
class nat_mappings {
public:
    using index = std::uint32_t; ///< of a mapping: of its outer key
    static constexpr index none = nat_plan::none;

    struct added {
        insert_result result;
        index where;
    };

    nat_mappings(std::size_t count, nat_ports& ports, nat_subscribers& subscribers, nat_journal& journal,
                 std::uint32_t now);

    [[nodiscard]] index find_inner(const flow_key& key, std::uint32_t now) const noexcept;
    [[nodiscard]] index find_outer(const flow_key& key, std::uint32_t now) const noexcept;

    /// A new mapping, which one flow holds. Its port is taken, and counted for its subscriber.
    added add(const flow_key& inner, const flow_key& outer, const nat_binding& binding, std::uint32_t now) noexcept;
    void hold(index i, std::uint32_t now) noexcept;
    /// A flow ends. The last one's mapping lingers, or ends with it.
    void release(index i, std::uint32_t linger, std::uint32_t now) noexcept;
    /// Its host's flows do not find it any more; those that hold it still do. Ends it if none does.
    void abandon(index i, std::uint32_t now) noexcept;

    /// That the mapping speaks to an address, once more or once less.
    [[nodiscard]] bool add_remote(index i, const address_bytes& remote, std::uint32_t now) noexcept;
    void remove_remote(index i, const address_bytes& remote, std::uint32_t now) noexcept;
    [[nodiscard]] bool knows_remote(index i, const address_bytes& remote, std::uint32_t now) const noexcept;

    void expire(std::uint32_t now, std::size_t budget) noexcept;

    [[nodiscard]] const nat_binding& binding(index i) const noexcept { return table_.value(i); }
    [[nodiscard]] const flow_key& outer(index i) const noexcept { return table_.key(i); }
    [[nodiscard]] const flow_key& inner(index i) const noexcept { return table_.key(table_.other(i)); }
    [[nodiscard]] nat_endpoint external(index i) const noexcept {
        return {outer(i).destination, outer(i).destination_port};
    }
    [[nodiscard]] nat_endpoint internal(index i) const noexcept { return {inner(i).source, inner(i).source_port}; }
    [[nodiscard]] std::uint8_t internal_version(index i) const noexcept { return version_of(inner(i)); }
    [[nodiscard]] std::uint8_t external_version(index i) const noexcept { return version_of(outer(i)); }
    /// True if the mapping is of one flow.
    [[nodiscard]] bool is_of_flow(index i) const noexcept;
    [[nodiscard]] bool is_abandoned(index i) const noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return list_.size(); }
    [[nodiscard]] index nth(std::size_t n) const noexcept { return list_[n]; }

private:
    static std::uint8_t version_of(const flow_key& key) noexcept { return key.ip_version & 0x0fU; }
    void enlist(index i) noexcept;
    void finish(index i, std::uint32_t now) noexcept;
    void report(index i, nat_event_kind kind) noexcept;
    /// Nothing: the port is not the mapping's alone.
    [[nodiscard]] std::optional<port_class> own_port(index i) const noexcept;

    flow_table<nat_binding> table_;
    std::vector<index> list_; ///< its capacity is all it needs
    std::uint64_t abandoned_ = 0;
    nat_ports& ports_;
    nat_subscribers& subscribers_;
    nat_journal& journal_;
};

} // namespace xdpk::detail
