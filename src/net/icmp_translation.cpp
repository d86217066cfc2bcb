// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/ip_translation.hpp>

#include <algorithm>
#include <array>

namespace xdpk {

namespace {

namespace v4 {
enum type : std::uint8_t { unreachable = 3, time_exceeded = 11, parameter_problem = 12 };
enum code : std::uint8_t {
    net = 0,
    host = 1,
    protocol = 2,
    port = 3,
    fragmentation_needed = 4,
    host_prohibited = 10,
};
} // namespace v4

namespace v6 {
enum type : std::uint8_t { unreachable = 1, too_big = 2, time_exceeded = 3, parameter_problem = 4 };
enum code : std::uint8_t { no_route = 0, prohibited = 1, beyond_scope = 2, address = 3, port = 4, next_header = 1 };
} // namespace v6

constexpr std::uint32_t least_ipv6_mtu = 1280;
constexpr std::uint32_t difference = 20; // between the headers' lengths
constexpr std::uint8_t nowhere = 0xff;

icmp_header message(const icmp_header& from, unsigned type, unsigned code, std::uint32_t rest = 0) noexcept {
    icmp_header to = from;
    to.type = static_cast<std::uint8_t>(type);
    to.code = static_cast<std::uint8_t>(code);
    to.identifier = be16{static_cast<std::uint16_t>(rest >> 16U)};
    to.sequence = be16{static_cast<std::uint16_t>(rest)};
    return to;
}

std::uint32_t rest_of(const icmp_header& icmp) noexcept {
    return std::uint32_t{icmp.identifier.host()} << 16U | icmp.sequence.host();
}

/// The largest of RFC 1191's usual MTUs that such a packet does not fit.
std::uint32_t guessed_mtu(std::size_t packet) noexcept {
    constexpr std::array<std::uint16_t, 10> plateaus{65535, 32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296};
    const auto* const found = std::ranges::find_if(plateaus, [packet](std::uint16_t mtu) { return mtu < packet; });
    return found == plateaus.end() ? std::uint32_t{68} : *found;
}

std::optional<icmp_header> unreachable_to_v6(const icmp_header& icmp, std::size_t quoted_length) noexcept {
    constexpr std::uint8_t next_header_at = 6; // in IPv6's header
    switch (icmp.code) {
    case v4::protocol:
        return message(icmp, v6::parameter_problem, v6::next_header, next_header_at);
    case v4::port:
        return message(icmp, v6::unreachable, v6::port);
    case v4::fragmentation_needed: {
        const std::uint32_t told = icmp.sequence.host();
        const std::uint32_t mtu = (told != 0 ? told : guessed_mtu(quoted_length)) + difference;
        return message(icmp, v6::too_big, 0, std::max(mtu, least_ipv6_mtu));
    }
    case 9:  // network administratively prohibited
    case 10: // host administratively prohibited
    case 13: // communication administratively prohibited
    case 15: // precedence cutoff
        return message(icmp, v6::unreachable, v6::prohibited);
    case 14: // host precedence violation
        return std::nullopt;
    default:
        if (icmp.code > 12)
            return std::nullopt;
        return message(icmp, v6::unreachable, v6::no_route);
    }
}

/// RFC 7915, figures 3 and 6: where in the other header that stands to which a pointer points.
std::optional<icmp_header> problem_to_v6(const icmp_header& icmp) noexcept {
    constexpr std::uint8_t no = nowhere;
    constexpr std::array<std::uint8_t, 20> places{0, 1, 4, 4, no, no, no, no, 7, 6, no, no, 8, 8, 8, 8, 24, 24, 24, 24};
    const std::uint32_t pointer = rest_of(icmp) >> 24U;
    if ((icmp.code != 0 && icmp.code != 2) || pointer >= places.size() || places[pointer] == nowhere)
        return std::nullopt;
    return message(icmp, v6::parameter_problem, 0, places[pointer]);
}

std::optional<icmp_header> problem_to_v4(const icmp_header& icmp) noexcept {
    constexpr std::uint8_t no = nowhere;
    constexpr std::array<std::uint8_t, 8> places{0, 1, no, no, 2, 2, 9, 8};
    if (icmp.code == v6::next_header)
        return message(icmp, v4::unreachable, v4::protocol);
    const std::uint32_t pointer = rest_of(icmp);
    if (icmp.code != 0 || pointer >= sizeof(ipv6_header))
        return std::nullopt;
    std::uint32_t place = pointer < offsetof(ipv6_header, destination) ? offsetof(ipv4_header, source)
                                                                       : offsetof(ipv4_header, destination);
    if (pointer < places.size())
        place = places[pointer];
    if (place == nowhere)
        return std::nullopt;
    return message(icmp, v4::parameter_problem, 0, place << 24U);
}

std::optional<icmp_header> unreachable_to_v4(const icmp_header& icmp) noexcept {
    switch (icmp.code) {
    case v6::no_route:
    case v6::beyond_scope:
    case v6::address:
        return message(icmp, v4::unreachable, v4::host);
    case v6::prohibited:
        return message(icmp, v4::unreachable, v4::host_prohibited);
    case v6::port:
        return message(icmp, v4::unreachable, v4::port);
    default:
        return std::nullopt;
    }
}

icmp_header too_big_to_v4(const icmp_header& icmp) noexcept {
    constexpr std::uint32_t most = 0xffff;
    const std::uint32_t mtu = std::max(rest_of(icmp), least_ipv6_mtu) - difference;
    return message(icmp, v4::unreachable, v4::fragmentation_needed, std::min(mtu, most));
}

} // namespace

std::optional<icmp_header> icmp_to_icmpv6(const icmp_header& icmp, std::size_t quoted_length) noexcept {
    switch (icmp.type) {
    case icmp_header::echo_request:
        return message(icmp, icmp_header::v6_echo_request, icmp.code, rest_of(icmp));
    case icmp_header::echo_reply:
        return message(icmp, icmp_header::v6_echo_reply, icmp.code, rest_of(icmp));
    case v4::unreachable:
        return unreachable_to_v6(icmp, quoted_length);
    case v4::time_exceeded:
        return message(icmp, v6::time_exceeded, icmp.code);
    case v4::parameter_problem:
        return problem_to_v6(icmp);
    default:
        return std::nullopt;
    }
}

std::optional<icmp_header> icmpv6_to_icmp(const icmp_header& icmp) noexcept {
    switch (icmp.type) {
    case icmp_header::v6_echo_request:
        return message(icmp, icmp_header::echo_request, icmp.code, rest_of(icmp));
    case icmp_header::v6_echo_reply:
        return message(icmp, icmp_header::echo_reply, icmp.code, rest_of(icmp));
    case v6::unreachable:
        return unreachable_to_v4(icmp);
    case v6::too_big:
        return too_big_to_v4(icmp);
    case v6::time_exceeded:
        return message(icmp, v4::time_exceeded, icmp.code);
    case v6::parameter_problem:
        return problem_to_v4(icmp);
    default:
        return std::nullopt;
    }
}

std::optional<std::size_t> quoted_length_of(const icmp_header& icmp, bool v6) noexcept {
    const bool extended =
        v6 ? icmp.type == v6::unreachable || icmp.type == v6::time_exceeded
           : icmp.type == v4::unreachable || icmp.type == v4::time_exceeded || icmp.type == v4::parameter_problem;
    const std::uint16_t word = icmp.identifier.host();
    const std::size_t length = v6 ? (word >> 8U) * 8U : (word & 0xffU) * 4U;
    return extended && length != 0 ? std::optional(length) : std::nullopt;
}

} // namespace xdpk
