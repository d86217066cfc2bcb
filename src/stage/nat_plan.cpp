// SPDX-License-Identifier: BSD-3-Clause
#include "nat_plan.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

namespace xdpk::detail {

namespace {

constexpr unsigned any_protocol = 256;

/// How entries are sorted: by one end, protocol and first port.
struct place {
    const nat_address& address;
    unsigned protocol;
    std::uint16_t port;

    friend bool operator<(const place& a, const place& b) noexcept {
        return std::tie(a.address, a.protocol, a.port) < std::tie(b.address, b.protocol, b.port);
    }
};

unsigned protocol_of(const nat_plan::entry& e) noexcept {
    return e.protocol ? static_cast<unsigned>(*e.protocol) : any_protocol;
}

/// The entry whose range, of those that `at_of` places, has the wanted place in it.
template <class PlaceOf>
const nat_plan::entry* find_place(const std::vector<nat_plan::entry>& list, const place& wanted,
                                  PlaceOf at_of) noexcept {
    const auto after = std::upper_bound(list.begin(), list.end(), wanted,
                                        [&](const place& a, const nat_plan::entry& e) { return a < at_of(e); });
    if (after == list.begin())
        return nullptr;
    const nat_plan::entry& e = *(after - 1);
    const place begin = at_of(e);
    const auto offset = static_cast<unsigned>(wanted.port - begin.port);
    const bool there = begin.address == wanted.address && begin.protocol == wanted.protocol &&
                       offset <= static_cast<unsigned>(e.ports.last - e.ports.first);
    return there ? &e : nullptr;
}

template <class PlaceOf>
const nat_plan::entry* find_entry(const std::vector<nat_plan::entry>& list, const nat_address& address,
                                  ip_proto protocol, std::uint16_t port, PlaceOf at_of) noexcept {
    if (list.empty())
        return nullptr;
    if (const auto* e = find_place(list, {address, static_cast<unsigned>(protocol), port}, at_of))
        return e;
    return find_place(list, {address, any_protocol, port}, at_of);
}

std::uint32_t last_word(const address_bytes& bytes, std::uint8_t version) noexcept {
    std::uint32_t value = 0;
    const std::size_t begin = version == 4 ? 0 : 12;
    for (std::size_t i = begin; i < begin + 4; ++i)
        value = value << 8U | bytes[i];
    return value;
}

} // namespace

nat_address nat_address_of(const ip_address& address) noexcept {
    nat_address a{.ip_version = 4};
    if (const auto* v4 = std::get_if<ipv4_address>(&address)) {
        std::ranges::copy(v4->bytes, a.bytes.begin());
    } else {
        a.bytes = std::get<ipv6_address>(address).bytes;
        a.ip_version = 6;
    }
    return a;
}

ip_address ip_address_of(const nat_address& address) noexcept {
    if (address.ip_version == 6)
        return ipv6_address{address.bytes};
    return ipv4_address{{address.bytes[0], address.bytes[1], address.bytes[2], address.bytes[3]}};
}

nat_prefix nat_prefix_of(const address_block& block) noexcept {
    return std::visit(
        [](const auto& given) {
            const auto block = given.masked();
            nat_prefix p;
            p.ip_version = sizeof(block.address) == sizeof(ipv4_address) ? 4 : 6;
            p.length = block.length;
            for (std::size_t i = 0; i < sizeof(block.address); ++i) {
                p.bytes[i] = block.address.bytes[i];
                p.mask[i] = block.mask_byte(i);
            }
            return p;
        },
        block);
}

bool nat_prefix::contains(const address_bytes& address, std::uint8_t version) const noexcept {
    using halves = std::array<std::uint64_t, 2>;
    const auto a = std::bit_cast<halves>(address);
    const auto b = std::bit_cast<halves>(bytes);
    const auto m = std::bit_cast<halves>(mask);
    return version == ip_version && (((a[0] ^ b[0]) & m[0]) | ((a[1] ^ b[1]) & m[1])) == 0;
}

std::uint32_t nat_prefix::number_of(const nat_address& a) const noexcept {
    return last_word(a.bytes, ip_version) - last_word(bytes, ip_version);
}

nat_address nat_prefix::at(std::uint32_t number) const noexcept {
    nat_address a{.bytes = bytes, .ip_version = ip_version};
    const auto value = std::bit_cast<std::array<std::uint8_t, 4>>(be32(last_word(bytes, ip_version) + number));
    std::ranges::copy(value, a.bytes.begin() + (ip_version == 4 ? 0 : 12));
    return a;
}

std::optional<port_class> port_class_of(const flow_key& key) noexcept {
    switch (key.protocol) {
    case ip_proto::tcp:
        return port_class::tcp;
    case ip_proto::udp:
        return port_class::udp;
    case ip_proto::icmp:
    case ip_proto::icmpv6:
        return port_class::echo;
    default:
        return std::nullopt;
    }
}

bool nat_plan::rule::matches(const flow_key& key) const noexcept {
    return source.contains(key.source, key.ip_version) &&
           (!destination || destination->contains(key.destination, key.ip_version)) &&
           (!protocol || *protocol == key.protocol);
}

std::uint32_t nat_plan::find_external(const nat_address& address) const noexcept {
    const auto found = std::ranges::lower_bound(externals, address, {}, &external::address);
    if (found == externals.end() || found->address != address)
        return none;
    return static_cast<std::uint32_t>(found - externals.begin());
}

const nat_plan::rule* nat_plan::find_rule(const flow_key& key) const noexcept {
    const auto found = std::ranges::find_if(rules, [&](const rule& r) { return r.matches(key); });
    return found == rules.end() ? nullptr : &*found;
}

const nat_plan::entry* nat_plan::find_inbound(const flow_key& key) const noexcept {
    return find_entry(inbound, {key.destination, key.ip_version}, key.protocol, key.destination_port.host(),
                      [](const entry& e) {
                          return place{e.external, protocol_of(e), e.ports.first};
                      });
}

const nat_plan::entry* nat_plan::find_outbound(const flow_key& key) const noexcept {
    return find_entry(outbound, {key.source, key.ip_version}, key.protocol, key.source_port.host(), [](const entry& e) {
        return place{e.internal, protocol_of(e), e.internal_port};
    });
}

const port_set* nat_plan::reserved_ports(const external& at, port_class of) const noexcept {
    if (of == port_class::echo)
        return nullptr;
    const std::uint32_t which = at.reserved[of == port_class::tcp ? 0 : 1];
    return which == none ? nullptr : &reserved[which];
}

} // namespace xdpk::detail
