// SPDX-License-Identifier: BSD-3-Clause
#include "arena.hpp"
#include "log_error.hpp"
#include "process_group.hpp"

#include <xdpk/dpdk/rte_thread.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <poll.h>
#include <span>
#include <sys/socket.h>

namespace xdpk::dpdk {

namespace {

// What a secondary that lives takes to answer.
constexpr int longest_answer = 2000;

/// A secondary process. It is told by one connection, and asks by the other.
struct secondary {
    std::uint64_t number; ///< which it has given itself
    process_channel events;
};

/// Its side of the primary process: a thread that serves those who ask, and the list of those who are told.
class primary {
public:
    bool claim(const std::string& prefix) {
        listener_ = listen_as_primary(prefix);
        return static_cast<bool>(listener_);
    }

    void serve() {
        if (!listener_)
            return;
        rte_thread_t thread{};
        const int failed = rte_thread_create_internal_control(
            &thread, "mp",
            [](void* self) {
                static_cast<primary*>(self)->run();
                return 0U;
            },
            this);
        if (failed != 0)
            throw error({.where = "secondary processes", .what = "start the thread for them", .code = failed});
        rte_thread_detach(thread);
    }

    bool refuse() {
        const std::scoped_lock hold(lock_);
        closed_ = others_.empty();
        return closed_;
    }

    void publish(std::uint16_t id, const shared_port& port) {
        const std::scoped_lock hold(lock_);
        ports_[id] = port;
        if (!others_.empty())
            share(port);
        for (const auto& other : others_)
            if (!send_port(other.events, id, port) || !other.events.receive(longest_answer))
                log_error("secondary processes: one does not answer; it may not know of port " + std::to_string(id));
        if (port.state == port_state::gone)
            ports_.erase(id);
    }

    int send_all(const process_message& message, std::span<const int> files) {
        const std::scoped_lock hold(lock_);
        return static_cast<int>(
            std::ranges::count_if(others_, [&](const auto& other) { return other.events.send(message, files); }));
    }

    bool send_one(std::uint64_t who, const process_message& message, std::span<const int> files) {
        const std::scoped_lock hold(lock_);
        const auto found = std::ranges::find(others_, who, &secondary::number);
        return found != others_.end() && found->events.send(message, files);
    }

private:
    // Who asks, by the connection that it asks by.
    struct asking {
        std::uint64_t number;
        process_channel channel;
    };

    static void share(const shared_port& port) noexcept {
        for (eth_queue* const queue : port.queues)
            queue->share();
    }

    static bool send_port(const process_channel& to, std::uint16_t id, const shared_port& port) {
        process_message message{.kind = message_kind::port};
        message.number = id;
        message.status = static_cast<std::int32_t>(port.state);
        message.address = reinterpret_cast<std::uintptr_t>(port.record);
        std::span<const int> files = port.files;
        do {
            const std::span<const int> some = files.first(std::min(files.size(), most_files));
            files = files.subspan(some.size());
            message.more = !files.empty();
            if (!to.send(message, some))
                return false;
        } while (!files.empty());
        return true;
    }

    [[noreturn]] void run() {
        for (;;) {
            std::vector<pollfd> waiting{{.fd = listener_.get(), .events = POLLIN, .revents = 0}};
            for (const asking& a : asking_)
                waiting.push_back({.fd = a.channel.number(), .events = POLLIN, .revents = 0});
            if (::poll(waiting.data(), waiting.size(), -1) <= 0)
                continue;
            for (std::size_t i = waiting.size() - 1; i > 0; --i)
                if (waiting[i].revents != 0)
                    serve(i - 1);
            if (waiting[0].revents != 0)
                accept();
        }
    }

    void accept() {
        fd connected(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!connected || !is_own_users(connected.get()))
            return;
        constexpr timeval limit{.tv_sec = longest_answer / 1000, .tv_usec = 0};
        ::setsockopt(connected.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        process_channel channel(std::move(connected));
        const auto hello = channel.receive(longest_answer);
        if (hello && hello->message.kind == message_kind::hello_requests)
            asking_.push_back({.number = hello->message.number, .channel = std::move(channel)});
        else if (hello && hello->message.kind == message_kind::hello_events)
            welcome(hello->message, std::move(channel));
    }

    void welcome(const process_message& hello, process_channel channel) {
        const std::scoped_lock hold(lock_);
        process_message answer{.kind = message_kind::welcome};
        answer.set_text(closed_ ? "it lets no others join (rte_mp_disable)"
                                : "its xdpk is another one: build both with the same");
        if (closed_ || hello.text.data() != shared_layout()) {
            answer.kind = message_kind::refused;
            channel.send(answer);
            return;
        }
        const int file = arena::get().file();
        answer.address = reinterpret_cast<std::uintptr_t>(arena::get().address());
        answer.bytes = arena::get().size();
        if (!channel.send(answer, {&file, 1}))
            return;
        for (const auto& [id, port] : ports_) {
            share(port);
            if (!send_port(channel, id, port))
                return;
        }
        if (channel.send({.kind = message_kind::ready}))
            others_.push_back({.number = hello.number, .events = std::move(channel)});
    }

    void serve(std::size_t index) {
        asking& who = asking_[index];
        auto got = who.channel.receive(0);
        if (!got) {
            forget(who.number);
            asking_.erase(asking_.begin() + static_cast<std::ptrdiff_t>(index));
            return;
        }
        const process_message& message = got->message;
        if (message.kind != message_kind::attach && message.kind != message_kind::detach)
            return take_program_message(who.number, message, std::move(got->files));
        process_message answer{.kind = message_kind::done};
        answer.status = guarded([&message] {
            const auto change = message.kind == message_kind::attach ? attach_for_secondary : detach_for_secondary;
            change(message.text.data());
            return 0;
        });
        who.channel.send(answer);
    }

    void forget(std::uint64_t number) {
        const std::scoped_lock hold(lock_);
        std::erase_if(others_, [number](const auto& other) { return other.number == number; });
    }

    fd listener_;
    std::vector<asking> asking_; ///< the thread's own
    std::mutex lock_;            ///< for all below
    std::vector<secondary> others_;
    std::map<std::uint16_t, shared_port> ports_;
    bool closed_ = false;
};

// Never destroyed: its thread runs until the process ends.
primary& own_side() {
    static primary& only = *new primary;
    return only;
}

} // namespace

bool claim_prefix(const std::string& prefix) { return own_side().claim(prefix); }
void serve_secondaries() { own_side().serve(); }
bool refuse_secondaries() { return own_side().refuse(); }

void publish_port(std::uint16_t id, const shared_port& port) {
    if (!is_secondary())
        own_side().publish(id, port);
}

int send_to_secondaries(const process_message& message, std::span<const int> files) {
    return own_side().send_all(message, files);
}

bool send_to_secondary(std::uint64_t who, const process_message& message, std::span<const int> files) {
    return own_side().send_one(who, message, files);
}

} // namespace xdpk::dpdk
