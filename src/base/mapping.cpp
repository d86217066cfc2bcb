// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/mapping.hpp>

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <sys/mman.h>
#include <utility>

namespace xdpk {

namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;

void* map_anonymous(std::size_t bytes, int extra_flags) {
    return ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | extra_flags, -1, 0);
}

/// The kernel gives a transparent huge page only where one fits, aligned, and only if asked before the memory is
/// touched. `bytes` are whole huge pages.
void* map_transparent(std::size_t bytes) {
    void* const data = map_anonymous(bytes + huge_page, 0);
    if (data == MAP_FAILED)
        return data;
    auto* const from = static_cast<std::byte*>(data);
    const std::size_t before = (huge_page - reinterpret_cast<std::uintptr_t>(data) % huge_page) % huge_page;
    if (before != 0)
        ::munmap(from, before);
    ::munmap(from + before + bytes, huge_page - before);
    ::madvise(from + before, bytes, MADV_HUGEPAGE);
    std::memset(from + before, 0, bytes);
    return from + before;
}

} // namespace

mapping::mapping(mapping&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)), huge_(other.huge_) {}

mapping& mapping::operator=(mapping&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(huge_, other.huge_);
    return *this;
}

mapping::~mapping() {
    if (data_ != nullptr)
        ::munmap(data_, size_);
}

mapping mapping::anonymous(std::size_t bytes) {
    const std::size_t whole = (bytes + huge_page - 1) / huge_page * huge_page;
    if (void* data = map_anonymous(whole, MAP_HUGETLB | MAP_POPULATE); data != MAP_FAILED)
        return {data, whole, true};
    void* data = map_transparent(whole);
    if (data == MAP_FAILED)
        throw error({.where = "memory",
                     .what = "map " + std::to_string(bytes >> 10) + " KiB",
                     .code = errno,
                     .hint = "use fewer queues or smaller rings"});
    return {data, whole, false};
}

mapping mapping::of_fd(int fd, std::size_t bytes, off_t offset, const std::string& where) {
    void* data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, offset);
    if (data == MAP_FAILED)
        throw error({.where = where, .what = "map " + std::to_string(bytes) + " bytes", .code = errno});
    return {data, bytes, false};
}

} // namespace xdpk
