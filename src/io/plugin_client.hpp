// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "plugin_record.hpp"

#include <xdpk/io/xsk.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace xdpk {

/// A connection to a device plugin, or to `xdpk agent`: the client's side of the protocol in plugin_message.hpp. Any
/// thread. All that a process wants of one server goes through one connection: the device plugin serves a pod one
/// connection in its life. So a server that refuses us, hangs up or says nothing is not asked again.
class plugin_client final : public xsk_helper {
public:
    /// How long an answer may take: the device plugin gives the kubelet 5 s to tell which pods there are.
    static constexpr std::chrono::milliseconds patience{6000};

    /// Tells the server the pod's name on a connected socket. `where` names the server in errors. Throws xdpk::error.
    plugin_client(fd connection, std::string where, const std::string& pod, std::chrono::milliseconds wait = patience);
    plugin_client(const plugin_client&) = delete;
    plugin_client& operator=(const plugin_client&) = delete;
    /// Says goodbye.
    ~plugin_client() override;

    /// The XSKMAP of a device; what it is has not been looked at. Throws xdpk::error.
    [[nodiscard]] fd xskmap(const std::string& ifname);
    /// A socket for a device and queue of this process's network namespace. Throws xdpk::error.
    [[nodiscard]] fd open(const xsk_config& config) override;
    void poll_busily(const xsk_config& config, int socket, int microseconds, int budget) override;

    /// Whether it may be asked more.
    [[nodiscard]] bool connected() const;

private:
    struct question;
    plugin::record ask(const question& what);
    plugin::record answer_to(const question& what);
    [[noreturn]] void fail(const question& what, const std::string& why, int code, const std::string& hint) const;
    [[noreturn]] void hang_up(const question& what, const std::string& why, int code, const std::string& hint);

    fd connection_;
    std::string where_;
    std::chrono::milliseconds wait_;
    mutable std::mutex lock_;
};

/// The process's connection to the server at this path, made if there is none. Paths at which the same socket is
/// mounted are one server: the device plugin mounts its socket once for each device. Throws xdpk::error.
[[nodiscard]] std::shared_ptr<plugin_client> plugin_client_at(const std::string& path, const std::string& pod);

} // namespace xdpk
