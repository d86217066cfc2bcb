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
    words_.add({.verb = "reload", .help = "Read the configuration file again", .read = [this](config_reader&) {
                    return [this](live_stages&) {
                        reload();
                        return control_table();
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
    for (std::size_t w = 0; w < runners_.size(); ++w)
        runners_[w]->replace(*session_->workers()[w]->work, std::move(stages[w]));
    config_ = std::move(next);
    kept.forget_before();
    kept_ = std::move(kept);
}

std::string configured_run::answer(std::string_view line) { return answer_request(words_, *this, line); }

void configured_run::start(session& s) {
    session_ = &s;
    if (!config_.control.empty())
        socket_.emplace(config_.control, [this](std::string_view line) { return answer(line); });
}

void configured_run::serve() {
    if (socket_)
        socket_->serve();
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
    session_ = nullptr;
}

void configured_run::on_worker(unsigned worker, const std::function<void(std::vector<any_stage>&)>& work) {
    session_->workers()[worker]->work->call([&] { work(runners_[worker]->stages()); });
}

} // namespace xdpk
