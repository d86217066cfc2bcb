// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <sys/types.h>

namespace xdpk {

/// Owner of a memory mapping.
class mapping {
public:
    mapping() noexcept = default;
    mapping(mapping&& other) noexcept;
    mapping& operator=(mapping&& other) noexcept;
    mapping(const mapping&) = delete;
    mapping& operator=(const mapping&) = delete;
    ~mapping();

    /// Private anonymous memory of at least `bytes`, pre-faulted: on reserved huge pages when the system has enough of
    /// them, else on transparent ones where the kernel has them to give, else on ordinary pages. Throws xdpk::error.
    [[nodiscard]] static mapping anonymous(std::size_t bytes);

    /// Private anonymous memory of `bytes` zeros that takes none of the system's before it is touched, page by page.
    /// Throws xdpk::error.
    [[nodiscard]] static mapping untouched(std::size_t bytes);

    /// Shared mapping of `bytes` of a file descriptor at `offset`. Throws xdpk::error whose line starts with `where`.
    [[nodiscard]] static mapping of_fd(int fd, std::size_t bytes, off_t offset, const std::string& where);

    [[nodiscard]] std::byte* data() const noexcept { return data_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Whether it is on reserved huge pages.
    [[nodiscard]] bool huge() const noexcept { return huge_; }

private:
    mapping(void* data, std::size_t size, bool huge) noexcept
        : data_(static_cast<std::byte*>(data)), size_(size), huge_(huge) {}

    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
    bool huge_ = false;
};

} // namespace xdpk
