// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/l2_switch.hpp>

#include <xdpk/base/clock.hpp>

#include <array>
#include <cstring>

namespace xdpk {

namespace {

constexpr std::uint32_t ethernet_size = 14;
constexpr std::uint32_t tag_size = 4;
constexpr std::uint32_t addresses_size = 12;
constexpr std::uint8_t tpid_high = 0x81; // 0x8100
constexpr std::uint16_t vlan_mask = 0x0FFF;

// Bridge Group Address and its neighbours: for this bridge, never through it.
constexpr std::uint64_t reserved_first = 0x0180C2000000;
constexpr std::uint64_t reserved_last = 0x0180C200000F;

void push_tag(packet& p, std::uint16_t vlan) noexcept {
    p.data -= tag_size;
    p.length += tag_size;
    std::memmove(p.data, p.data + tag_size, addresses_size);
    const std::array<std::uint8_t, tag_size> tag{tpid_high, 0, static_cast<std::uint8_t>(vlan >> 8U),
                                                 static_cast<std::uint8_t>(vlan)};
    std::memcpy(p.data + addresses_size, tag.data(), tag_size);
}

// A tag of VLAN 0 carries only a priority, which stays.
void rename_tag(packet& p, std::uint16_t vlan) noexcept {
    std::array<std::uint8_t, 2> tci;
    std::memcpy(tci.data(), p.data + addresses_size + 2, sizeof tci);
    tci[0] = static_cast<std::uint8_t>((tci[0] & 0xF0) | vlan >> 8U);
    tci[1] = static_cast<std::uint8_t>(vlan);
    std::memcpy(p.data + addresses_size + 2, tci.data(), sizeof tci);
}

void pop_tag(packet& p) noexcept {
    std::memmove(p.data + tag_size, p.data, addresses_size);
    p.data += tag_size;
    p.length -= tag_size;
}

} // namespace

struct l2_switch::frame_info {
    mac_address destination;
    mac_address source;
    bool tagged = false;
    std::uint16_t tag = 0;  ///< VLAN of its tag, 0 without one
    std::uint16_t vlan = 0; ///< VLAN it belongs to

    explicit frame_info(const packet& p) noexcept {
        std::array<std::uint8_t, 4> type;
        std::memcpy(&destination, p.data, sizeof destination);
        std::memcpy(&source, p.data + sizeof destination, sizeof source);
        std::memcpy(type.data(), p.data + addresses_size, sizeof type);
        tagged = type[0] == tpid_high && type[1] == 0;
        tag = tagged ? static_cast<std::uint16_t>((type[2] << 8 | type[3]) & vlan_mask) : std::uint16_t{0};
    }
    [[nodiscard]] bool for_bridges() const noexcept {
        const std::uint64_t to = destination.to_integer();
        return to >= reserved_first && to <= reserved_last;
    }
};

l2_switch::l2_switch(const l2_switch_config& config)
    : ports_(static_cast<port_id>(config.ports)), vlans_(config.vlans), stations_(config.stations) {}

void l2_switch::discard(packet& p, counter& why) noexcept {
    p.out_port = to_drop;
    why.add(1);
}

void l2_switch::operator()(burst& b) noexcept {
    const std::uint32_t now = now_in_seconds();
    const std::uint32_t received = b.size();
    for (std::uint32_t at = 0; at < received; ++at)
        forward(b, at, now);
}

void l2_switch::forward(burst& b, std::uint32_t at, std::uint32_t now) noexcept {
    packet& p = b[at];
    if (p.length < ethernet_size + tag_size)
        return discard(p, runt_);
    frame_info f(p);
    if (f.source.is_group())
        return discard(p, invalid_source_);
    if (f.for_bridges())
        return discard(p, reserved_);
    f.vlan = vlans_.classify(p.in_port, f.tag);
    if (f.vlan == vlan_membership::none)
        return discard(p, not_member_);
    learn(f, p.in_port, now);
    const port_id out = f.destination.is_group() ? mac_table::nowhere : stations_->find(f.destination, f.vlan, now);
    if (out == mac_table::nowhere)
        return flood(b, at, f);
    if (out == p.in_port)
        return discard(p, same_port_);
    if (leave(p, f, out))
        forwarded_.add(1);
}

void l2_switch::learn(const frame_info& f, port_id in, std::uint32_t now) noexcept {
    switch (stations_->learn(f.source, f.vlan, in, now)) {
    case mac_table::result::refreshed:
        return;
    case mac_table::result::moved:
        return moved_.add(1);
    case mac_table::result::replaced:
        replaced_.add(1);
        [[fallthrough]];
    case mac_table::result::added:
        return learned_.add(1);
    }
}

// The last port gets the frame itself, the others copies of it.
void l2_switch::flood(burst& b, std::uint32_t at, const frame_info& f) noexcept {
    const port_id in = b[at].in_port;
    port_id last = to_drop;
    for (port_id out = 0; out < ports_; ++out) {
        if (out == in || !vlans_.carries(out, f.vlan))
            continue;
        if (last != to_drop) {
            packet* copy = b.clone(b[at]);
            if (copy == nullptr)
                no_room_.add(1);
            else if (leave(*copy, f, last))
                flooded_.add(1);
        }
        last = out;
    }
    if (last == to_drop)
        return discard(b[at], nowhere_);
    if (leave(b[at], f, last))
        flooded_.add(1);
}

bool l2_switch::leave(packet& p, const frame_info& f, port_id out) noexcept {
    if (!vlans_.carries(out, f.vlan)) {
        discard(p, not_member_);
        return false;
    }
    const bool tag = vlans_.tagged(out, f.vlan);
    if (tag && !f.tagged)
        push_tag(p, f.vlan);
    else if (tag && f.tag != f.vlan)
        rename_tag(p, f.vlan);
    else if (!tag && f.tagged && f.vlan != 0)
        pop_tag(p);
    p.out_port = out;
    return true;
}

std::vector<named_counter> l2_switch::counters() const {
    return {{"forwarded", &forwarded_},
            {"flooded", &flooded_},
            {"learned", &learned_},
            {"moved", &moved_},
            {"replaced", &replaced_},
            {"same_port", &same_port_},
            {"invalid_source", &invalid_source_},
            {"reserved", &reserved_},
            {"not_member", &not_member_},
            {"nowhere", &nowhere_},
            {"runt", &runt_},
            {"no_room", &no_room_}};
}

} // namespace xdpk
