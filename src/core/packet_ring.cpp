// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/core/packet_ring.hpp>

#include <cstring>

namespace xdpk {

namespace {

constexpr std::uint32_t line = 64;

} // namespace

packet_ring::packet_ring(std::uint32_t slots, std::uint32_t longest)
    : longest_((longest + line - 1) / line * line),
      bytes_(std::make_unique_for_overwrite<std::byte[]>(std::size_t{slots} * longest_)), free_(slots), filled_(slots) {
    for (std::uint32_t slot = 0; slot < slots; ++slot)
        free_.push(std::span(&slot, 1));
}

packet_ring::outcome packet_ring::push(const burst& b, const packet& p) noexcept {
    const std::uint32_t length = b.length(p);
    if (length > longest_)
        return outcome::too_long;
    content c{.slot = 0, .length = length, .in_port = p.in_port};
    if (free_.pop(std::span(&c.slot, 1)) == 0)
        return outcome::full;
    std::byte* to = at(c.slot);
    std::memcpy(to, p.data, p.length);
    to += p.length;
    for (const segment& s : b.rest(p)) {
        std::memcpy(to, s.data, s.length);
        to += s.length;
    }
    news_ = true;
    pushed_[pushed_count_++] = c;
    if (pushed_count_ == pushed_.size()) {
        filled_.push(pushed_);
        pushed_count_ = 0;
    }
    return outcome::taken;
}

// There is as much room for contents as there are slots.
bool packet_ring::publish() noexcept {
    filled_.push(std::span(pushed_).first(pushed_count_));
    pushed_count_ = 0;
    return std::exchange(news_, false);
}

} // namespace xdpk
