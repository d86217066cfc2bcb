// SPDX-License-Identifier: BSD-3-Clause
#include "followed_hosts.hpp"

#include <vector>

namespace xdpk::stages {

namespace {

/// Seconds. After as many the resolve stage asks whether a neighbour is still there.
constexpr std::uint32_t age_of_hearsay = 60;

bool is_link_local(const ip_address& address) {
    if (const auto* const v4 = std::get_if<ipv4_address>(&address))
        return v4->bytes[0] == 169 && v4->bytes[1] == 254;
    const auto& bytes = std::get<ipv6_address>(address).bytes;
    return bytes[0] == 0xfe && bytes[1] >> 6U == 2;
}

} // namespace

void followed_neighbours::hear(const kernel_change<kernel_neighbour>& change, const kernel_devices& devices,
                               std::uint32_t now) {
    const kernel_neighbour& heard = change.what;
    const kernel_device* const device = devices.find(heard.ifindex);
    // Multicast groups are in the kernel's table too.
    if (device == nullptr || (heard.mac && heard.mac->is_group()))
        return;
    const who which{device->port, heard.address};
    const auto at = followed_.find(which);
    const bool known = at != followed_.end();
    if (!change.present || !heard.mac) {
        if (known)
            forget(which, at->second);
        followed_.erase(which);
        return;
    }
    const followed fresh{*heard.mac, heard.permanent, round_};
    const bool same = known && at->second.mac == fresh.mac && at->second.permanent == fresh.permanent;
    if (known && !same)
        forget(which, at->second);
    followed_.insert_or_assign(which, fresh);
    if (!same)
        tell(which, fresh, device->mac, now);
}

void followed_neighbours::tell(const who& which, const followed& known, const mac_address& own, std::uint32_t now) {
    const neighbour key{which.first, which.second};
    std::uint16_t hop = hops_->find(key);
    if (hop == hop_table::none && (known.permanent || hops_->has_room_for_strangers()))
        hop = hops_->find_or_make(key);
    if (hop == hop_table::none)
        return;
    if (known.permanent)
        hops_->fix(hop, known.mac, own);
    else
        hops_->resolve(hop, known.mac, own, now - age_of_hearsay);
}

void followed_neighbours::forget(const who& which, const followed& known) {
    if (const std::uint16_t hop = hops_->find({which.first, which.second}); known.permanent && hop != hop_table::none)
        hops_->unresolve(hop);
}

void followed_neighbours::finish() {
    for (auto at = followed_.begin(); at != followed_.end();) {
        if (at->second.round == round_) {
            ++at;
            continue;
        }
        forget(at->first, at->second);
        at = followed_.erase(at);
    }
}

void followed_addresses::hear(const kernel_change<kernel_address>& change, const kernel_devices& devices) {
    const kernel_device* const device = devices.find(change.what.ifindex);
    if (device == nullptr)
        return;
    const std::pair<port_id, ip_address> which{device->port, change.what.address};
    if (!change.present || !change.what.usable) {
        changed_ = followed_.erase(which) != 0 || changed_;
        return;
    }
    followed& own = followed_[which];
    changed_ = changed_ || own.mac != device->mac;
    own = {device->mac, round_};
}

void followed_addresses::finish() {
    const auto gone = [this](const auto& entry) { return entry.second.round != round_; };
    changed_ = std::erase_if(followed_, gone) != 0 || changed_;
}

own_addresses followed_addresses::own() const {
    std::vector<own_address> list;
    for (const auto& [which, address] : followed_)
        list.push_back({which.first, which.second, address.mac});
    return list;
}

refusal_source followed_addresses::errors() const {
    refusal_source source;
    for (const auto& [which, address] : followed_) {
        if (is_link_local(which.second))
            continue;
        if (const auto* const v4 = std::get_if<ipv4_address>(&which.second))
            source.v4 = source.v4.value_or(*v4);
        else
            source.v6 = source.v6.value_or(std::get<ipv6_address>(which.second));
    }
    return source;
}

} // namespace xdpk::stages
