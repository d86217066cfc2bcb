// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/own_addresses.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <tuple>
#include <utility>

namespace xdpk {

namespace {

bool before(const own_address& a, const own_address& b) {
    return std::tie(a.port, a.address) < std::tie(b.port, b.address);
}

template <class Address>
int common_bits(const Address& a, const Address& b) noexcept {
    for (std::size_t i = 0; i < sizeof(Address); ++i)
        if (const auto difference = static_cast<std::uint8_t>(a.bytes[i] ^ b.bytes[i]); difference != 0)
            return static_cast<int>(i) * 8 + std::countl_zero(difference);
    return sizeof(Address) * 8;
}

/// -1 if they are of different families.
int common_bits(const ip_address& a, const ip_address& b) noexcept {
    return std::visit(
        [](const auto& x, const auto& y) {
            if constexpr (sizeof(x) == sizeof(y))
                return common_bits(x, y);
            else
                return -1;
        },
        a, b);
}

} // namespace

own_addresses::own_addresses(std::vector<own_address> list) : sorted_(std::move(list)) {
    std::sort(sorted_.begin(), sorted_.end(), before);
}

const own_address* own_addresses::find(port_id port, const ip_address& address) const noexcept {
    const auto at = std::lower_bound(sorted_.begin(), sorted_.end(), own_address{port, address, {}}, before);
    return at != sorted_.end() && at->port == port && at->address == address ? &*at : nullptr;
}

const own_address* own_addresses::nearest(port_id port, const ip_address& to) const noexcept {
    const own_address* best = nullptr;
    int most = -1;
    for (const own_address& own : sorted_) {
        const int bits = own.port == port ? common_bits(own.address, to) : -1;
        if (bits > most) {
            most = bits;
            best = &own;
        }
    }
    return best;
}

} // namespace xdpk
