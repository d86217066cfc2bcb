// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "io/plugin_record.hpp"

#include <xdpk/base/fd.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace xdpk {

/// What one client is given. The names of devices come from outside, and may be any text.
class agent_grants {
public:
    agent_grants() = default;
    agent_grants(const agent_grants&) = delete;
    agent_grants& operator=(const agent_grants&) = delete;
    virtual ~agent_grants() = default;

    /// May it have anything at all? `pod` is what it calls itself.
    [[nodiscard]] virtual bool admit(std::string_view pod) = 0;
    /// A descriptor of the device's XSKMAP; empty: no.
    [[nodiscard]] virtual fd xskmap(std::string_view device) = 0;
    /// An AF_XDP socket for one of the device's queues; empty: no.
    [[nodiscard]] virtual fd xsk_socket(std::string_view device, std::uint32_t queue) = 0;
    /// Sets up preferred busy polling; false: no.
    [[nodiscard]] virtual bool busy_poll(const fd& socket, std::chrono::microseconds time, std::uint32_t budget) = 0;
    /// Moves the device into the client's network namespace; false: no.
    [[nodiscard]] virtual bool take_device(std::string_view device) = 0;
    /// And back; false: no.
    [[nodiscard]] virtual bool return_device(std::string_view device) = 0;
};

/// What a client is told.
struct agent_answer {
    std::string text{};
    fd beside{};       ///< sent along
    bool last = false; ///< the connection ends behind it

    bool operator==(std::string_view other) const { return text == other; }
};

/// One client's conversation by the protocol of plugin_message.hpp: a record in, an answer out, without I/O of its own.
/// Besides the protocol's words there are `/netdev_take,DEVICE` and `/netdev_return,DEVICE`, answered `/netdev_ack` or
/// `/netdev_nak`. What is not understood is answered `/nak`; a client that goes on so is hung up on.
class agent_session {
public:
    /// Requests that are not understood, of one client.
    static constexpr unsigned most_faults = 16;

    explicit agent_session(agent_grants& grants) : grants_(grants) {}

    /// Closes the descriptor that came with the record.
    [[nodiscard]] agent_answer take(const plugin::record& request);

    /// `/connect` was answered `/host_ok`.
    [[nodiscard]] bool connected() const noexcept { return connected_; }

private:
    [[nodiscard]] agent_answer begin(std::string_view text);
    [[nodiscard]] agent_answer serve(const plugin::record& request);
    [[nodiscard]] agent_answer not_understood();

    agent_grants& grants_;
    bool connected_ = false;
    unsigned faults_ = 0;
};

} // namespace xdpk
