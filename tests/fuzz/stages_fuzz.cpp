// SPDX-License-Identifier: BSD-3-Clause
// Input: packets, each behind two bytes, least significant first: 11 bits of length, and how the packet comes in.
// Length 0 lets time go by. A router with its neighbours, a VIP and MSS clamping sees them, or they are refused.
#include <xdpk/stage/arp.hpp>
#include <xdpk/stage/l3_forward.hpp>
#include <xdpk/stage/mss_clamp.hpp>
#include <xdpk/stage/nd.hpp>
#include <xdpk/stage/refusal.hpp>
#include <xdpk/stage/resolve.hpp>
#include <xdpk/stage/vip_responder.hpp>

#include "packets.hpp"
#include "require.hpp"

namespace {

using namespace xdpk;
using fuzz::counted;

constexpr std::uint32_t frame_count = 8;
constexpr std::uint32_t chunk = 4096;
const mac_address own_mac{{2, 0, 0, 0, 0, 0xf1}};
const mac_address gateway_mac{{2, 0, 0, 0, 0, 0x0a}};

own_addresses own() {
    return std::vector<own_address>{{0, *parse_ip("198.18.0.254"), own_mac},
                                    {0, *parse_ip("2001:db8::1"), own_mac},
                                    {1, *parse_ip("198.19.0.254"), own_mac},
                                    {1, *parse_ip("fe80::1"), own_mac}};
}

std::shared_ptr<hop_table> new_hops() {
    auto hops = std::make_shared<hop_table>(8);
    hops->fix(hops->find_or_make({0, *parse_ip("198.18.0.9")}), gateway_mac, own_mac);
    hops->fix(hops->find_or_make({1, *parse_ip("2001:db8::9")}), gateway_mac, own_mac);
    return hops;
}

std::shared_ptr<const forwarding_table> routes_to(const hop_table& hops) {
    auto table = std::make_shared<forwarding_table>(forwarding_table_config{.node_memory = 1U << 16U, .targets = 8});
    const auto v4 = [](const char* text, std::uint8_t length) {
        return ipv4_prefix{std::get<ipv4_address>(*parse_ip(text)), length};
    };
    table->set(v4("0.0.0.0", 0), {.hops = {{hops.find({0, *parse_ip("198.18.0.9")})}}});
    table->set(ipv6_prefix{}, {.hops = {{hops.find({1, *parse_ip("2001:db8::9")})}}});
    table->set(v4("198.18.0.0", 16), {.kind = route_kind::connected, .port = 0});
    table->set(v4("198.19.0.0", 16), {.kind = route_kind::connected, .port = 1});
    table->set(v4("198.18.0.254", 32), {.kind = route_kind::local});
    table->set(v4("203.0.113.0", 25), {.kind = route_kind::blackhole});
    table->set(v4("203.0.113.128", 25), {.kind = route_kind::unreachable});
    return table;
}

std::shared_ptr<const load_balancer_table> make_services() {
    service_config v4{.name = "four", .address = *parse_ip("198.19.0.1"), .port = 80};
    service_config v6{.name = "six", .address = *parse_ip("2001:db8::2"), .port = 80};
    return std::make_shared<const load_balancer_table>(load_balancer_config{.services = {v4, v6}});
}

// Made once: to make them takes longer than all packets of an input. Every new hop table numbers its hops alike.
const std::shared_ptr<const load_balancer_table> services = make_services();
const std::shared_ptr<const forwarding_table> routes = routes_to(*new_hops());

mss_clamp clamp_to(std::uint16_t mtu) {
    mss_clamp_config config;
    config.mtu.fill(mtu);
    return mss_clamp(config);
}

/// All that the packets of an input pass, and the frames that they are in.
class router_box {
public:
    void tick() { now_ += 20; }

