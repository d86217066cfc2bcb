// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/umem.hpp>

#include <xdpk/io/xsk.hpp>

#include <algorithm>

namespace xdpk {

umem::umem(std::uint32_t frames, std::uint32_t chunk, std::uint32_t wanted, std::uint32_t reserved)
    : memory_(mapping::anonymous(std::size_t{frames} * chunk)), pool_(memory_.data(), frames, chunk), wanted_(wanted),
      reserved_(reserved) {}

umem::umem(std::byte* memory, std::uint32_t frames, std::uint32_t chunk, std::uint32_t reserved)
    : pool_(memory, frames, chunk), wanted_(0), reserved_(reserved) {}

std::uint32_t umem::share(std::uint32_t frames) const noexcept {
    if (wanted_ <= pool_.total())
        return frames;
    return std::max(static_cast<std::uint32_t>(std::uint64_t{frames} * pool_.total() / wanted_), 1U);
}

const xsk* umem::partner(bind_mode mode, bool segments) const noexcept {
    const auto found = std::ranges::find_if(
        sockets_, [&](const xsk* s) { return s->mode() == mode && s->segments() == segments && !s->dead(); });
    return found == sockets_.end() ? nullptr : *found;
}

} // namespace xdpk
