// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

namespace xdpk {

struct nic_facts;

/// The redirect program, attached; taken off by the destructor.
class redirect_attachment {
public:
    redirect_attachment() = default;
    redirect_attachment(const redirect_attachment&) = delete;
    redirect_attachment& operator=(const redirect_attachment&) = delete;
    virtual ~redirect_attachment() = default;

    [[nodiscard]] virtual int xskmap() const noexcept = 0;
    [[nodiscard]] virtual const char* name() const noexcept = 0;
};

/// Alone on the device, by a bpf_link. Throws xdpk::error.
[[nodiscard]] std::unique_ptr<redirect_attachment> attach_by_link(const nic_facts& device, bool generic);

/// Beside other programs, by libxdp's dispatcher. Throws xdpk::error.
[[nodiscard]] std::unique_ptr<redirect_attachment> attach_by_dispatcher(const nic_facts& device, bool generic);

} // namespace xdpk
