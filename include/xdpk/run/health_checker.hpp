// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_address.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace xdpk {

enum class health_probe : std::uint8_t {
    tcp,  ///< a connection can be made
    http, ///< GET is answered with a status of 200 to 399
    icmp, ///< an echo request is answered; needs CAP_NET_RAW, or a group in net.ipv4.ping_group_range
};

/// What is checked, and how often. Sent through the kernel's stack.
struct health_check {
    health_probe probe = health_probe::tcp;
    ip_address address{};
    std::uint16_t port = 0;                   ///< of tcp and http
    std::string path = "/";                   ///< of http
    std::string host{};                       ///< of http, for the Host header; by default the address
    std::chrono::milliseconds interval{1000}; ///< from one probe's start to the next one's
    std::chrono::milliseconds timeout{500};
    unsigned rise = 2; ///< so many good probes one after the other, and what was down is up
    unsigned fall = 3; ///< so many bad ones, and what was up is down
    bool starts_up = true;
    std::string device{};   ///< send by this one only (SO_BINDTODEVICE)
    std::uint32_t mark = 0; ///< for the kernel's routing rules (SO_MARK); needs CAP_NET_ADMIN

    bool operator==(const health_check&) const = default;
};

/// What is known of one check.
struct health_status {
    bool up = false;
    std::uint64_t passed = 0; ///< probes
    std::uint64_t failed = 0;
    std::string last{}; ///< how the last probe ended, for people: "status 503", "timed out"
};

/// Probes backends, and says when one goes down or comes up again. Has a thread of its own, which sleeps in poll(2) and
/// is asked to end by the destructor; a probe holds one non-blocking socket as long as it lasts.
///
/// Where the process runs out of descriptors or memory, probes are left out: that says nothing about the backends.
class health_checker {
public:
    /// Called by the checker's thread when a check's state changes; `check` is its index. Must not throw, nor destroy
    /// the checker.
    using listener = std::function<void(std::size_t check, bool up)>;

    /// Throws xdpk::error for checks that cannot be, and where a probe's socket cannot be opened.
    health_checker(std::vector<health_check> checks, listener on_change);
    ~health_checker();
    health_checker(const health_checker&) = delete;
    health_checker& operator=(const health_checker&) = delete;

    /// By index of the check. Any thread.
    [[nodiscard]] std::vector<health_status> status() const;

private:
    class loop;
    std::unique_ptr<loop> loop_;
};

} // namespace xdpk
