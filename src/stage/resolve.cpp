// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/resolve.hpp>

#include <xdpk/base/clock.hpp>
#include <xdpk/base/error.hpp>
#include <xdpk/net/ethernet.hpp>
#include <xdpk/net/neighbour_discovery.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace xdpk {

namespace {

constexpr std::size_t most_per_burst = 64;
constexpr std::uint32_t shortest_frame = 60;
constexpr mac_address everybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

struct arp_frame {
    ethernet_header ethernet;
    arp_ipv4 arp;
    std::array<std::byte, shortest_frame - sizeof(ethernet_header) - sizeof(arp_ipv4)> padding;
};
static_assert(sizeof(arp_frame) == shortest_frame);

struct solicitation_frame {
    ethernet_header ethernet;
    nd_packet solicitation;
};

/// Writes the question to `frame`, to everybody as long as the hop is not resolved; gives its length.
std::uint32_t write_question(std::byte* frame, const flow_hop& known, const ipv4_address& us, const mac_address& mac,
                             const ipv4_address& target) noexcept {
    const arp_frame question{.ethernet = {.destination = known.port == unrouted ? everybody : known.destination,
                                          .source = mac,
                                          .type = big_endian{ether_type::arp}},
                             .arp = {.hardware_type = be16{1},
                                     .protocol_type = big_endian{ether_type::ipv4},
                                     .hardware_length = sizeof(mac_address),
                                     .protocol_length = sizeof(ipv4_address),
                                     .operation = big_endian{arp_operation::request},
                                     .sender_mac = mac,
                                     .sender_ip = us,
                                     .target_mac = {},
                                     .target_ip = target},
                             .padding = {}};
    std::memcpy(frame, &question, sizeof(question));
    return sizeof(question);
}

std::uint32_t write_question(std::byte* frame, const flow_hop& known, const ipv6_address& us, const mac_address& mac,
                             const ipv6_address& target) noexcept {
    const bool to_all = known.port == unrouted;
    const ipv6_address group = solicited_node_address(target);
    const solicitation_frame question{.ethernet = {.destination = to_all ? multicast_mac(group) : known.destination,
                                                   .source = mac,
                                                   .type = big_endian{ether_type::ipv6}},
                                      .solicitation = make_nd_packet({.type = nd_message::solicitation,
                                                                      .source = us,
                                                                      .destination = to_all ? group : target,
                                                                      .target = target,
                                                                      .mac = mac})};
    std::memcpy(frame, &question, sizeof(question));
    return sizeof(question);
}

} // namespace

resolve::resolve(const resolve_config& config) : config_(config) {
    if (!config.hops)
        throw error({.where = name, .what = "no hops", .hint = "give it a hop table"});
}

void resolve::operator()(burst& b) noexcept { run(b, now_in_seconds()); }

void resolve::run(burst& b, std::uint32_t now) noexcept {
    if (now != aged_) {
        aged_ = now;
        config_.hops->age(now, config_.fresh, config_.patience);
    }
    std::array<std::uint16_t, most_per_burst> room;
    const std::size_t most = std::min<std::size_t>(config_.most, room.size());
    const std::size_t wanted = config_.hops->take_wanted(std::span(room).first(most));
    for (std::size_t i = 0; i < wanted; ++i)
        if (config_.hops->may_ask(room[i], now))
            ask(b, room[i]);
}

void resolve::ask(burst& b, std::uint16_t hop) noexcept {
    const neighbour& target = config_.hops->of(hop);
    const own_address* const us = config_.own.nearest(target.port, target.address);
    if (us == nullptr)
        return no_source_.add(1);
    if (b.pool().available() == 0 || b.size() == burst::room_capacity)
        return no_room_.add(1);
    std::byte* const frame = b.pool().at(b.pool().take()) + frame_data_offset;
    const flow_hop known = (*config_.hops)[hop];
    const std::uint32_t length = std::visit(
        [&](const auto& address) noexcept {
            using address_type = std::remove_cvref_t<decltype(address)>;
            return write_question(frame, known, *std::get_if<address_type>(&us->address), us->mac, address);
        },
        target.address);
    b.push(frame, length, target.port);
    (b.end() - 1)->out_port = target.port;
    requests_.add(1);
}

std::vector<named_counter> resolve::counters() const {
    return {{"requests", &requests_}, {"no_source", &no_source_}, {"no_room", &no_room_}};
}

} // namespace xdpk
