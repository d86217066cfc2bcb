// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/rss.hpp>

#include <algorithm>
#include <cstring>

namespace xdpk {

namespace {

bool has_ports(ip_proto protocol) noexcept {
    return protocol == ip_proto::tcp || protocol == ip_proto::udp || protocol == ip_proto::sctp;
}

} // namespace

std::uint32_t toeplitz_hash(std::span<const std::uint8_t> input, std::span<const std::uint8_t> key) noexcept {
    const auto key_byte = [&](std::size_t i) { return i < key.size() ? std::uint64_t{key[i]} : 0; };
    std::uint32_t hash = 0;
    std::uint64_t window = key_byte(0) << 24U | key_byte(1) << 16U | key_byte(2) << 8U | key_byte(3);
    for (std::size_t i = 0; i < input.size(); ++i) {
        window = window << 8U | key_byte(i + 4);
        for (unsigned bit = 0; bit < 8; ++bit)
            if ((input[i] >> bit & 1U) != 0)
                hash ^= static_cast<std::uint32_t>(window >> (bit + 1));
    }
    return hash;
}

std::uint32_t rss_hash(const flow_key& flow, rss_fields fields, std::span<const std::uint8_t> key) noexcept {
    std::array<std::uint8_t, 36> input{};
    auto* end = input.begin();
    const auto length = static_cast<std::ptrdiff_t>(flow.ip_version == 4 ? 4 : 16);
    end = std::copy_n(flow.source.begin(), length, end);
    end = std::copy_n(flow.destination.begin(), length, end);
    if (fields == rss_fields::addresses_and_ports && has_ports(flow.protocol)) {
        const std::array ports{flow.source_port, flow.destination_port};
        std::memcpy(end, ports.data(), sizeof(ports));
        end += sizeof(ports);
    }
    return toeplitz_hash({input.begin(), end}, key);
}

} // namespace xdpk
