// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <libmnl/libmnl.h>
#include <optional>
#include <string_view>

namespace xdpk::detail {

/// A netlink request under construction.
class netlink_message {
public:
    netlink_message(std::uint16_t type, std::uint16_t flags);
    netlink_message(const netlink_message&) = delete;
    netlink_message& operator=(const netlink_message&) = delete;
    ~netlink_message() = default;

    [[nodiscard]] nlmsghdr* header() noexcept { return header_; }

    /// Appends the fixed part of the protocol; zeroed.
    template <class T>
    T& extra() {
        return *static_cast<T*>(::mnl_nlmsg_put_extra_header(header_, sizeof(T)));
    }

private:
    alignas(8) std::array<char, 512> bytes_{};
    nlmsghdr* header_;
};

/// One netlink conversation with the kernel, in the network namespace of the thread that opened it.
class netlink {
public:
    using handler = std::function<void(const nlmsghdr*)>;

    /// `bus`: NETLINK_ROUTE or NETLINK_GENERIC. Throws xdpk::error.
    explicit netlink(int bus);
    netlink(const netlink&) = delete;
    netlink& operator=(const netlink&) = delete;
    ~netlink();

    /// Sends a request and hands each answer to `each`. Returns 0 or the kernel's errno.
    [[nodiscard]] int request(netlink_message& message, const handler& each);

private:
    mnl_socket* socket_;
    unsigned sequence_ = 0;
};

/// The first attribute of that type after a protocol part of `offset` bytes, or null.
[[nodiscard]] const nlattr* find_attribute(const nlmsghdr* message, unsigned offset, std::uint16_t type);
[[nodiscard]] const nlattr* find_nested(const nlattr* nest, std::uint16_t type);
[[nodiscard]] const nlattr* find_between(const void* first, const void* end, std::uint16_t type);

/// Attribute values, nothing for a null or short attribute.
[[nodiscard]] std::optional<std::uint32_t> u32_of(const nlattr* attribute);
[[nodiscard]] std::optional<std::uint64_t> uint_of(const nlattr* attribute); ///< 4 or 8 bytes
[[nodiscard]] std::string_view text_of(const nlattr* attribute);

} // namespace xdpk::detail
