// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/packet.hpp>
#include <xdpk/io/fastpath_maps.hpp>
#include <xdpk/io/port_spec.hpp>
#include <xdpk/io/queue.hpp>
#include <xdpk/io/umem.hpp>
#include <xdpk/io/xdp_claims.hpp>
#include <xdpk/io/xsk.hpp>
#include <xdpk/net/mac_address.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace xdpk {

/// What the run needs to know of a port before its queues are opened.
struct port_facts {
    std::string name{};         ///< as the user wrote it, without options
    std::string kind{};         ///< "xsk", "pcap", "loop", "tap"
    mac_address mac{};          ///< all zero if the port has none
    std::uint32_t mtu = 0;      ///< 0: no limit but the frames'
    std::uint32_t queues = 1;   ///< queues to serve
    std::uint32_t frames = 0;   ///< frames that one queue keeps busy
    std::uint32_t chunk = 2048; ///< smallest frame size that suits the port
    int numa_node = -1;         ///< where the device is; -1: anywhere
};

/// How a port is doing, for people and for telemetry. Empty texts do not apply to its kind.
struct port_status {
    bool up = true;
    std::string mode{};       ///< "native" or "generic" XDP
    std::string attachment{}; ///< "link", "dispatcher"; "pin", "uds": the program is somebody else's
    std::string copying{};    ///< "zero-copy" or "copy"
    bool multi_buffer = false;
    std::string trouble{};            ///< why it is not up
    std::vector<std::string> notes{}; ///< what is otherwise than the user may expect
};

/// What became of a port since it was looked at last.
enum class port_event : std::uint8_t { none, lost, returned };

/// A device with numbered queues. Set-up and supervision are the control thread's; a queue belongs to its worker.
class port {
public:
    port() = default;
    port(const port&) = delete;
    port& operator=(const port&) = delete;
    virtual ~port() = default;

    /// Before connect(): packets of flows in these maps are handled without the port's queues, where the kind of port
    /// can do that, and the port is a way out for such packets as long as its device takes them.
    virtual void use_fastpath(const port_fastpath& /*shared*/) {}

    /// Takes hold of the device. Before, facts() has only what was written of it. Throws xdpk::error.
    virtual void connect() {}

    [[nodiscard]] virtual const port_facts& facts() const noexcept = 0;
    [[nodiscard]] virtual port_status status() const { return {}; }

    /// The device's own number of the `index`-th of the queues to serve.
    [[nodiscard]] virtual std::uint32_t queue_number(std::uint32_t index) const { return index; }

    /// Opens the `index`-th of the queues to serve, in a worker's memory. Throws xdpk::error.
    [[nodiscard]] virtual std::unique_ptr<queue> open(std::uint32_t index, port_id id, umem& memory,
                                                      holder_id holder) = 0;

    /// True if the port shares its device with the kernel, and may be told what to claim of its frames.
    [[nodiscard]] virtual bool takes_claims() const noexcept { return false; }
    /// Claims these frames from now on, and leaves the others to the kernel; an empty list claims all. Packets that go
    /// on being claimed are not disturbed. Throws usage_error or xdpk::error; nothing was changed then.
    virtual void claim(const std::vector<xdpk::claim>& list);
    [[nodiscard]] virtual const std::vector<xdpk::claim>& claims() const noexcept;
    /// What the device's XDP program counted in this run, if the port has one.
    [[nodiscard]] virtual std::optional<claim_counters> decided() const { return std::nullopt; }

    /// Looks whether the device went away or came back; `returned` means it is ready for reconnect(). Never throws:
    /// what stands in the way of a return is in status().trouble.
    virtual port_event look() { return port_event::none; }
    /// Worker's thread: stops to use the lost device.
    virtual void disconnect(queue&) noexcept {}
    /// Worker's thread: uses the returned device. Throws xdpk::error.
    virtual void reconnect(queue&, std::uint32_t /*index*/, umem&) {}

    /// No packet comes in any more; those that are inside may still leave.
    virtual void stop() noexcept {}

    /// XDP_STATISTICS of a queue over all its sockets, where there are such. Worker's thread, or any after its end.
    [[nodiscard]] virtual std::optional<xsk_statistics> kernel_statistics(const queue&) const { return std::nullopt; }
};

/// Whether what the user wrote makes sense, without touching a device. Throws xdpk::error if not.
void check_port(const port_spec& spec);

/// Makes a port of what the user wrote, and connects it. Throws xdpk::error.
[[nodiscard]] std::unique_ptr<port> open_port(const port_spec& spec,
                                              const std::optional<port_fastpath>& fastpath = std::nullopt);

} // namespace xdpk
