// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "event_journal.hpp"

#include <xdpk/stage/nat_log.hpp>

#include <string>
#include <utility>

namespace xdpk::stages {

/// What NAT stages log, as a file with a line of JSON for each event.
class nat_journal {
public:
    /// An empty path: nothing is logged.
    explicit nat_journal(std::string path) : events_(std::move(path)) {}
    /// Writes what is left.
    ~nat_journal() {
        try {
            drain();
        } catch (const error&) { // it was said when it happened first
        }
    }
    nat_journal(const nat_journal&) = delete;
    nat_journal& operator=(const nat_journal&) = delete;

    /// As event_journal has them.
    [[nodiscard]] std::shared_ptr<nat_log> add_worker() { return events_.add_worker(); }
    void drain() {
        events_.drain([](const nat_event& event) { return to_json(event); });
    }
    void reopen() { events_.reopen(); }

private:
    event_journal<nat_event> events_;
};

} // namespace xdpk::stages
