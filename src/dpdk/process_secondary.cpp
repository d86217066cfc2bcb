// SPDX-License-Identifier: BSD-3-Clause
#include "arena.hpp"
#include "log_error.hpp"
#include "process_group.hpp"

#include <xdpk/dpdk/rte_thread.h>

#include <atomic>
#include <deque>
#include <fmt/format.h>
#include <mutex>
#include <random>

namespace xdpk::dpdk {

namespace {

// The primary may be at work on what another has asked for.
constexpr int longest_silence = 10'000;

/// This process, if it is a secondary: its connections to the primary, and the thread that follows that.
class secondary_side {
public:
    bool join(const std::string& prefix) {
        fd connected = connect_to_primary(prefix);
        if (!connected)
            return false;
        std::random_device random;
        number_ = std::uint64_t{random()} << 32 | random();
        events_ = process_channel(std::move(connected));
        greet(events_, message_kind::hello_events);
        auto welcome = events_.receive(longest_silence);
        if (!welcome || welcome->message.kind != message_kind::welcome || welcome->files.size() != 1)
            throw error({.where = "--proc-type=secondary",
                         .what = !welcome ? "the primary process does not answer" : "the primary process refuses",
                         .code = ECONNREFUSED,
                         .hint = welcome ? welcome->message.text.data() : ""});
        const process_message& where = welcome->message;
        arena::join(std::move(welcome->files.front()), reinterpret_cast<const void*>(where.address), where.bytes);
        joined = true;
        requests_ = process_channel(connect_to_primary(prefix));
        greet(requests_, message_kind::hello_requests);
        return true;
    }

    void follow() {
        for (;;) {
            auto told = events_.receive(longest_silence);
            if (!told)
                throw error({.where = "--proc-type=secondary", .what = "the primary process has ended"});
            if (told->message.kind == message_kind::ready)
                break;
            take_port(told->message, std::move(told->files));
        }
        lives = true;
        rte_thread_t thread{};
        const int failed = rte_thread_create_internal_control(
            &thread, "mp",
            [](void* self) {
                static_cast<secondary_side*>(self)->run();
                return 0U;
            },
            this);
        if (failed != 0)
            throw error({.where = "--proc-type=secondary", .what = "start a thread", .code = failed});
        rte_thread_detach(thread);
    }

    int ask(message_kind kind, const std::string& text) {
        const std::scoped_lock hold(asking_);
        process_message message{.kind = kind};
        message.set_text(text);
        if (!requests_.send(message))
            return -EIO;
        const auto answer = requests_.receive(longest_silence);
        return answer ? answer->message.status : -EIO;
    }

    bool send(const process_message& message, std::span<const int> files) {
        const std::scoped_lock hold(asking_);
        return requests_.send(message, files);
    }

    std::atomic<bool> joined = false;
    std::atomic<bool> lives = false; ///< the primary

private:
    void greet(const process_channel& channel, message_kind kind) const {
        process_message hello{.kind = kind};
        hello.number = number_;
        hello.set_text(shared_layout());
        channel.send(hello);
    }

    void run() {
        while (auto told = events_.receive()) {
            if (told->message.kind != message_kind::port) {
                take_program_message(0, told->message, std::move(told->files));
                continue;
            }
            const bool more = told->message.more;
            take_port(told->message, std::move(told->files));
            if (!more)
                events_.send({.kind = message_kind::done});
        }
        lives = false;
        silence_ports();
        log_error("the primary process has ended: its memory stays, its ports neither receive nor send any more; "
                  "end this process, and start it again after the primary");
    }

    std::uint64_t number_ = 0;
    process_channel events_;
    std::mutex asking_;
    process_channel requests_;
};

// Never destroyed: its thread runs until the process ends.
secondary_side& own_side_of_secondary() {
    static secondary_side& only = *new secondary_side;
    return only;
}

} // namespace

bool is_secondary() noexcept { return own_side_of_secondary().joined.load(std::memory_order_relaxed); }
bool primary_lives() noexcept { return own_side_of_secondary().lives; }
bool join_primary(const std::string& prefix) { return own_side_of_secondary().join(prefix); }
void follow_primary() { own_side_of_secondary().follow(); }
int ask_primary(message_kind kind, const std::string& text) { return own_side_of_secondary().ask(kind, text); }

bool send_to_primary(const process_message& message, std::span<const int> files) {
    return own_side_of_secondary().send(message, files);
}

std::string shared_layout() {
    return fmt::format("{} {} {} {} {}", XDPK_VERSION, sizeof(port_record), sizeof(rte_mempool), sizeof(rte_ring),
                       sizeof(process_message));
}

} // namespace xdpk::dpdk
