// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "options.hpp"

#include <xdpk/io/port.hpp>
#include <xdpk/run/runner.hpp>
#include <xdpk/run/topology.hpp>

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace xdpk {

using make_runner = std::function<std::unique_ptr<runner>(const worker_context&)>;

using ports_opened = std::function<void(const std::vector<std::unique_ptr<port>>&)>;

/// A queue of a port, and the worker that serves it.
struct binding {
    port_id port = 0;
    std::uint32_t index = 0; ///< among the queues that the port serves
    unsigned worker = 0;
    queue* at = nullptr;
};

/// A worker with its thread.
struct worker_thread {
    unsigned cpu = 0;
    std::unique_ptr<worker> work{};
    std::unique_ptr<runner> stages{};
    std::thread thread{};
    std::atomic<bool> ended{false};
    std::exception_ptr failure{};
};

/// Packets that workers handed to each other.
struct link_totals {
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
};

/// Ports and workers of one run. Control thread only.
class session {
public:
    /// Opens everything. Calls `opened` with the ports when they and the workers' memory are there: what comes after
    /// that, the stages first, needs no privileges that a reload would not need. Throws xdpk::error.
    session(const run_options& options, const make_runner& make, const ports_opened& opened = {});
    session(const session&) = delete;
    session& operator=(const session&) = delete;
    ~session();

    void start();
    /// Looks after the ports: takes lost devices out of service and returned ones back in.
    void look_after_ports();
    /// Workers that only other workers could bring anything are stopped when those cannot either.
    void look_after_workers();
    /// True when every worker has come to its end.
    [[nodiscard]] bool ended() const noexcept;
    /// Takes the ports out of the traffic, has every worker finish, closes everything. Throws what a worker threw.
    void stop();

    [[nodiscard]] port_id port_count() const noexcept { return static_cast<port_id>(ports_.size()); }
    /// By which reports and stages call a port.
    [[nodiscard]] const std::string& port_name(port_id id) const {
        return id < names_.size() ? names_[id] : ports_[id]->facts().name;
    }
    [[nodiscard]] const std::vector<std::unique_ptr<port>>& ports() const noexcept { return ports_; }
    [[nodiscard]] const std::vector<binding>& bindings() const noexcept { return bindings_; }
    [[nodiscard]] const std::vector<std::unique_ptr<worker_thread>>& workers() const noexcept { return workers_; }
    [[nodiscard]] worker_links& links() const noexcept { return *links_; }

private:
    void open_ports(const run_options& options);
    void give_claims(const std::vector<std::vector<claim>>& own, const std::vector<claim>& others);
    void open_workers(const run_options& options);
    void open_queues(unsigned worker);
    void make_stages(const make_runner& make);
    void open_links();
    [[nodiscard]] std::optional<link_totals> totals_if_dry();
    [[nodiscard]] std::uint32_t frames_for(unsigned worker) const;
    [[nodiscard]] std::uint32_t longest_packet() const;
    void reconnect(port_id id);
    void tell_notes(port_id id) const;

    topology topology_;
    unsigned worker_count_;
    std::vector<std::string> names_;
    std::vector<std::unique_ptr<port>> ports_;
    std::shared_ptr<worker_links> links_;
    std::vector<std::unique_ptr<worker_thread>> workers_;
    std::vector<binding> bindings_;
};

} // namespace xdpk
