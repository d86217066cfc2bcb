// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace xdpk::plugin {

/// The longest record that is read whole. The name of a pod has at most 253 bytes, that of a device 15.
inline constexpr std::size_t longest_record = 512;

/// What became of waiting for a record.
enum class reception {
    record,
    closed, ///< the other side has hung up; an empty record means the same
    late,   ///< none came in time
    failed, ///< `code` says why
};

/// A record as it was received.
struct record {
    reception what = reception::late;
    int code = 0; ///< an errno, with `failed`
    std::string text{};
    fd descriptor{}; ///< came beside it, closed on exec
    /// The text was longer than `longest_record`, or came with more than one descriptor or other things that there was
    /// no room for. All descriptors are closed then.
    bool cut = false;
};

/// Waits up to `patience`, none by default, for the next record on a SOCK_SEQPACKET socket. The socket may be blocking
/// or not. Throws nothing but std::bad_alloc.
[[nodiscard]] record receive(int socket, std::chrono::milliseconds patience = std::chrono::milliseconds{0});

/// Sends a record, with a descriptor beside it if one is given, and does not wait for room. Gives an errno: 0 if it is
/// sent, EAGAIN if the other side does not read what was sent to it before.
[[nodiscard]] int send(int socket, std::string_view text, std::optional<int> descriptor = std::nullopt) noexcept;

} // namespace xdpk::plugin
