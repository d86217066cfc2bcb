// SPDX-License-Identifier: BSD-3-Clause
#include "session.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace xdpk {

session::session(const run_options& options, const make_runner& make)
    : worker_count_(options.workers), names_(options.port_names) {
    open_ports(options.ports);
    open_workers(options);
    for (unsigned w = 0; w < worker_count_; ++w)
        open_queues(w);
    make_stages(make);
}

session::~session() {
    for (const auto& w : workers_)
        w->work->stop();
    for (const auto& w : workers_)
        if (w->thread.joinable())
            w->thread.join();
}

void session::open_ports(const std::vector<std::string>& texts) {
    if (texts.size() > max_ports)
        throw error({.where = "ports",
                     .what = fmt::format("{} given", texts.size()),
                     .hint = fmt::format("a run has at most {}", static_cast<int>(max_ports))});
    for (const std::string& text : texts) {
        ports_.push_back(open_port(port_spec(text)));
        const port_facts& facts = ports_.back()->facts();
        if (facts.queues < worker_count_)
            throw error({.where = facts.name,
                         .what = fmt::format("{} queues for {} workers", facts.queues, worker_count_),
                         .hint = fmt::format("each worker needs a queue of each port: use --workers {}{}", facts.queues,
                                             facts.kind == "xsk" ? fmt::format(" or ethtool -L {} combined {}",
                                                                               facts.name, worker_count_)
                                                                 : "")});
    }
}

std::uint32_t session::frames_for(unsigned w) const {
    std::uint32_t frames = 2 * burst::capacity;
    for (const auto& p : ports_)
        for (std::uint32_t index = w; index < p->facts().queues; index += worker_count_)
            frames += p->facts().frames;
    return frames;
}

void session::open_workers(const run_options& options) {
    const std::vector<unsigned> cpus =
        options.cores.empty() ? topology_.choose(worker_count_, ports_.front()->facts().numa_node) : options.cores;
    if (cpus.size() != worker_count_)
        throw error({.where = "--cores",
                     .what = fmt::format("{} CPUs for {} workers", cpus.size(), worker_count_),
                     .hint = "name one CPU per worker"});
    std::uint32_t chunk = 0;
    for (const auto& p : ports_)
        chunk = std::max(chunk, p->facts().chunk);
    for (unsigned w = 0; w < worker_count_; ++w) {
        const std::shared_ptr<void> near = topology_.memory_near(cpus[w]);
        const std::uint32_t wanted = frames_for(w);
        const std::uint32_t frames = options.frames != 0 ? options.frames : wanted;
        auto& thread = *workers_.emplace_back(std::make_unique<worker_thread>());
        thread.cpu = cpus[w];
        thread.work = std::make_unique<worker>(frames, chunk, options.mode, wanted);
    }
}

void session::open_queues(unsigned w) {
    worker& work = *workers_[w]->work;
    for (port_id id = 0; id < port_count(); ++id) {
        for (std::uint32_t index = w; index < ports_[id]->facts().queues; index += worker_count_) {
            queue& q = work.add(ports_[id]->open(index, id, work.memory(), work.next_holder()));
            bindings_.push_back({.port = id, .index = index, .worker = w, .at = &q});
        }
    }
}

void session::make_stages(const make_runner& make) {
    worker_context context{.workers = worker_count_};
    for (port_id id = 0; id < port_count(); ++id) {
        const port_facts& facts = ports_[id]->facts();
        context.ports.push_back({.id = id, .name = port_name(id), .mac = facts.mac, .mtu = facts.mtu});
    }
    for (; context.worker < worker_count_; ++context.worker)
        workers_[context.worker]->stages = make(context);
}

void session::start() {
    for (const auto& w : workers_)
        w->thread = std::thread([this, &w = *w] {
            try {
                topology_.pin(w.cpu);
                w.stages->run(*w.work);
            } catch (const error&) {
                w.failure = std::current_exception();
                w.work->give_up();
            }
            w.ended = true;
        });
}

bool session::ended() const noexcept {
    return std::ranges::any_of(workers_, [](const auto& w) { return w->failure != nullptr && w->ended; }) ||
           std::ranges::all_of(workers_, [](const auto& w) { return w->ended.load(); });
}

void session::look_after_ports() {
    for (port_id id = 0; id < port_count(); ++id) {
        port& p = *ports_[id];
        const port_event event = p.look();
        if (event == port_event::lost) {
            spdlog::warn("{}: {}; the other ports run on", port_name(id), p.status().trouble);
            for (const binding& b : bindings_)
                if (b.port == id)
                    workers_[b.worker]->work->call([&] { p.disconnect(*b.at); });
        }
        if (event == port_event::returned)
            reconnect(id);
    }
}

void session::reconnect(port_id id) {
    port& p = *ports_[id];
    try {
        for (const binding& b : bindings_)
            if (b.port == id)
                workers_[b.worker]->work->call(
                    [&] { p.reconnect(*b.at, b.index, workers_[b.worker]->work->memory()); });
        spdlog::info("{}: the device is back", port_name(id));
    } catch (const error& failure) {
        spdlog::warn("{}", failure.what());
    }
}

void session::stop() {
    for (const auto& p : ports_)
        p->stop();
    for (const auto& w : workers_)
        w->work->stop();
    for (const auto& w : workers_)
        if (w->thread.joinable())
            w->thread.join();
    for (const auto& w : workers_)
        if (w->failure != nullptr)
            std::rethrow_exception(w->failure);
}

} // namespace xdpk
