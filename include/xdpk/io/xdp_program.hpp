// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/xdp_claims.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace xdpk {

struct nic_facts;
struct port_fastpath;
class redirect_attachment;

namespace detail {
class claims_maps;
} // namespace detail

/// Where an XDP program runs: in the driver, or in the stack behind it (slower, any device).
enum class attach_mode : std::uint8_t { automatic, native, generic };

/// The redirect program on a device and its XSKMAP. Claimed frames of a queue that has a socket in the map go to the
/// socket, all others to the kernel's stack. Without claims all frames are claimed.
///
/// Attached through libxdp's dispatcher, next to other people's programs, where the kernel allows that; else alone, by
/// a bpf_link that ends with this process however it ends. Taken off by the destructor; other programs are not touched.
class xdp_program {
public:
    /// With `fastpath`, not null, the program handles the flows in its maps by itself.
    /// Throws xdpk::error, with the name of a program that is in the way.
    xdp_program(const nic_facts& device, attach_mode mode, const port_fastpath* fastpath = nullptr);
    /// Attaches the first program of that BPF object file, alone, by a bpf_link; sockets go into its "xsks_map".
    xdp_program(const nic_facts& device, attach_mode mode, const std::string& object, std::uint32_t highest_queue);
    /// Uses a program that somebody else attached, and leaves it there.
    xdp_program(const nic_facts& device, std::unique_ptr<redirect_attachment> borrowed);
    xdp_program(const xdp_program&) = delete;
    xdp_program& operator=(const xdp_program&) = delete;
    ~xdp_program();

    /// Sends the frames of rx queue `queue` to an AF_XDP socket bound to it. Throws xdpk::error.
    void redirect(std::uint32_t queue, int socket);

    /// Claims these frames instead of those before; an empty list claims all. Any time: a frame is judged by the old
    /// list or by the new one, and by the new one only when this returns. Takes some 10 ms. Throws usage_error if there
    /// are more than the program has room for, or xdpk::error; the old list stays in force then.
    void claim(const std::vector<xdpk::claim>& list);
    /// None of a program that is somebody else's.
    [[nodiscard]] std::optional<claim_counters> counters() const;

    /// native or generic, as it came to be; automatic if no program is on the device yet.
    [[nodiscard]] attach_mode mode() const noexcept { return mode_; }
    /// "link" or "dispatcher"; "pin" or "uds" if the program is somebody else's.
    [[nodiscard]] const char* attachment() const noexcept;

private:
    void use(std::unique_ptr<redirect_attachment> attached);
    template <class Attach>
    void attach_best(attach_mode mode, Attach attach);

    std::string ifname_;
    attach_mode mode_ = attach_mode::native;
    std::unique_ptr<redirect_attachment> attached_;
    std::unique_ptr<detail::claims_maps> claims_;
    std::vector<std::uint32_t> queues_; ///< those with a socket in the map
};

} // namespace xdpk
