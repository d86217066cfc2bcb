// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>
#include <xdpk/stage/nat_config.hpp>
#include <xdpk/table/deterministic_ports.hpp>
#include <xdpk/table/port_set.hpp>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xdpk::detail {

using address_bytes = std::array<std::uint8_t, 16>;

/// An address as it is in a flow_key.
struct nat_address {
    address_bytes bytes{};
    std::uint8_t ip_version = 0;

    auto operator<=>(const nat_address&) const = default;
};

[[nodiscard]] nat_address nat_address_of(const ip_address& address) noexcept;
[[nodiscard]] ip_address ip_address_of(const nat_address& address) noexcept;

struct nat_prefix {
    address_bytes bytes{};
    address_bytes mask{};
    std::uint8_t ip_version = 0;
    std::uint8_t length = 0;

    [[nodiscard]] bool contains(const address_bytes& address, std::uint8_t version) const noexcept;
    [[nodiscard]] bool contains(const nat_address& a) const noexcept { return contains(a.bytes, a.ip_version); }
    /// Of an IPv4 prefix, or a short IPv6 one: how many addresses it has, and which of them this is.
    [[nodiscard]] unsigned host_bits() const noexcept { return (ip_version == 4 ? 32U : 128U) - length; }
    [[nodiscard]] std::uint32_t number_of(const nat_address& a) const noexcept;
    [[nodiscard]] nat_address at(std::uint32_t number) const noexcept;
};

[[nodiscard]] nat_prefix nat_prefix_of(const address_block& block) noexcept;

/// Kinds of ports that are given out apart from each other.
enum class port_class : std::uint8_t { tcp, udp, echo };
inline constexpr std::size_t port_classes = 3;

/// Nothing: the protocol's ports, if it has any, cannot be changed. SCTP's are covered by its CRC32c.
[[nodiscard]] std::optional<port_class> port_class_of(const flow_key& key) noexcept;

struct nat_plan {
    static constexpr std::uint32_t none = 0xFFFFFFFF;

    struct pool {
        nat_pool config{};
        std::uint64_t tag = 0; ///< of the name: the same in all plans
        std::uint8_t ip_version = 0;
        std::optional<port_range> low{}; ///< of `ports`
        std::optional<port_range> high{};
        std::vector<std::uint32_t> members{}; ///< external addresses, in order
        nat_prefix subscribers{};
        std::optional<deterministic_ports> deterministic{};

        [[nodiscard]] bool in_blocks() const noexcept { return config.block_size != 0; }
        [[nodiscard]] std::uint32_t block_count() const noexcept {
            return (high->last - high->first + 1U) / config.block_size;
        }
    };

    struct rule {
        nat_prefix source{};
        std::optional<nat_prefix> destination{};
        std::optional<ip_proto> protocol{};
        std::uint32_t pool = none;

        [[nodiscard]] bool matches(const flow_key& key) const noexcept;
    };

    /// Where IPv6 addresses have IPv4 ones in them.
    struct embedding {
        nat_prefix prefix{};
        nat_prefix source{};
        std::uint32_t pool = none;

        [[nodiscard]] address_bytes embedded(const address_bytes& v4) const noexcept;
        /// False: RFC 6052, section 3.1, forbids it.
        [[nodiscard]] bool allows(const address_bytes& v4) const noexcept;
    };

    struct external {
        nat_address address{};
        std::uint32_t pool = none;
        std::uint32_t member = 0;
        std::array<std::uint32_t, 2> reserved{none, none}; ///< forwards' ports, of TCP and of UDP
    };

    /// A static entry or a forward.
    struct entry {
        std::string name{};
        nat_address external{};
        nat_address internal{};
        std::optional<ip_proto> protocol{};
        port_range ports{};
        std::uint16_t internal_port = 0; ///< of the first of `ports`
        std::uint32_t source_pool = none;
        bool both_ways = false;
    };

    std::vector<pool> pools{};
    std::vector<rule> rules{};
    std::vector<embedding> embeddings{};
    std::vector<external> externals{}; ///< by address
    std::vector<port_set> reserved{};
    std::vector<entry> inbound{};      ///< by external address, protocol, port
    std::vector<entry> outbound{};     ///< by internal address, protocol, port
    std::vector<nat_address> served{}; ///< the entries' internal addresses, in order

    /// The external address's number, or none.
    [[nodiscard]] std::uint32_t find_external(const nat_address& address) const noexcept;
    [[nodiscard]] const rule* find_rule(const flow_key& key) const noexcept;
    /// Which says what an IPv6 flow's destination is.
    [[nodiscard]] const embedding* find_embedding(const flow_key& key) const noexcept;
    /// Which the hosts at an IPv6 address may use; of a pool, or of any.
    [[nodiscard]] const embedding* embedding_of(const nat_address& host, std::uint32_t pool = none) const noexcept;
    [[nodiscard]] const entry* find_inbound(const flow_key& key) const noexcept;
    [[nodiscard]] const entry* find_outbound(const flow_key& key) const noexcept;
    [[nodiscard]] const port_set* reserved_ports(const external& at, port_class of) const noexcept;
};

/// The IPv4 address behind a prefix of this length.
[[nodiscard]] address_bytes embedded_in(const address_bytes& v6, unsigned prefix_length) noexcept;

/// The IP version and the protocol of a key: ICMP is that of the version.
void set_version(flow_key& key, std::uint8_t ip_version) noexcept;

/// Throws xdpk::error.
[[nodiscard]] nat_plan compile_nat(const nat_config& config);

} // namespace xdpk::detail
