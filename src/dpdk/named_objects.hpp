// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/refusal.hpp"

#include <cerrno>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace xdpk::dpdk {

/// The objects of one kind that the program has made, by their names. For any thread.
template <class T>
class named_objects {
public:
    /// Of objects that are refused: for example "LPM table".
    explicit named_objects(std::string kind) : kind_(std::move(kind)) {}

    /// Keeps what `make` returns. Null, with rte_errno and a line in the log, if there is such a name, or it throws.
    template <class Make>
    T* create(const char* name, Make make) noexcept {
        try {
            const std::scoped_lock lock(mutex_);
            if (objects_.contains(name))
                return refuse(EEXIST, kind_, "there is one of the name '" + std::string(name) + "' already");
            return objects_.emplace(name, make()).first->second.get();
        } catch (const std::exception& e) {
            return refuse(ENOMEM, kind_, e.what());
        }
    }

    /// Null, with rte_errno, if there is none.
    T* find(const char* name) noexcept {
        const std::scoped_lock lock(mutex_);
        const auto found = name == nullptr ? objects_.end() : objects_.find(std::string_view(name));
        if (found == objects_.end())
            return set_errno(ENOENT);
        return found->second.get();
    }

    /// Null is allowed.
    void destroy(const T* object) noexcept {
        const std::scoped_lock lock(mutex_);
        std::erase_if(objects_, [&](const auto& named) { return named.second.get() == object; });
    }

    template <class Visit>
    void for_each(Visit visit) {
        const std::scoped_lock lock(mutex_);
        for (const auto& [name, object] : objects_)
            visit(name, *object);
    }

private:
    std::string kind_;
    std::mutex mutex_;
    std::map<std::string, std::unique_ptr<T>, std::less<>> objects_;
};

} // namespace xdpk::dpdk
