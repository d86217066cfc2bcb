// SPDX-License-Identifier: BSD-3-Clause
#include "session.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/io/link_queue.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace xdpk {

session::session(const run_options& options, const make_runner& make, const ports_opened& opened)
    : worker_count_(options.workers), names_(options.port_names) {
    const std::vector<claim> claims = parse_claims(options.claims);
    open_ports(options);
    give_claims(options.port_claims, claims);
    open_workers(options);
    for (unsigned w = 0; w < worker_count_; ++w)
        open_queues(w);
    if (opened)
        opened(ports_);
    links_ = std::make_shared<worker_links>(worker_count_, longest_packet());
    make_stages(make);
    open_links();
    for (port_id id = 0; id < port_count(); ++id)
        tell_notes(id);
}

session::~session() {
    for (const auto& w : workers_)
        w->work->stop();
    for (const auto& w : workers_)
        if (w->thread.joinable())
            w->thread.join();
}

void session::open_ports(const run_options& options) {
    const std::vector<std::string>& texts = options.ports;
    if (texts.size() > max_ports)
        throw error({.where = "ports",
                     .what = fmt::format("{} given", texts.size()),
                     .hint = fmt::format("a run has at most {}", static_cast<int>(max_ports))});
    for (const std::string& text : texts) {
        const port_id id = port_count();
        std::optional<port_fastpath> fastpath;
        // Each port has flows of its own, by its number.
        if (options.fastpath != nullptr)
            fastpath = {.maps = options.fastpath, .port = {.number = id, .zone = id}};
        ports_.push_back(open_port(port_spec(text), fastpath));
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

// No port has a socket yet, so that nothing is taken that is not claimed.
void session::give_claims(const std::vector<std::vector<claim>>& own, const std::vector<claim>& others) {
    for (std::size_t id = 0; id < own.size(); ++id)
        if (ports_[id]->claims() != own[id])
            ports_[id]->claim(own[id]);
    if (others.empty())
        return;
    if (std::ranges::none_of(ports_, [](const auto& p) { return p->takes_claims(); }))
        ports_.front()->claim(others); // which says why not
    for (const auto& p : ports_)
        if (p->takes_claims() && p->claims().empty())
            p->claim(others);
}

// Ports without a limit take what frames of any number hold.
std::uint32_t session::longest_packet() const {
    constexpr std::uint32_t jumbo = 9216;
    constexpr std::uint32_t headers = 14 + 2 * 4; // Ethernet, two VLAN tags
    std::uint32_t longest = 0;
    for (const auto& p : ports_)
        longest = std::max(longest, p->facts().mtu == 0 ? jumbo : p->facts().mtu + headers);
    return longest;
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
    worker_context context{.workers = worker_count_, .links = links_};
    for (port_id id = 0; id < port_count(); ++id) {
        const port_facts& facts = ports_[id]->facts();
        context.ports.push_back(
            {.id = id, .name = port_name(id), .device = facts.name, .mac = facts.mac, .mtu = facts.mtu});
    }
    for (; context.worker < worker_count_; ++context.worker)
        workers_[context.worker]->stages = make(context);
}

// After the ports' queues, which say whether the worker may sleep without anybody having to wake it.
void session::open_links() {
    links_->seal();
    if (!links_->in_use())
        return;
    for (unsigned w = 0; w < worker_count_; ++w) {
        worker& work = *workers_[w]->work;
        work.add(std::make_unique<link_queue>(links_->of(w), work.memory().pool(), work.next_holder()));
    }
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

std::optional<link_totals> session::totals_if_dry() {
    link_totals sum;
    bool dry = true;
    for (unsigned w = 0; w < worker_count_; ++w)
        workers_[w]->work->call([&] {
            dry = dry && workers_[w]->work->dry();
            sum.sent += links_->of(w).sent().get();
            sum.received += links_->of(w).received().get();
        });
    return dry ? std::optional(sum) : std::nullopt;
}

// Workers are asked one after the other, and one may get packets when it was asked already. But if all that was sent by
// the time of the second round had been received in the first, nothing was on its way in between, and nobody had
// anything to send (Mattern, Algorithms for distributed termination detection, 1987).
void session::look_after_workers() {
    if (!links_->in_use())
        return;
    const std::optional<link_totals> first = totals_if_dry();
    const std::optional<link_totals> second = first ? totals_if_dry() : std::nullopt;
    if (second && first->received == second->sent)
        for (const auto& w : workers_)
            w->work->stop();
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

void session::tell_notes(port_id id) const {
    for (const std::string& note : ports_[id]->status().notes)
        spdlog::info("{}: {}", port_name(id), note);
}

void session::reconnect(port_id id) {
    port& p = *ports_[id];
    try {
        for (const binding& b : bindings_)
            if (b.port == id)
                workers_[b.worker]->work->call(
                    [&] { p.reconnect(*b.at, b.index, workers_[b.worker]->work->memory()); });
        spdlog::info("{}: the device is back", port_name(id));
        tell_notes(id);
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
    for (unsigned w = 0; links_->in_use() && w < worker_count_; ++w)
        links_->of(w).discard();
    for (const auto& w : workers_)
        if (w->failure != nullptr)
            std::rethrow_exception(w->failure);
}

} // namespace xdpk
