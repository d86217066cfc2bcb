// SPDX-License-Identifier: BSD-3-Clause
#include "agent_connection.hpp"

#include <cerrno>

namespace xdpk {

namespace {

constexpr int most_at_once = 8; ///< requests, before other clients have their turn

} // namespace

bool agent_connection::serve() {
    for (int i = 0; i < most_at_once; ++i) {
        if (held_ && !deliver())
            return false;
        if (held_)
            return true;
        const plugin::record request = plugin::receive(socket_.get());
        if (request.what == plugin::reception::late)
            return true;
        if (request.what != plugin::reception::record)
            return false;
        since_ = clock::now();
        held_ = session_.take(request);
    }
    return !held_ || deliver();
}

// False if the connection is over: the last answer has gone, or the client has.
bool agent_connection::deliver() {
    const int beside = held_->beside.get();
    const int code =
        plugin::send(socket_.get(), held_->text, held_->beside ? std::optional(beside) : std::optional<int>());
    if (code == EAGAIN)
        return true;
    const bool last = held_->last;
    held_.reset();
    return code == 0 && !last;
}

std::optional<agent_connection::clock::time_point> agent_connection::deadline() const noexcept {
    if (held_ || !session_.connected())
        return since_ + patience_;
    return idle_.count() > 0 ? std::optional(since_ + idle_) : std::nullopt;
}

} // namespace xdpk
