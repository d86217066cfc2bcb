// SPDX-License-Identifier: BSD-3-Clause
#include "netlink.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <vector>

namespace xdpk::detail {

namespace {

constexpr std::size_t answer_bytes = 32768; ///< what the kernel puts into one message of a dump, at most

} // namespace

netlink_message::netlink_message(std::uint16_t type, std::uint16_t flags)
    : header_(::mnl_nlmsg_put_header(bytes_.data())) {
    header_->nlmsg_type = type;
    header_->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
}

netlink::netlink(int bus) : socket_(::mnl_socket_open2(bus, SOCK_CLOEXEC)) {
    if (socket_ == nullptr)
        throw error({.where = "netlink", .what = "open a socket", .code = errno});
    if (::mnl_socket_bind(socket_, 0, MNL_SOCKET_AUTOPID) == 0)
        return;
    const int code = errno;
    ::mnl_socket_close(socket_);
    throw error({.where = "netlink", .what = "bind a socket", .code = code});
}

netlink::~netlink() { ::mnl_socket_close(socket_); }

int netlink::request(netlink_message& message, const handler& each) {
    nlmsghdr* header = message.header();
    header->nlmsg_seq = ++sequence_;
    // With an acknowledgement, or the end of a dump, every conversation has a last message.
    header->nlmsg_flags |= NLM_F_ACK;
    if (::mnl_socket_sendto(socket_, header, header->nlmsg_len) < 0)
        return errno;
    const auto pass_on = [](const nlmsghdr* answer, void* to) {
        (**static_cast<const handler**>(to))(answer);
        return MNL_CB_OK;
    };
    const handler* passed = &each;
    std::vector<char> buffer(answer_bytes);
    int more = MNL_CB_OK;
    while (more > MNL_CB_STOP) {
        const ssize_t got = ::mnl_socket_recvfrom(socket_, buffer.data(), buffer.size());
        if (got < 0)
            return errno;
        more = ::mnl_cb_run(buffer.data(), static_cast<std::size_t>(got), sequence_, ::mnl_socket_get_portid(socket_),
                            pass_on, &passed);
    }
    return more == MNL_CB_ERROR ? errno : 0;
}

// libmnl's own loops are macros that C++ does not accept.
const nlattr* find_between(const void* first, const void* end, std::uint16_t type) {
    const auto left = [end](const nlattr* attribute) {
        return static_cast<int>(static_cast<const char*>(end) - reinterpret_cast<const char*>(attribute));
    };
    const auto* attribute = static_cast<const nlattr*>(first);
    for (; ::mnl_attr_ok(attribute, left(attribute)); attribute = ::mnl_attr_next(attribute))
        if (::mnl_attr_get_type(attribute) == type)
            return attribute;
    return nullptr;
}

const nlattr* find_attribute(const nlmsghdr* message, unsigned offset, std::uint16_t type) {
    return find_between(::mnl_nlmsg_get_payload_offset(message, offset), ::mnl_nlmsg_get_payload_tail(message), type);
}

const nlattr* find_nested(const nlattr* nest, std::uint16_t type) {
    if (nest == nullptr)
        return nullptr;
    const char* first = static_cast<const char*>(::mnl_attr_get_payload(nest));
    return find_between(first, first + ::mnl_attr_get_payload_len(nest), type);
}

std::optional<std::uint32_t> u32_of(const nlattr* attribute) {
    if (attribute == nullptr || ::mnl_attr_get_payload_len(attribute) < sizeof(std::uint32_t))
        return std::nullopt;
    return ::mnl_attr_get_u32(attribute);
}

std::optional<std::uint64_t> uint_of(const nlattr* attribute) {
    if (attribute == nullptr || ::mnl_attr_get_payload_len(attribute) < sizeof(std::uint64_t))
        return u32_of(attribute);
    return ::mnl_attr_get_u64(attribute);
}

std::string_view text_of(const nlattr* attribute) {
    if (attribute == nullptr)
        return {};
    const char* text = ::mnl_attr_get_str(attribute);
    return {text, ::strnlen(text, ::mnl_attr_get_payload_len(attribute))};
}

} // namespace xdpk::detail
