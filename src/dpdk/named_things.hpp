// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "arena.hpp"

#include <string_view>
#include <vector>

namespace xdpk::dpdk {

/// All rings, or all pools, of the processes that share an arena: structures in it that begin with their name. Any
/// thread.
template <class T>
class named_things {
public:
    explicit constexpr named_things(shared_kind kind) : kind_(kind) {}

    void add(T* thing) const { arena::get().add(kind_, thing); }
    void remove(const T* thing) const noexcept { arena::get().remove(kind_, thing); }
    [[nodiscard]] T* find(std::string_view name) const {
        return first([name](const T& thing) { return name == thing.name; });
    }
    /// The first that `fits`, or nullptr.
    template <class F>
    [[nodiscard]] T* first(F fits) const {
        return static_cast<T*>(
            arena::get().first(kind_, [&fits](const void* thing) { return fits(*static_cast<const T*>(thing)); }));
    }
    [[nodiscard]] std::vector<T*> all() const {
        std::vector<T*> found;
        arena::get().first(kind_, [&found](void* thing) {
            found.push_back(static_cast<T*>(thing));
            return false;
        });
        return found;
    }

private:
    shared_kind kind_;
};

} // namespace xdpk::dpdk
