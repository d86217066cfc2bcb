// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace xdpk::detail {

/// Where packets to a service go.
struct vip {
    std::array<std::uint8_t, 16> address{}; ///< as in a flow_key; bits behind the prefix do not matter
    std::uint8_t ip_version = 4;
    std::uint8_t prefix_length = 0;
    ip_proto protocol = ip_proto::tcp;
    be16 port{}; ///< 0: all
};

/// What tells VIPs apart, as words.
using vip_words = std::array<std::uint64_t, 3>;
[[nodiscard]] vip_words words_of(const vip& v) noexcept;

/// Finds the number of a packet's VIP: the longest prefix, of it that with the packet's port, or else that for all. A
/// hash table with open addressing, at most half full, probed twice for each length of prefix there is.
class vip_index {
public:
    /// For at most so many VIPs.
    explicit vip_index(std::size_t most);

    /// False, if it is there already.
    bool insert(const vip& v, std::uint32_t number);

    /// The number of exactly this VIP.
    [[nodiscard]] std::optional<std::uint32_t> number_of(const vip& v) const noexcept;

    [[nodiscard]] std::optional<std::uint32_t> find(const flow_key& key) const noexcept;

private:
    struct entry {
        vip_words words{};
        std::uint32_t number = 0;
        bool used = false;
    };
    struct level {
        std::array<std::uint64_t, 2> mask;
        std::uint8_t prefix_length;
    };

    [[nodiscard]] std::size_t place_of(const vip_words& words) const noexcept;

    std::vector<entry> entries_;
    std::array<std::vector<level>, 2> levels_; ///< of IPv4 and of IPv6, longest first
};

} // namespace xdpk::detail
