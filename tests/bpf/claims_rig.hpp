// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "io/claims_maps.hpp"
#include "test_run.hpp"

#include <xdpk/base/fd.hpp>
#include <xdpk/net/packet_builder.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <vector>

#include "redirect.skel.h"

namespace xdpk::test {

using frame = std::vector<std::byte>;

/// The redirect program with claims, and a socket at its queue.
class claiming {
public:
    explicit claiming(const std::vector<std::string>& texts, bool with_socket = true) {
        loaded_ = redirect_bpf__load(object_.get()) == 0;
        const std::uint32_t queue = 0;
        const int socket = socket_.get();
        if (with_socket)
            ::bpf_map_update_elem(::bpf_map__fd(object_->maps.xsks_map), &queue, &socket, BPF_ANY);
        maps_ = std::make_unique<detail::claims_maps>("test", detail::claims_of(object_->obj));
        replace(texts);
    }

    [[nodiscard]] bool loaded() const { return loaded_; }
    void replace(const std::vector<std::string>& texts) { maps_->replace(parse_claims(texts)); }
    [[nodiscard]] std::uint32_t verdict(std::span<const std::byte> bytes) const {
        return test_run(object_->progs.xdpk_redirect, bytes).verdict;
    }
    [[nodiscard]] bool takes(std::span<const std::byte> bytes) const { return verdict(bytes) == XDP_REDIRECT; }
    [[nodiscard]] bool takes(const packet_spec& packet) const { return takes(build_packet(packet)); }
    [[nodiscard]] claim_counters counters() const { return maps_->counters(); }

private:
    struct destroy {
        void operator()(redirect_bpf* object) const { redirect_bpf__destroy(object); }
    };
    std::unique_ptr<redirect_bpf, destroy> object_{redirect_bpf__open()};
    fd socket_{::socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0)};
    bool loaded_ = false;
    std::unique_ptr<detail::claims_maps> maps_;
};

/// A packet to port `port` of `to`, of either version.
inline packet_spec to(const char* address, ip_proto protocol, std::uint16_t port = 9) {
    packet_spec packet{.destination = *parse_ip(address), .protocol = protocol, .destination_port = port};
    if (std::holds_alternative<ipv6_address>(packet.destination))
        packet.source = *parse_ip("2001:2::1");
    return packet;
}

inline packet_spec tagged(packet_spec packet, std::uint16_t outer, std::uint16_t inner = 0) {
    packet.vlans = {outer, inner};
    return packet;
}

/// The frame with `bytes` in front of what is at `at`.
inline frame inserted(frame f, std::size_t at, std::initializer_list<unsigned> bytes) {
    frame more;
    for (const unsigned b : bytes)
        more.push_back(static_cast<std::byte>(b));
    f.insert(f.begin() + static_cast<std::ptrdiff_t>(at), more.begin(), more.end());
    return f;
}

inline frame changed(frame f, std::size_t at, unsigned value) {
    f[at] = static_cast<std::byte>(value);
    return f;
}

} // namespace xdpk::test
