// SPDX-License-Identifier: BSD-3-Clause
#include "replay.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/ethernet.hpp>

#include <algorithm>

namespace xdpk::tool {

replay::replay(const std::string& path, std::uint32_t rounds) : file_(path, "--file"), rounds_(rounds) {
    for (std::size_t i = 0; i < file_.size(); ++i)
        if (file_[i].size() >= sizeof(ethernet_header))
            frames_.push_back(i);
    if (frames_.empty())
        throw error({.where = path, .what = "has no Ethernet frame", .hint = "give a file with traffic in it"});
}

std::chrono::nanoseconds replay::offset(std::uint64_t n) const noexcept {
    const std::size_t count = frames_.size();
    const std::int64_t span = time(count - 1);
    const std::int64_t round = span + span / static_cast<std::int64_t>(std::max<std::size_t>(count - 1, 1));
    return std::chrono::nanoseconds(static_cast<std::int64_t>(n / count) * round + time(n % count));
}

} // namespace xdpk::tool
