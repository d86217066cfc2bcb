// SPDX-License-Identifier: BSD-3-Clause
#include "live_plan.hpp"

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/parser.hpp>

#include <algorithm>
#include <cstring>

namespace xdpk::detail {

namespace {

using bytes = std::span<const std::byte>;

std::uint16_t place(std::size_t offset) { return static_cast<std::uint16_t>(offset / 2); }

be16 word(bytes frame, std::size_t at) { return *header_at<be16>(frame, at * 2); }

std::uint16_t raw_word(bytes frame, std::size_t at) { return at == 0 ? std::uint16_t{0} : word(frame, at).raw(); }

void locate_ip(gen_plan& plan, const parsed_packet& at) {
    const bool v4 = at.type.l3 == l3_type::ipv4;
    const std::size_t l3 = at.l3_offset;
    plan.address_at = place(l3 + (v4 ? offsetof(ipv4_header, source) : offsetof(ipv6_header, source) + 12));
    plan.ip_length_at = place(l3 + (v4 ? offsetof(ipv4_header, total_length) : offsetof(ipv6_header, payload_length)));
    plan.ip_checksum_at = v4 ? place(l3 + offsetof(ipv4_header, checksum)) : std::uint16_t{0};
}

// Gives the length of the transport header.
std::size_t locate_l4(gen_plan& plan, const parsed_packet& at) {
    const std::size_t l4 = at.l4_offset;
    if (at.type.protocol == ip_proto::tcp) {
        plan.port_at = place(l4 + offsetof(tcp_header, source_port));
        plan.l4_checksum_at = place(l4 + offsetof(tcp_header, checksum));
        return sizeof(tcp_header);
    }
    if (at.type.protocol == ip_proto::udp) {
        plan.port_at = place(l4 + offsetof(udp_header, source_port));
        plan.l4_length_at = place(l4 + offsetof(udp_header, length));
        plan.l4_checksum_at = place(l4 + offsetof(udp_header, checksum));
        return sizeof(udp_header);
    }
    plan.port_at = place(l4 + offsetof(icmp_header, identifier));
    plan.l4_checksum_at = place(l4 + offsetof(icmp_header, checksum));
    return sizeof(icmp_header);
}

// What a checksum covers besides the fields that the program writes.
std::uint16_t fixed_sum(be16 checksum, bytes varied) {
    ones_complement_sum sum(static_cast<std::uint16_t>(~checksum.raw()));
    ones_complement_sum without;
    without.add(varied);
    sum.add(be16::from_raw(static_cast<std::uint16_t>(~without.folded())));
    return sum.folded();
}

std::vector<std::byte> varied_l4(bytes frame, const gen_plan& plan) {
    std::vector<std::byte> fields;
    const auto take = [&](std::size_t at, std::size_t length) {
        const bytes field = frame.subspan(at * 2, length);
        fields.insert(fields.end(), field.begin(), field.end());
    };
    take(plan.port_at, sizeof(be16));
    if (plan.has_pseudo_header != 0)
        take(plan.address_at, sizeof(ipv4_address));
    if (plan.stamp_at != 0)
        take(plan.stamp_at, sizeof(stamp));
    return fields;
}

} // namespace

bytes longest_of(const traffic& what) {
    return *std::ranges::max_element(what.frames(), {}, &std::vector<std::byte>::size);
}

gen_plan plan_of(const traffic& what) {
    const bytes frame = longest_of(what);
    const parsed_packet at = parse(frame);
    gen_plan plan{};
    locate_ip(plan, at);
    const std::size_t header_end = at.l4_offset + locate_l4(plan, at);
    plan.flows = what.flows();
    plan.entries = static_cast<std::uint32_t>(what.frames().size());
    plan.longest = static_cast<std::uint32_t>(frame.size());
    plan.address = header_at<be32>(frame, plan.address_at * 2U)->host();
    plan.port = word(frame, plan.port_at).host();
    plan.is_udp = at.type.protocol == ip_proto::udp ? 1 : 0;
    plan.has_pseudo_header = at.type.protocol == ip_proto::icmp ? 0 : 1;
    if (what.stamps())
        plan.stamp_at = place(what.stamps()->offset());
    plan.header_bytes = static_cast<std::uint32_t>(header_end + (what.stamps() ? sizeof(stamp) : 0));
    return plan;
}

std::vector<gen_entry> entries_of(const traffic& what, const gen_plan& plan) {
    std::vector<gen_entry> entries;
    for (const std::vector<std::byte>& frame : what.frames()) {
        gen_entry e{};
        e.length = static_cast<std::uint16_t>(frame.size());
        e.ip_length = raw_word(frame, plan.ip_length_at);
        e.l4_length = raw_word(frame, plan.l4_length_at);
        if (plan.ip_checksum_at != 0)
            e.ip_sum = fixed_sum(word(frame, plan.ip_checksum_at),
                                 bytes(frame).subspan(plan.address_at * 2U, sizeof(ipv4_address)));
        e.l4_sum = fixed_sum(word(frame, plan.l4_checksum_at), varied_l4(frame, plan));
        entries.push_back(e);
    }
    return entries;
}

gen_thread thread_of(const traffic& what, const gen_plan& plan, const traffic::position& at, std::uint64_t frames) {
    gen_thread thread{};
    thread.limit = frames;
    thread.entry = at.size;
    thread.flow = at.flow;
    thread.sequence = at.sequence;
    thread.stream = at.stream;
    std::memcpy(thread.words, longest_of(what).data(), plan.header_bytes);
    return thread;
}

} // namespace xdpk::detail