    void pass(std::span<const std::uint8_t> bytes, std::uint16_t how) {
        {
            burst b(pool_);
            put(b, bytes, how);
            const bool was_sound = fuzz::is_sound(b, b[0]);
            const std::uint64_t counted_before = drops();
            parse_(b);
            if ((how & 1U) != 0)
                refuse_one(b, static_cast<refusal>(how % 7));
            else
                run(b);
            check(b, was_sound, drops() - counted_before);
            b.recycle();
        }
        const std::vector<std::uint8_t> seen = pool_.census();
        require(std::ranges::count(seen, 1) == frame_count);
    }

private:
    /// In the last frame of all, so that behind its end there is nothing, or where a port would put it.
    void put(burst& b, std::span<const std::uint8_t> bytes, std::uint16_t how) {
        std::vector<frame_address> frames(frame_count);
        for (frame_address& frame : frames)
            frame = pool_.take();
        std::ranges::sort(frames);
        const std::size_t head = (how & 2U) != 0 ? (bytes.size() + 1) / 2 : bytes.size();
        const std::size_t offset = (how & 4U) != 0 ? frame_data_offset : chunk - head;
        fill(b, frames[frame_count - 1] + offset, bytes.first(head), true, how);
        frames.pop_back();
        if (head != bytes.size()) {
            fill(b, frames.back() + frame_data_offset, bytes.subspan(head), false, how);
            frames.pop_back();
        }
        for (const frame_address frame : frames)
            pool_.give(frame);
    }

    void fill(burst& b, frame_address at, std::span<const std::uint8_t> bytes, bool first, std::uint16_t how) {
        std::byte* const data = pool_.at(at);
        std::ranges::copy(std::as_bytes(bytes), data);
        if (first)
            b.push(data, static_cast<std::uint32_t>(bytes.size()), how >> 3U & 1U);
        else
            b.push_segment(data, static_cast<std::uint32_t>(bytes.size()));
    }

    void run(burst& b) {
        vip_(b);
        arp_.run(b, now_);
        nd_.run(b, now_);
        forward_(b);
        clamp_(b);
        resolve_.run(b, now_);
    }

    static void refuse_one(burst& b, refusal why) {
        if (b[0].out_port == to_drop)
            return;
        const std::uint32_t length = b.length(b[0]);
        if (refuse(b, b[0], why, {.v4 = std::get<ipv4_address>(*parse_ip("198.18.0.254")), .v6 = {}}, 1280))
            require(fuzz::is_sound(b, b[0]) && b[0].out_port == b[0].in_port && b[0].rest_count == 0);
        else
            require(b.length(b[0]) == length && b[0].out_port == unrouted);
    }

    /// All that is dropped is counted once; what is not, and was sound, is so still, as is all that was added.
    static void check(const burst& b, bool was_sound, std::uint64_t drops) {
        require(drops == (b.begin()->out_port == to_drop ? 1 : 0));
        for (const packet& p : b)
            require(p.out_port == to_drop || (&p == b.begin() && !was_sound) || fuzz::is_sound(b, p));
    }

    /// A packet that became the answer to its sender is counted by its reason, too.
    [[nodiscard]] std::uint64_t drops() const {
        const std::uint64_t told = counted(forward_) - counted(forward_, {"told"});
        return counted(parse_) + counted(vip_, {"answered"}) + counted(arp_, {"answered", "learned"}) +
               counted(nd_, {"answered", "learned"}) + counted(forward_, {"forwarded", "told"}) - told;
    }

    std::vector<std::byte> memory_ = std::vector<std::byte>(std::size_t{frame_count} * chunk);
    frame_pool pool_{memory_.data(), frame_count, chunk};
    std::uint32_t now_ = 1;
    std::shared_ptr<hop_table> hops_ = new_hops();
    parse_headers parse_;
    vip_responder vip_{services};
    arp arp_{{.own = own(), .hops = hops_}};
    nd nd_{{.own = own(), .hops = hops_}};
    l3_forward forward_{{.routes = routes, .hops = hops_}};
    mss_clamp clamp_ = clamp_to(1400);
    resolve resolve_{{.own = own(), .hops = hops_}};
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    router_box box;
    std::span<const std::uint8_t> left(data, size);
    while (left.size() >= 2) {
        const unsigned word = left[0] + unsigned{left[1]} * 256;
        left = left.subspan(2);
        const auto packet = left.first(std::min<std::size_t>(word & 0x7ffU, left.size()));
        left = left.subspan(packet.size());
        if (packet.empty())
            box.tick();
        else
            box.pass(packet, static_cast<std::uint16_t>(word >> 11U));
    }
    return 0;
}
