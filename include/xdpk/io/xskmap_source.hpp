// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/port_spec.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xdpk {

/// Where the XSKMAP comes from that leads a device's packets to our sockets.
struct xskmap_source {
    enum class kind : std::uint8_t {
        own, ///< a program of ours, which is attached to the device; needs CAP_BPF and CAP_NET_ADMIN
        pin, ///< a file in a bpffs: pinned by us, the Kubernetes device plugin, bpfman; needs CAP_NET_RAW
        uds, ///< the Unix socket of the device plugin or of `xdpk agent`; with the latter, nothing is needed
    };

    kind from = kind::own;
    std::string path{};  ///< of the file or socket
    std::string found{}; ///< what told of it if the user did not: "AFXDP_DEVICES_POOL"

    /// The program is somebody else's.
    [[nodiscard]] bool borrowed() const noexcept { return from != kind::own; }
    bool operator==(const xskmap_source&) const = default;
};

/// The port option `xskmap=own`, `xskmap=pin:PATH` or `xskmap=uds:PATH`. Throws usage_error.
[[nodiscard]] std::optional<xskmap_source> read_xskmap_source(const port_spec& spec);

/// What tells a process in a container of the devices that the device plugin gave it.
struct plugin_environment {
    std::vector<std::string> variables{};         ///< "NAME=VALUE"
    std::string directory = "/tmp/afxdp_dp";      ///< has a directory for each device
    std::string first_socket = "/tmp/afxdp.sock"; ///< where plugins until 2023 put the socket

    /// This process's.
    [[nodiscard]] static plugin_environment read();
};

/// `AFXDP_DEVICES_<POOL>` lists the device, and a map is pinned for this user or a socket is there; `own` otherwise.
[[nodiscard]] xskmap_source find_xskmap_source(const std::string& ifname, const plugin_environment& given);

/// The name by which the device plugin knows us: that given, else XDPK_POD_NAME of the environment, else the host's
/// name, which in most pods is theirs. Throws usage_error if it is none.
[[nodiscard]] std::string read_pod_name(const std::optional<std::string>& given);

} // namespace xdpk
