// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace xdpk {

/// The listening Unix stream socket of a running program, for its user alone (0600): one request per line, one answer
/// per line. One thread; never waits for a client, and holds no more than a request and an answer for each.
class control_socket {
public:
    /// Longest request, its end included.
    static constexpr std::size_t longest_line = 65536;
    static constexpr std::size_t most_clients = 32;

    using answer = std::function<std::string(std::string_view line)>;

    /// Replaces the socket of a dead process. Throws xdpk::error if a living one listens there, and says which.
    control_socket(std::string path, answer answer);
    control_socket(const control_socket&) = delete;
    control_socket& operator=(const control_socket&) = delete;
    /// Removes the socket, if it is still this one.
    ~control_socket();

    /// Readable when serve() has something to do.
    [[nodiscard]] int wait_fd() const noexcept { return events_.get(); }

    /// Takes in new clients, reads what came and answers it.
    void serve();

private:
    struct client {
        fd socket{};
        std::string in{};
        std::string out{};
        std::size_t sent = 0; ///< of `out`
        bool last = false;    ///< closed when `out` has gone

        [[nodiscard]] bool idle() const noexcept { return sent == out.size(); }
        void say(const std::string& line) {
            out = line + "\n";
            sent = 0;
        }
    };

    void listen();
    void take_place();
    void accept_all();
    void serve_client(std::uint64_t id);
    static void read(client& c);
    void answer_lines(client& c);
    static bool write(client& c);
    bool wait_for(std::uint64_t id, const client& c, int operation);

    std::string path_;
    answer answer_;
    fd events_;
    fd socket_;
    dev_t device_ = 0; ///< of the socket's file
    ino_t inode_ = 0;
    std::uint64_t next_id_ = 1; ///< 0 is the listening socket
    std::map<std::uint64_t, client> clients_;
};

} // namespace xdpk
