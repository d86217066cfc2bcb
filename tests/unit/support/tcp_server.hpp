// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <utility>

namespace xdpk::test {

/// Listens on the loopback address, at a free port or at a given one, and gives each client the same answer to whatever
/// it says; none, if the answer is empty.
class tcp_server {
public:
    explicit tcp_server(std::string answer = {}, std::uint16_t port = 0, int family = AF_INET)
        : answer_(std::move(answer)), socket_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const int yes = 1;
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        six.sin6_addr = in6addr_loopback;
        six.sin6_port = htons(port);
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        four.sin_port = htons(port);
        const bool v4 = family == AF_INET;
        auto* const address = v4 ? reinterpret_cast<sockaddr*>(&four) : reinterpret_cast<sockaddr*>(&six);
        socklen_t length = v4 ? sizeof(four) : sizeof(six);
        listens_ = ::bind(socket_.get(), address, length) == 0 && ::listen(socket_.get(), 8) == 0;
        ::getsockname(socket_.get(), address, &length);
        port_ = ntohs(v4 ? four.sin_port : six.sin6_port);
        thread_ = std::thread([this] { serve(); });
    }
    tcp_server(const tcp_server&) = delete;
    tcp_server& operator=(const tcp_server&) = delete;
    ~tcp_server() {
        ends_ = true;
        thread_.join();
    }

    [[nodiscard]] bool listens() const noexcept { return listens_; }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    void set_answer(std::string answer) {
        const std::scoped_lock hold(lock_);
        answer_ = std::move(answer);
    }
    /// The last thing a client said.
    [[nodiscard]] std::string heard() const {
        const std::scoped_lock hold(lock_);
        return heard_;
    }

private:
    void serve() {
        fd client;
        while (!ends_) {
            pollfd wait{.fd = socket_.get(), .events = POLLIN, .revents = 0};
            if (::poll(&wait, 1, 5) <= 0)
                continue;
            client = fd(::accept(socket_.get(), nullptr, nullptr));
            const std::scoped_lock hold(lock_);
            if (answer_.empty())
                continue; // the client is left waiting, until the next one comes
            std::array<char, 1024> said;
            const ssize_t length = ::recv(client.get(), said.data(), said.size(), 0);
            heard_.assign(said.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
            ::send(client.get(), answer_.data(), answer_.size(), MSG_NOSIGNAL);
            client.reset();
        }
    }

    std::string answer_;
    std::string heard_;
    mutable std::mutex lock_;
    fd socket_;
    bool listens_ = false;
    std::uint16_t port_ = 0;
    std::atomic<bool> ends_{false};
    std::thread thread_;
};

} // namespace xdpk::test
