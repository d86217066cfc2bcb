// SPDX-License-Identifier: BSD-3-Clause
// Input: what a client of the control socket sends, in pieces, each behind its length in a byte; length 255 stands for
// a piece of many times the byte behind it. Every line gets its answer, in order, however it was cut; a line that is
// too long gets a refusal, and is the last.
#include "require.hpp"

#include "base/unix_address.hpp"
#include "run/control_answer.hpp"
#include "run/control_socket.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <span>
#include <sys/socket.h>

namespace {

using namespace xdpk;

constexpr std::size_t flood = 12000;
constexpr std::size_t many_lines = 100;

/// A directory of its own for the socket.
struct directory {
    directory() { require(::mkdtemp(path.data()) != nullptr); }
    ~directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    std::string path = (std::filesystem::temp_directory_path() / "control_fuzz.XXXXXX").string();
};

std::string answer_to(std::string_view line) {
    return std::to_string(line.size()) + " " + std::to_string(std::hash<std::string_view>{}(line));
}

/// What the client is to hear if it sends all of this and then no more.
std::string expected(std::string_view sent) {
    std::string heard;
    while (!sent.empty()) {
        const std::size_t end = sent.find('\n');
        if (std::min(end, sent.size()) >= control_socket::longest_line)
            return heard + refusal("a request has at most 65535 bytes") + "\n";
        if (end == std::string_view::npos)
            break;
        heard += answer_to(sent.substr(0, end)) + "\n";
        sent.remove_prefix(end + 1);
    }
    return heard;
}

class client {
public:
    client(control_socket& server, const std::string& path)
        : server_(server), socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        const unix_address address(path);
        require(::connect(socket_.get(), address.get(), address.size()) == 0);
    }

    void send(std::string_view piece) {
        while (!piece.empty() && !gone_) {
            const ssize_t sent = ::send(socket_.get(), piece.data(), piece.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno != EAGAIN)
                gone_ = true;
            piece.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
            serve();
        }
    }

    std::string finish() {
        ::shutdown(socket_.get(), SHUT_WR);
        constexpr int patience = 100000;
        for (int i = 0; i < patience && !done_; ++i)
            serve();
        require(done_);
        return heard_;
    }

private:
    void serve() {
        server_.serve();
        std::array<char, 4096> room;
        for (;;) {
            const ssize_t got = ::recv(socket_.get(), room.data(), room.size(), 0);
            done_ = done_ || got == 0 || (got < 0 && errno != EAGAIN);
            if (got <= 0)
                return;
            heard_.append(room.data(), static_cast<std::size_t>(got));
        }
    }

    control_socket& server_;
    fd socket_;
    std::string heard_;
    bool gone_ = false;
    bool done_ = false;
};

/// Takes the next piece off the input.
std::string next_piece(std::span<const std::uint8_t>& left) {
    constexpr std::uint8_t many = 255;
    const std::uint8_t length = left[0];
    left = left.subspan(1);
    if (length == many && !left.empty()) {
        const char byte = static_cast<char>(left[0]);
        left = left.subspan(1);
        return std::string(byte == '\n' ? many_lines : flood, byte);
    }
    const auto piece = left.first(std::min<std::size_t>(length, left.size()));
    left = left.subspan(piece.size());
    return {reinterpret_cast<const char*>(piece.data()), piece.size()};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const directory own;
    const std::string path = own.path + "/socket";
    control_socket server(path, answer_to);
    client alice(server, path);
    std::string sent;
    for (std::span<const std::uint8_t> left(data, size);
         !left.empty() && sent.size() < 2 * control_socket::longest_line;) {
        const std::string piece = next_piece(left);
        sent += piece;
        alice.send(piece);
    }
    require(alice.finish() == expected(sent));
    return 0;
}
