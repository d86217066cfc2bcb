// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <mutex>
#include <string_view>
#include <vector>

namespace xdpk::dpdk {

/// All rings, or all pools, of the process: structures that begin with their name. Any thread.
template <class T>
class named_things {
public:
    void add(T* thing) {
        const std::lock_guard hold(lock_);
        things_.push_back(thing);
    }
    void remove(const T* thing) noexcept {
        const std::lock_guard hold(lock_);
        std::erase(things_, thing);
    }
    [[nodiscard]] T* find(std::string_view name) {
        return first([name](const T& thing) { return name == thing.name; });
    }
    /// The first that `fits`, or nullptr.
    template <class F>
    [[nodiscard]] T* first(F fits) {
        const std::lock_guard hold(lock_);
        const auto found = std::ranges::find_if(things_, [&fits](const T* thing) { return fits(*thing); });
        return found == things_.end() ? nullptr : *found;
    }
    [[nodiscard]] std::vector<T*> all() {
        const std::lock_guard hold(lock_);
        return things_;
    }

private:
    std::mutex lock_;
    std::vector<T*> things_;
};

} // namespace xdpk::dpdk
