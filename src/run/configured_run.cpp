// SPDX-License-Identifier: BSD-3-Clause
#include "configured_run.hpp"

#include "control_answer.hpp"
#include "control_tables.hpp"

#include <xdpk/base/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

namespace xdpk {

configured_run::configured_run(std::string path, const stage_types& types)
    : path_(std::move(path)), types_(types), config_(load_run_config(path_, types)), words_(types.words) {
    add_words();
}

void configured_run::add_words() {
    words_.add({.verb = "show",
                .what = "counters",
                .help = "What stages and workers have counted",
                .read = [this](config_reader& r) {
                    bool all = false;
                    r.get("all", all, "Those that are 0 as well");
                    return [this, all](live_stages&) { return counters_table(*session_, all); };
                }});
    words_.add({.verb = "show",
                .what = "ports",
                .help = "Ports, how they do and what they carried",
                .read = [this](config_reader&) { return [this](live_stages&) { return ports_table(*session_); }; }});
    words_.add(
        {.verb = "show", .what = "workers", .help = "Workers, their CPUs and frames", .read = [this](config_reader&) {
             return [this](live_stages&) { return workers_table(*session_); };
         }});
    add_claim_words();
    words_.add({.verb = "reload", .help = "Read the configuration file again", .read = [this](config_reader&) {
                    return [this](live_stages&) {
                        reload();
                        return control_table();
                    };
                }});
}

void configured_run::add_claim_words() {
    words_.add(
        {.verb = "show", .what = "claims", .help = "What ports take of their frames", .read = [this](config_reader&) {
             return [this](live_stages&) { return claims_table(*session_); };
         }});
    words_.add({.verb = "set",
                .what = "claims",
                .help = "Gives a port other claims, until the file is read again; an empty list takes all",
                .read = [this](config_reader& r) {
                    std::string port;
                    std::vector<std::string> texts;
                    r.need("port", port, "The port's name");
                    r.need("claims", texts, "The frames to take: [udp/53,arp]");
                    return [this, port, texts](live_stages&) {
                        port_named(*session_, port).claim(parse_claims(texts));
                        return claims_table(*session_);
                    };
                }});
}

std::unique_ptr<runner> configured_run::make(const worker_context& context) {
    auto made = std::make_unique<configured_stages>(build_stages(config_, {.worker = context, .kept = kept_}));
    contexts_.push_back(context);
    runners_.push_back(made.get());
    return made;
}

void configured_run::reload() {
    run_config next = load_run_config(path_, types_);
    if (const auto fixed = fixed_differences(config_, next); !fixed.empty())
        throw usage_error({.where = path_,
                           .what = fmt::format("{} cannot change while the program runs", fmt::join(fixed, ", ")),
                           .hint = "restart it for that; nothing was changed"});
    kept_state kept = kept_.next();
    std::vector<std::vector<any_stage>> stages;
    for (const worker_context& context : contexts_)
        stages.push_back(build_stages(next, {.worker = context, .kept = kept}));
    if (config_.tables != nullptr)
        config_.tables->before_change(*this);
    try {
        give_claims(next.ports);
    } catch (const error&) {
        if (config_.tables != nullptr)
            config_.tables->after_change(*this);
        throw;
    }
    for (std::size_t w = 0; w < runners_.size(); ++w)
        runners_[w]->replace(*session_->workers()[w]->work, std::move(stages[w]));
    config_ = std::move(next);
    kept.forget_before();
    kept_ = std::move(kept);
    if (config_.tables != nullptr)
        config_.tables->after_change(*this);
    serve_tables();
}

// All or nothing: with those that are changed already it goes back.
void configured_run::give_claims(const std::vector<configured_port>& ports) {
    std::vector<std::vector<claim>> before;
    try {
        for (std::size_t id = 0; id < ports.size(); ++id) {
            port& p = *session_->ports()[id];
            before.push_back(p.claims());
            if (p.claims() != ports[id].claims)
                p.claim(ports[id].claims);
        }
    } catch (const error&) {
        for (std::size_t id = 0; id + 1 < before.size(); ++id)
            if (session_->ports()[id]->claims() != before[id])
                session_->ports()[id]->claim(before[id]);
        throw;
    }
}

std::string configured_run::answer(std::string_view line) { return answer_request(words_, *this, line); }

void configured_run::start(session& s) {
    session_ = &s;
    if (!config_.control.empty())
        socket_.emplace(config_.control, [this](std::string_view line) { return answer(line); });
}

std::vector<int> configured_run::wait_fds() const {
    std::vector<int> fds;
    if (config_.tables != nullptr)
        fds = config_.tables->wait_fds();
    if (socket_)
        fds.push_back(socket_->wait_fd());
    return fds;
}

void configured_run::serve() {
    if (socket_)
        socket_->serve();
    serve_tables();
}

void configured_run::serve_tables() {
    if (config_.tables == nullptr)
        return;
    try {
        config_.tables->serve(*this);
    } catch (const error& failure) {
        spdlog::error("{}", failure.what());
    }
}

void configured_run::hung_up() {
    try {
        reload();
        spdlog::info("{}: reloaded", path_);
    } catch (const error& failure) {
        spdlog::error("not reloaded: {}", failure.what());
    }
}

void configured_run::stop() noexcept {
    socket_.reset();
    try {
        if (config_.tables != nullptr)
            config_.tables->before_change(*this);
    } catch (const error& failure) {
        spdlog::error("{}", failure.what());
    }
    session_ = nullptr;
}

void configured_run::on_worker(unsigned worker, const std::function<void(std::vector<any_stage>&)>& work) {
    session_->workers()[worker]->work->call([&] { work(runners_[worker]->stages()); });
}

} // namespace xdpk
