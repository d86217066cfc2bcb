// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/error.hpp>
#include <xdpk/base/spsc_ring.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace xdpk::stages {

/// What workers log, as a file with a line of text for each event. Control thread only.
///
/// A worker whose ring is full counts what it could not log; with a ring of 65536 events and a drain a second that is
/// above 65536 events a second.
template <class Event>
class event_journal {
public:
    /// An empty path: nothing is logged.
    explicit event_journal(std::string path) : path_(std::move(path)) {}

    /// For one worker more. Null if nothing is logged. Throws xdpk::error if the file cannot be opened.
    [[nodiscard]] std::shared_ptr<spsc_ring<Event>> add_worker() {
        if (path_.empty())
            return nullptr;
        if (!file_)
            reopen();
        constexpr std::size_t ring_events = 65536;
        return rings_.emplace_back(std::make_shared<spsc_ring<Event>>(ring_events));
    }

    /// Writes what came since, each event as `line(event)` has it. Throws xdpk::error if the file cannot be written:
    /// what was not written is lost.
    template <class Line>
    void drain(Line line) {
        if (!file_)
            return;
        std::array<Event, 256> events;
        for (const auto& ring : rings_)
            while (const std::size_t count = ring->pop(events))
                for (std::size_t i = 0; i < count; ++i)
                    put(line(events[i]));
        if (std::fflush(file_.get()) == 0 && std::ferror(file_.get()) == 0)
            return;
        const int reason = errno;
        std::clearerr(file_.get());
        throw error({.where = path_, .what = "write the log", .code = reason, .hint = "make room for it"});
    }

    /// Goes on with the file that has the path now: the old one was moved away. Throws xdpk::error.
    void reopen() {
        if (path_.empty())
            return;
        std::FILE* const file = std::fopen(path_.c_str(), "ae");
        if (file == nullptr)
            throw error(
                {.where = path_, .what = "open the log", .code = errno, .hint = "name a file that can be written"});
        file_.reset(file);
    }

private:
    struct closer {
        void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
    };

    void put(const std::string& line) {
        (void)std::fwrite(line.data(), 1, line.size(), file_.get());
        (void)std::fputc('\n', file_.get());
    }

    std::string path_;
    std::unique_ptr<std::FILE, closer> file_;
    std::vector<std::shared_ptr<spsc_ring<Event>>> rings_;
};

} // namespace xdpk::stages
