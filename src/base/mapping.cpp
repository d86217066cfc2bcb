// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/mapping.hpp>

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <cstdint>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace xdpk {

namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;

void* map_anonymous(std::size_t bytes, int extra_flags) {
    return ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | extra_flags, -1,
                  0);
}

/// Ordinary memory that begins at a huge page's boundary, for the kernel to back it with transparent huge pages.
void* map_transparent(std::size_t bytes) {
    void* data = ::mmap(nullptr, bytes + huge_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED)
        return data;
    auto* const start = static_cast<std::byte*>(data);
    const std::size_t before = (huge_page - reinterpret_cast<std::uintptr_t>(start) % huge_page) % huge_page;
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const std::size_t end = (before + bytes + page - 1) / page * page;
    if (before > 0)
        ::munmap(start, before);
    if (end < bytes + huge_page)
        ::munmap(start + end, bytes + huge_page - end);
    ::madvise(start + before, bytes, MADV_HUGEPAGE);
    if (::madvise(start + before, bytes, MADV_POPULATE_WRITE) == 0)
        return start + before;
    ::munmap(start + before, bytes);
    return MAP_FAILED;
}

void* map_ordinary(std::size_t bytes) {
    void* data = bytes >= huge_page ? map_transparent(bytes) : MAP_FAILED;
    return data != MAP_FAILED ? data : map_anonymous(bytes, 0);
}

error no_memory(std::size_t bytes) {
    return error({.where = "memory",
                  .what = "map " + std::to_string(bytes >> 10) + " KiB",
                  .code = errno,
                  .hint = "use fewer queues, smaller rings or smaller tables"});
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
    if (void* data = map_anonymous(whole, MAP_HUGETLB); data != MAP_FAILED)
        return {data, whole, true};
    void* data = map_ordinary(bytes);
    if (data == MAP_FAILED)
        throw no_memory(bytes);
    return {data, bytes, false};
}

mapping mapping::of_fd(int fd, std::size_t bytes, off_t offset, const std::string& where) {
    void* data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, offset);
    if (data == MAP_FAILED)
        throw error({.where = where, .what = "map " + std::to_string(bytes) + " bytes", .code = errno});
    return {data, bytes, false};
}

} // namespace xdpk
