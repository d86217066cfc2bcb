// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/error.hpp>
#include <xdpk/base/fd.hpp>
#include <xdpk/base/mapping.hpp>

#include <algorithm>
#include <cerrno>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <span>
#include <sys/mman.h>
#include <unistd.h>

namespace xdpk {
namespace THIS_TEST {

constexpr std::size_t some = 100000;

bool is_mapped(const std::byte* at) {
    unsigned char resident = 0;
    return ::mincore(const_cast<std::byte*>(at), 1, &resident) == 0; // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

TEST(mapping, is_zeroed_and_writable) {
    const mapping m = mapping::anonymous(some);
    ASSERT_GE(m.size(), some);
    const std::span bytes(m.data(), m.size());
    EXPECT_TRUE(std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{0}; }));
    std::ranges::fill(bytes, std::byte{0x5a});
    EXPECT_EQ(bytes.back(), std::byte{0x5a});
}

TEST(mapping, of_many_huge_pages_begins_at_one_and_ends_where_asked) {
    constexpr std::size_t huge_page = std::size_t{2} << 20U;
    const mapping m = mapping::anonymous(3 * huge_page + some);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(m.data()) % huge_page, 0U);
    ASSERT_GE(m.size(), 3 * huge_page + some);
    m.data()[m.size() - 1] = std::byte{1};
    EXPECT_TRUE(is_mapped(m.data() + 3 * huge_page));
}

TEST(mapping, ends_with_its_owner) {
    const std::byte* at = nullptr;
    {
        mapping first = mapping::anonymous(some);
        at = first.data();
        const mapping second(std::move(first));
        EXPECT_EQ(second.data(), at);
        EXPECT_TRUE(is_mapped(at));
    }
    EXPECT_FALSE(is_mapped(at));
}

TEST(mapping, is_handed_over_by_assignment) {
    mapping first = mapping::anonymous(some);
    const std::byte* const at = first.data();
    const std::size_t size = first.size();
    mapping second;
    second = std::move(first);
    EXPECT_EQ(second.data(), at);
    EXPECT_EQ(second.size(), size);
}

TEST(mapping, tells_what_it_could_not_map) {
    try {
        const mapping m = mapping::anonymous(std::size_t{1} << 50U);
        FAIL() << "a pebibyte was mapped";
    } catch (const error& failure) {
        EXPECT_EQ(failure.code(), ENOMEM);
        EXPECT_THAT(failure.what(), testing::HasSubstr("ENOMEM"));
        EXPECT_THAT(failure.what(), testing::HasSubstr("fewer queues"));
    }
}

TEST(mapping, shares_a_file) {
    const fd file(::memfd_create("test", MFD_CLOEXEC));
    ASSERT_EQ(::ftruncate(file.get(), some), 0);
    const mapping m = mapping::of_fd(file.get(), some, 0, "here");
    m.data()[some - 1] = std::byte{7};
    char read = 0;
    ASSERT_EQ(::pread(file.get(), &read, 1, some - 1), 1);
    EXPECT_EQ(read, 7);
    EXPECT_FALSE(m.huge());
}

TEST(mapping, says_where_a_file_is_missing) {
    try {
        const mapping m = mapping::of_fd(-1, some, 0, "eth0 queue 3");
        FAIL() << "no descriptor was mapped";
    } catch (const error& failure) {
        EXPECT_EQ(failure.code(), EBADF);
        EXPECT_THAT(failure.what(), testing::StartsWith("eth0 queue 3: map 100000 bytes"));
    }
}

} // namespace THIS_TEST
} // namespace xdpk
