// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xdpk::plugin {

/// The protocol of the Kubernetes AF_XDP device plugin, by which a process without privileges gets the XSKMAP of a
/// device: records of plain text over a Unix socket of the kind SOCK_SEQPACKET, some with a descriptor beside them.
/// See https://github.com/redhat-et/afxdp-plugins-for-kubernetes
///
///     request                                answer
///     /connect,POD                           /host_ok | /host_nak, and the connection ends
///     /version                               0.1
///     /xsk_map_fd,DEVICE                     /fd_ack + XSKMAP | /fd_nak
///     /config_busy_poll,US,BUDGET + socket   /config_busy_poll_ack | /config_busy_poll_nak
///     /xsk_socket,DEVICE,QUEUE               /socket_ack + socket | /socket_nak
///     /fin                                   /fin_ack, and the connection ends
///     anything else, or malformed            /nak
///
/// `/connect` comes first. `/xsk_socket` is an extension: each asks for one more AF_XDP socket, made in the network
/// namespace of the client and tied to the device (SO_BINDTODEVICE), not yet bound to a queue. The client needs no
/// capability then. The device plugin does not know the word and answers `/nak`; CNDP's server answers a JSON object
/// with an "error".
inline constexpr std::string_view connect = "/connect";
inline constexpr std::string_view version = "/version";
inline constexpr std::string_view xsk_map_fd = "/xsk_map_fd";
inline constexpr std::string_view config_busy_poll = "/config_busy_poll";
inline constexpr std::string_view xsk_socket = "/xsk_socket";
inline constexpr std::string_view fin = "/fin";

inline constexpr std::string_view host_ok = "/host_ok";
inline constexpr std::string_view host_nak = "/host_nak";
inline constexpr std::string_view version_number = "0.1";
inline constexpr std::string_view fd_ack = "/fd_ack";
inline constexpr std::string_view fd_nak = "/fd_nak";
inline constexpr std::string_view config_busy_poll_ack = "/config_busy_poll_ack";
inline constexpr std::string_view config_busy_poll_nak = "/config_busy_poll_nak";
inline constexpr std::string_view socket_ack = "/socket_ack";
inline constexpr std::string_view socket_nak = "/socket_nak";
inline constexpr std::string_view fin_ack = "/fin_ack";
inline constexpr std::string_view nak = "/nak";
inline constexpr std::string_view failure = "/error"; ///< before a `/host_nak`: who the pod is could not be found out

/// A record's text, taken apart. It refers to the text.
struct message {
    std::string_view word{};
    std::vector<std::string_view> arguments{};

    bool operator==(const message&) const = default;
};

/// Takes apart what came from outside: what is behind a NUL does not count, nor do spaces and line ends around words.
/// Some servers put a number behind a reply (`/fd_ack,3`), some clients a space behind the comma.
[[nodiscard]] message split(std::string_view text);

/// A request's text: the word and its arguments, with commas between them.
[[nodiscard]] std::string join(std::string_view word, const std::vector<std::string_view>& arguments);

/// A JSON object. CNDP's server sends an empty one behind each answer: no answer itself, to be skipped.
[[nodiscard]] bool is_json(std::string_view text) noexcept;
/// A JSON object that tells an error: how CNDP's server refuses what it does not know.
[[nodiscard]] bool is_json_error(std::string_view text) noexcept;

} // namespace xdpk::plugin
