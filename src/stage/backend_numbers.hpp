// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "vip_index.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

namespace xdpk::detail {

/// Gives services' backends numbers from 1 that stay the same when others come and go.
class backend_numbers {
public:
    /// A backend of a service: the VIP and the backend's id.
    using owner = std::pair<vip_words, std::uint64_t>;

    /// From now on these, of which there are at most `most`, have numbers; gives them in their order. Who had one keeps
    /// it. Numbers up to `most` that were never used go first, then the one that has been free for longest: records of
    /// flows may still name it.
    std::vector<std::uint32_t> renew(const std::vector<owner>& owners, std::uint32_t most) {
        std::map<owner, std::uint32_t> now;
        for (const owner& o : owners)
            if (const auto had = used_.extract(o); !had.empty())
                now.insert({o, had.mapped()});
        for (const auto& [gone, number] : used_)
            free_.push_back(number);
        std::vector<std::uint32_t> numbers;
        for (const owner& o : owners) {
            const auto [at, added] = now.insert({o, 0});
            if (added)
                at->second = take(most);
            numbers.push_back(at->second);
        }
        used_ = std::move(now);
        return numbers;
    }

    /// All numbers given are below.
    [[nodiscard]] std::uint32_t limit() const noexcept { return next_; }

private:
    std::uint32_t take(std::uint32_t most) {
        if (next_ <= most)
            return next_++;
        const std::uint32_t number = free_.front();
        free_.pop_front();
        return number;
    }

    std::map<owner, std::uint32_t> used_;
    std::deque<std::uint32_t> free_;
    std::uint32_t next_ = 1;
};

} // namespace xdpk::detail
