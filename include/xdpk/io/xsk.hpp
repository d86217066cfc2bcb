// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>
#include <xdpk/base/mapping.hpp>
#include <xdpk/core/burst.hpp>
#include <xdpk/io/ring.hpp>
#include <xdpk/io/umem.hpp>

#include <cstdint>
#include <linux/if_xdp.h>
#include <string>

namespace xdpk {

/// What an AF_XDP socket is bound to and how.
struct xsk_config {
    std::string ifname{};
    int ifindex = 0;
    std::uint32_t queue = 0;
    bind_mode mode = bind_mode::copy;
    bool segments = false; ///< packets may span frames (XDP_USE_SG)
    // What is in a ring, and the ring itself, should stay in the CPU's caches and TLB. On one core of a Xeon with
    // AVX-512 twice these sizes cost a tenth of the packet rate; a millisecond of packets fits at a million a second.
    std::uint32_t rx_ring = 1024; ///< slots; a power of two. The fill ring has twice as many.
    std::uint32_t tx_ring = 512;  ///< slots; a power of two. The completion ring has as many.
    std::uint32_t busy_poll = 0;  ///< packets per preferred busy poll; 0: interrupts

    /// Frames that keep it busy: those posted, those being sent and a burst.
    [[nodiscard]] constexpr std::uint32_t frames() const noexcept { return 2 * rx_ring + tx_ring + burst::capacity; }
};

/// Does for a socket what this process may not do itself. Throws xdpk::error.
class xsk_helper {
public:
    xsk_helper() = default;
    xsk_helper(const xsk_helper&) = delete;
    xsk_helper& operator=(const xsk_helper&) = delete;
    virtual ~xsk_helper() = default;

    /// A new AF_XDP socket for the device and queue, which is bound to nothing.
    [[nodiscard]] virtual fd open(const xsk_config& config) = 0;
    /// Sets up preferred busy polling.
    virtual void poll_busily(const xsk_config& config, int socket, int microseconds, int budget) = 0;
};

/// XDP_STATISTICS of a socket, in packets (the last two: times).
struct xsk_statistics {
    std::uint64_t rx_dropped = 0;
    std::uint64_t rx_invalid_descs = 0;
    std::uint64_t tx_invalid_descs = 0;
    std::uint64_t rx_ring_full = 0;
    std::uint64_t rx_fill_ring_empty_descs = 0;
    std::uint64_t tx_ring_empty_descs = 0;
};

/// A bound AF_XDP socket with its four rings. Setting up throws xdpk::error; EBUSY is retried for up to 2 s because the
/// kernel frees the queue of a dead process a little later. See https://docs.kernel.org/networking/af_xdp.html
///
/// In copy mode it is two sockets on one queue, one to receive and one to send. The kernel counts what a full socket
/// drops in the cache line that it sends from: with one socket, overload on one CPU would slow down sending on another.
class xsk {
public:
    /// `helper`, needed only here, is asked for what the kernel refuses with EPERM.
    xsk(const xsk_config& config, umem& memory, xsk_helper* helper = nullptr);
    /// The rings of a socket that another process has opened and bound so, and its sender if that is another one. Linux
    /// 6.5; throws with EBUSY before.
    xsk(const xsk_config& config, fd socket, fd sender);
    xsk(const xsk&) = delete;
    xsk& operator=(const xsk&) = delete;
    ~xsk();

    [[nodiscard]] int number() const noexcept { return socket_.get(); }
    /// The socket that sends.
    [[nodiscard]] int sender() const noexcept { return sender_ ? sender_.get() : socket_.get(); }
    [[nodiscard]] const xsk_config& config() const noexcept { return config_; }
    [[nodiscard]] bind_mode mode() const noexcept { return config_.mode; }
    [[nodiscard]] bool segments() const noexcept { return config_.segments; }
    /// Most frames to have waiting for packets, those in the rx ring included. A driver's own ring holds some in
    /// zero-copy mode. In copy mode more than the rx ring holds would do harm: the kernel copies a packet into a frame
    /// before it looks whether the rx ring has room, and so pays for each packet that it drops.
    [[nodiscard]] std::uint32_t receivable() const noexcept {
        return config_.mode == bind_mode::copy ? rx.size() : fill.size();
    }
    /// The kernel sends up to a whole tx ring per system call (XDP_MAX_TX_SKB_BUDGET, Linux 6.17).
    [[nodiscard]] bool big_tx_budget() const noexcept { return big_tx_budget_; }
    /// The device is gone and this socket with it.
    [[nodiscard]] bool dead() const noexcept { return dead_; }
    void mark_dead() noexcept { dead_ = true; }

    /// Any thread.
    [[nodiscard]] xsk_statistics statistics() const noexcept;

    ring<std::uint64_t> fill;
    ring<std::uint64_t> completion;
    ring<xdp_desc> rx;
    ring<xdp_desc> tx;

private:
    [[nodiscard]] fd open(xsk_helper* helper) const;
    void register_memory();
    void size_rings();
    void map_rings();
    void bind();
    void bind(int socket, const sockaddr_xdp& address) const;
    void tune(xsk_helper* helper);
    void poll_busily(xsk_helper* helper);
    [[noreturn]] void fail(const std::string& what, int code, const std::string& hint = {}) const;
    template <class T>
    ring<T> map_ring(int socket, mapping& into, const xdp_ring_offset& offset, std::uint32_t size, off_t page) const;

    xsk_config config_;
    umem* memory_ = nullptr; ///< nullptr: another process's
    const xsk* partner_ = nullptr;
    fd socket_;
    fd sender_; ///< if it is another one
    mapping fill_map_, completion_map_, rx_map_, tx_map_;
    bool big_tx_budget_ = false;
    bool dead_ = false;
};

} // namespace xdpk
