// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>
#include <xdpk/dpdk/rte_eal.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace xdpk::dpdk {

/// What a primary process and a secondary say to each other.
enum class message_kind : std::uint32_t {
    hello_events,   ///< secondary: tell me by this connection what happens
    hello_requests, ///< secondary: by this one I ask
    welcome,        ///< with the file of the memory
    refused,        ///< `text` says why
    port,           ///< `number` is in state `status`, which `address` is the record of; with the files of its sockets
    ready,          ///< all ports have been told of
    done,           ///< with `status`, 0 or a negative errno
    attach,         ///< secondary: make the device `text`
    detach,         ///< secondary: remove the device `text`
    mp,             ///< the program's own, for nobody to answer
    mp_request,     ///< one to answer, under this `number`
    mp_reply,       ///< the answer; `status` is -ENOENT if there is nobody who does
};

/// States of a port.
enum class port_state : std::int32_t { gone, stopped, started };

struct process_message {
    message_kind kind{};
    std::int32_t status = 0;
    std::uint64_t number = 0;
    std::uint64_t address = 0;
    std::uint64_t bytes = 0;
    bool more = false; ///< further files come with another message
    std::array<char, 640> text{};
    rte_mp_msg mp{};

    void set_text(const std::string& from) noexcept;
};

/// A connection between two processes. One thread receives, one at a time sends.
class process_channel {
public:
    struct received {
        process_message message;
        std::vector<fd> files;
    };

    process_channel() = default;
    explicit process_channel(fd connected) : socket_(std::move(connected)) {}

    /// False: the other end is gone, or does not listen for too long.
    bool send(const process_message& message, std::span<const int> files = {}) const noexcept;
    /// Nothing: the other end is gone, or says nothing for so many milliseconds (-1: for ever).
    [[nodiscard]] std::optional<received> receive(int milliseconds = -1) const;
    [[nodiscard]] int number() const noexcept { return socket_.get(); }

private:
    fd socket_;
};

/// Most files of one message.
inline constexpr std::size_t most_files = 128;

/// The socket on which the primary process of a prefix listens; none if there is one already. Its name is no file's:
/// it goes with the process, however that ends. Throws xdpk::error.
[[nodiscard]] fd listen_as_primary(const std::string& prefix);
/// A connection to the primary process of a prefix; none if there is none. Throws xdpk::error, with EPERM if it is
/// another user's.
[[nodiscard]] fd connect_to_primary(const std::string& prefix);
/// Whether the process at the other end is this user's, or root's.
[[nodiscard]] bool is_own_users(int socket) noexcept;

} // namespace xdpk::dpdk
