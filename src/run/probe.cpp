// SPDX-License-Identifier: BSD-3-Clause
#include "probe.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace xdpk::detail {

namespace {

constexpr unsigned first_good_status = 200;
constexpr unsigned last_good_status = 399;

bool would_block(int code) noexcept { return code == EAGAIN || code == EWOULDBLOCK; }

bool is_ipv4(const health_check& check) noexcept { return std::holds_alternative<ipv4_address>(check.address); }

[[noreturn]] void refuse(const health_check& check, const std::string& what, int code, const std::string& hint) {
    throw error({.where = describe(check), .what = what, .code = code, .hint = hint});
}

void set_options(const health_check& check, int socket) {
    const auto length = static_cast<socklen_t>(check.device.size());
    if (length != 0 && ::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, check.device.data(), length) != 0)
        refuse(check, "bind to device " + check.device, errno, "name a device that exists");
    if (check.mark != 0 && ::setsockopt(socket, SOL_SOCKET, SO_MARK, &check.mark, sizeof(check.mark)) != 0)
        refuse(check, "set a mark", errno, "run it with CAP_NET_ADMIN, or leave the mark out");
}

fd open_socket(const health_check& check, int type, int protocol) {
    return fd(::socket(is_ipv4(check) ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
}

/// Of raw sockets and such without ports, the port is 0.
int connect_to(int socket, const ip_address& address, std::uint16_t port) noexcept {
    if (const auto* const v4 = std::get_if<ipv4_address>(&address)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        std::memcpy(&to.sin_addr, v4->bytes.data(), v4->bytes.size());
        return ::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof(to));
    }
    sockaddr_in6 to{};
    to.sin6_family = AF_INET6;
    to.sin6_port = htons(port);
    std::memcpy(&to.sin6_addr, std::get_if<ipv6_address>(&address)->bytes.data(), sizeof(to.sin6_addr));
    return ::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof(to));
}

class tcp_probe : public probe {
public:
    tcp_probe(fd socket, const health_check& check) : probe(std::move(socket)), check_(check) {}

    outcome begin() override {
        if (connect_to(socket(), check_.address, check_.port) == 0)
            return connected();
        return errno == EINPROGRESS ? wait_for(POLLOUT) : fail(describe_errno(errno));
    }
    outcome advance() override {
        int code = 0;
        socklen_t length = sizeof(code);
        if (::getsockopt(socket(), SOL_SOCKET, SO_ERROR, &code, &length) != 0)
            code = errno;
        return code == 0 ? connected() : fail(describe_errno(code));
    }

protected:
    virtual outcome connected() { return pass("connected"); }
    [[nodiscard]] const health_check& check() const noexcept { return check_; }

private:
    health_check check_;
};

class http_probe final : public tcp_probe {
public:
    using tcp_probe::tcp_probe;

    outcome advance() override {
        if (unsent_.empty() && !request_.empty())
            return receive();
        return request_.empty() ? tcp_probe::advance() : send();
    }

protected:
    outcome connected() override {
        std::string host = check().host;
        if (host.empty())
            host = is_ipv4(check()) ? to_string(check().address) : fmt::format("[{}]", to_string(check().address));
        request_ = fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: xdpk\r\nConnection: close\r\n\r\n",
                               check().path, host);
        unsent_ = request_;
        return send();
    }

