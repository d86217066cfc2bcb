// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "event_journal.hpp"

#include <xdpk/stage/filter.hpp>

#include <memory>
#include <string>
#include <utility>

namespace xdpk::stages {

/// The event as a line of JSON, without its end. `wall_offset_ns`: what the event's clock is behind UTC.
[[nodiscard]] std::string to_json(const filter_event& event, const filter_policy& policy, std::uint64_t wall_offset_ns);

/// What filters with one policy log, as a file with a line of JSON for each event.
class filter_journal {
public:
    /// An empty path: nothing is logged.
    filter_journal(std::string path, std::shared_ptr<const filter_policy> policy)
        : policy_(std::move(policy)), events_(std::move(path)) {}
    /// Writes what is left.
    ~filter_journal() {
        try {
            drain();
        } catch (const error&) { // it was said when it happened first
        }
    }
    filter_journal(const filter_journal&) = delete;
    filter_journal& operator=(const filter_journal&) = delete;

    /// As event_journal has them.
    [[nodiscard]] std::shared_ptr<filter_log> add_worker() { return events_.add_worker(); }
    void drain();
    void reopen() { events_.reopen(); }

private:
    std::shared_ptr<const filter_policy> policy_;
    event_journal<filter_event> events_;
};

} // namespace xdpk::stages
