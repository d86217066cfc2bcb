// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/rss.hpp>

#include <xdpk/net/headers.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace xdpk {

namespace {

bool has_ports(ip_proto protocol) noexcept {
    return protocol == ip_proto::tcp || protocol == ip_proto::udp || protocol == ip_proto::sctp;
}

/// Four bytes in wire order; those past the end are 0.
std::uint32_t word_at(std::span<const std::uint8_t> bytes, std::size_t at) noexcept {
    if (const auto* word = header_at<be32>(std::as_bytes(bytes), at); word != nullptr)
        return word->host();
    std::uint32_t word = 0;
    for (std::size_t i = at; i < at + sizeof(word); ++i)
        word = word << 8U | (i < bytes.size() ? bytes[i] : 0U);
    return word;
}

} // namespace

std::uint32_t toeplitz_hash(std::span<const std::uint8_t> input, std::span<const std::uint8_t> key) noexcept {
    std::uint32_t hash = 0;
    std::uint64_t window = word_at(key, 0);
    for (std::size_t at = 0; at < input.size(); at += sizeof(std::uint32_t)) {
        window = window << 32U | word_at(key, at + sizeof(std::uint32_t));
        for (std::uint32_t word = word_at(input, at); word != 0; word &= word - 1)
            hash ^= static_cast<std::uint32_t>(window >> (static_cast<unsigned>(std::countr_zero(word)) + 1));
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