private:
    outcome send() {
        const ssize_t sent = ::send(socket(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
        if (sent < 0)
            return would_block(errno) ? wait_for(POLLOUT) : fail(describe_errno(errno));
        unsent_.remove_prefix(static_cast<std::size_t>(sent));
        return wait_for(unsent_.empty() ? POLLIN : POLLOUT);
    }

    outcome receive() {
        const ssize_t got = ::recv(socket(), reply_.data() + received_, reply_.size() - received_, 0);
        if (got < 0)
            return would_block(errno) ? wait_for(POLLIN) : fail(describe_errno(errno));
        if (got == 0)
            return fail("closed without an answer");
        received_ += static_cast<std::size_t>(got);
        return received_ == reply_.size() ? judge() : wait_for(POLLIN);
    }

    /// The status line begins `HTTP/1.1 200`.
    outcome judge() {
        const std::string_view line(reply_.data(), reply_.size());
        unsigned status = 0;
        for (const char digit : line.substr(9)) {
            if (digit < '0' || digit > '9')
                return fail("an answer that is not HTTP");
            status = status * 10 + static_cast<unsigned>(digit - '0');
        }
        if (!line.starts_with("HTTP/1.") || line[8] != ' ')
            return fail("an answer that is not HTTP");
        std::string text = fmt::format("status {}", status);
        return status >= first_good_status && status <= last_good_status ? pass(std::move(text))
                                                                         : fail(std::move(text));
    }

    std::string request_;
    std::string_view unsent_;
    std::array<char, sizeof("HTTP/1.1 200") - 1> reply_{};
    std::size_t received_ = 0;
};

/// Over a ping socket, whose kernel side sets the identifier and sorts out replies, or over a raw one.
class icmp_probe final : public probe {
public:
    icmp_probe(fd socket, const health_check& check, bool raw, std::uint16_t number)
        : probe(std::move(socket)), address_(check.address), v4_(is_ipv4(check)), raw_(raw), number_(number) {}

    outcome begin() override {
        icmp_header request{.type = v4_ ? icmp_header::echo_request : icmp_header::v6_echo_request,
                            .code = 0,
                            .checksum = {},
                            .identifier = own_identifier(),
                            .sequence = be16{number_}};
        // Of ICMPv6 the kernel computes it, with the addresses.
        if (v4_)
            request.checksum = internet_checksum(std::as_bytes(std::span(&request, 1)));
        if (connect_to(socket(), address_, 0) != 0 || ::send(socket(), &request, sizeof(request), 0) < 0)
            return fail(describe_errno(errno));
        return wait_for(POLLIN);
    }

    outcome advance() override {
        std::array<std::byte, 128> message;
        for (;;) {
            const ssize_t got = ::recv(socket(), message.data(), message.size(), 0);
            if (got < 0)
                return would_block(errno) ? wait_for(POLLIN) : fail(describe_errno(errno));
            if (is_reply(std::span<const std::byte>(message).first(static_cast<std::size_t>(got))))
                return pass("answered");
        }
    }

private:
    static be16 own_identifier() noexcept { return be16{static_cast<std::uint16_t>(::getpid())}; }

    [[nodiscard]] bool is_reply(std::span<const std::byte> message) const noexcept {
        std::size_t at = 0;
        if (raw_ && v4_) {
            const auto* const ip = header_at<ipv4_header>(message, 0);
            if (ip == nullptr)
                return false;
            at = ip->header_length();
        }
        const auto* const icmp = header_at<icmp_header>(message, at);
        return icmp != nullptr && icmp->type == (v4_ ? icmp_header::echo_reply : icmp_header::v6_echo_reply) &&
               icmp->sequence == be16{number_} && (!raw_ || icmp->identifier == own_identifier());
    }

    ip_address address_;
    bool v4_;
    bool raw_;
    std::uint16_t number_;
};

std::unique_ptr<probe> make_icmp_probe(const health_check& check, std::uint16_t number) {
    const int protocol = is_ipv4(check) ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6};
    fd socket = open_socket(check, SOCK_DGRAM, protocol);
    const bool raw = !socket && (errno == EACCES || errno == EPERM);
    if (raw)
        socket = open_socket(check, SOCK_RAW, protocol);
    if (!socket)
        refuse(check, "open an ICMP socket", errno, "run it with CAP_NET_RAW, or set net.ipv4.ping_group_range");
    set_options(check, socket.get());
    return std::make_unique<icmp_probe>(std::move(socket), check, raw, number);
}

} // namespace

std::unique_ptr<probe> make_probe(const health_check& check, std::uint16_t number) {
    if (check.probe == health_probe::icmp)
        return make_icmp_probe(check, number);
    fd socket = open_socket(check, SOCK_STREAM, IPPROTO_TCP);
    if (!socket)
        refuse(check, "open a TCP socket", errno, {});
    set_options(check, socket.get());
    if (check.probe == health_probe::http)
        return std::make_unique<http_probe>(std::move(socket), check);
    return std::make_unique<tcp_probe>(std::move(socket), check);
}

std::string describe(const health_check& check) {
    const std::string text = "health check of " + to_string(check.address);
    return check.probe == health_probe::icmp ? text : fmt::format("{} port {}", text, check.port);
}

} // namespace xdpk::detail
