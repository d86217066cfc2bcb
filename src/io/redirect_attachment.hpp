// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "claims_maps.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace xdpk {

struct nic_facts;
class plugin_client;
struct port_fastpath;

/// The redirect program, attached; taken off by the destructor. Or the XSKMAP alone of a program that somebody else
/// attached: it takes no privileges, and none of the calls that want some are made.
class redirect_attachment {
public:
    redirect_attachment() = default;
    redirect_attachment(const redirect_attachment&) = delete;
    redirect_attachment& operator=(const redirect_attachment&) = delete;
    virtual ~redirect_attachment() = default;

    [[nodiscard]] virtual int xskmap() const noexcept = 0;
    /// None, if the program is somebody else's.
    [[nodiscard]] virtual std::optional<detail::claims_descriptors> claims() const noexcept { return std::nullopt; }
    [[nodiscard]] virtual const char* name() const noexcept = 0;
};

/// Alone on the device, by a bpf_link; `fastpath` may be null. Throws xdpk::error.
[[nodiscard]] std::unique_ptr<redirect_attachment> attach_by_link(const nic_facts& device, bool generic,
                                                                  const port_fastpath* fastpath);

/// Beside other programs, by libxdp's dispatcher. Throws xdpk::error.
[[nodiscard]] std::unique_ptr<redirect_attachment> attach_by_dispatcher(const nic_facts& device, bool generic,
                                                                        const port_fastpath* fastpath);

/// The first program of a BPF object file of the user's, alone on the device, by a bpf_link. It redirects by its XSKMAP
/// "xsks_map", which has to have a place for that queue. Throws xdpk::error.
[[nodiscard]] std::unique_ptr<redirect_attachment> attach_custom(const nic_facts& device, bool generic,
                                                                 const std::string& path, std::uint32_t highest_queue);

/// The XSKMAP pinned at this path; it has to have a place for that queue. Throws xdpk::error.
[[nodiscard]] std::unique_ptr<redirect_attachment> borrow_pinned(const std::string& path, std::uint32_t highest_queue);

/// The XSKMAP of the device that the server hands out; likewise. Throws xdpk::error.
[[nodiscard]] std::unique_ptr<redirect_attachment> borrow_from(plugin_client& server, const std::string& ifname,
                                                               std::uint32_t highest_queue);

} // namespace xdpk
