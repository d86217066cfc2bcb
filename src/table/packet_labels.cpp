// SPDX-License-Identifier: BSD-3-Clause
#include "table/packet_labels.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace xdpk::detail {

namespace {

template <class Address>
Address address_in(const std::array<std::uint8_t, 16>& field) noexcept {
    Address address;
    std::copy_n(field.begin(), sizeof(Address), address.bytes.begin());
    return address;
}

template <class Address>
std::uint16_t label_of(std::uint16_t found) noexcept {
    return found == lpm_table<Address>::no_route ? std::uint16_t{0} : found;
}

/// The packets of one IP version among all.
template <class Address>
void label_some(const lpm_table<Address>* labels, unsigned version, std::span<packet_fields> packets) noexcept {
    std::array<Address, 2 * most_labelled> addresses;
    std::array<packet_fields*, most_labelled> of;
    std::size_t count = 0;
    for (packet_fields& p : packets) {
        if (p.ip_version != version)
            continue;
        p.source_label = p.destination_label = 0;
        addresses[2 * count] = address_in<Address>(p.source);
        addresses[2 * count + 1] = address_in<Address>(p.destination);
        of[count++] = &p;
    }
    if (labels == nullptr || count == 0)
        return;
    std::array<std::uint16_t, 2 * most_labelled> found;
    labels->lookup(std::span(addresses).first(2 * count), std::span(found).first(2 * count));
    for (std::size_t i = 0; i < count; ++i) {
        of[i]->source_label = label_of<Address>(found[2 * i]);
        of[i]->destination_label = label_of<Address>(found[2 * i + 1]);
    }
}

} // namespace

void label_packets(const label_view& view, std::span<packet_fields> packets) noexcept {
    label_some(view.v4, 4, packets);
    label_some(view.v6, 6, packets);
}

} // namespace xdpk::detail
