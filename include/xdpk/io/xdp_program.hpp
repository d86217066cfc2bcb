// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace xdpk {

struct nic_facts;
class redirect_attachment;

/// Where an XDP program runs: in the driver, or in the stack behind it (slower, any device).
enum class attach_mode : std::uint8_t { automatic, native, generic };

/// The redirect program on a device and its XSKMAP. Frames of a queue that has a socket in the map go to the socket,
/// all others to the kernel's stack.
///
/// Attached through libxdp's dispatcher, next to other people's programs, where the kernel allows that; else alone, by
/// a bpf_link that ends with this process however it ends. Taken off by the destructor; other programs are not touched.
class xdp_program {
public:
    /// Throws xdpk::error, with the name of a program that is in the way.
    xdp_program(const nic_facts& device, attach_mode mode);
    xdp_program(const xdp_program&) = delete;
    xdp_program& operator=(const xdp_program&) = delete;
    ~xdp_program();

    /// Sends the frames of rx queue `queue` to an AF_XDP socket bound to it. Throws xdpk::error.
    void redirect(std::uint32_t queue, int socket);

    /// native or generic, as it came to be.
    [[nodiscard]] attach_mode mode() const noexcept { return mode_; }
    /// "link" or "dispatcher".
    [[nodiscard]] const char* attachment() const noexcept;

private:
    std::string ifname_;
    attach_mode mode_ = attach_mode::native;
    std::unique_ptr<redirect_attachment> attached_;
};

} // namespace xdpk
