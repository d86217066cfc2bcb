// SPDX-License-Identifier: BSD-3-Clause
#include "file_pushes.hpp"

#include "cache_stage.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

namespace xdpk::stages {

namespace {

using namespace std::string_view_literals;

/// Stages that do nothing with packets of a flow that the cache forwards, or the same with each.
constexpr std::array before_cache{"arp"sv, "cross_connect"sv, "hand_over"sv,    "kernel"sv, "mss_clamp"sv,
                                  "nd"sv,  "parse_headers"sv, "vip_responder"sv};
/// Those of them that have packets of a flow not come to the cache.
constexpr std::array for_this_host{"kernel"sv, "vip_responder"sv};
constexpr std::array behind_cache{"kernel"sv, "mss_clamp"sv, "resolve"sv};

push_down::each_cache caches_of(live_stages& live) {
    return [&live](const auto& visit) {
        live.visit<cache_stage>(
            [&visit](cache_stage& stage, unsigned worker) { visit(stage.state().cache.engine(), worker); });
    };
}

} // namespace

std::string file_pushes::want(const push_down_config& config) {
    config_ = config;
    if (answers_)
        config_->denies.reset();
    return obstacle_.empty() ? "" : "push_down: " + obstacle_;
}

std::string file_pushes::note_stage(const std::string& type) {
    answers_ = answers_ || std::ranges::find(for_this_host, type) != for_this_host.end();
    const bool first_cache = type == "flow_cache" && caches_++ == 0;
    if (first_cache || (config_ ? std::ranges::find(behind_cache, type) != behind_cache.end()
                                : std::ranges::find(before_cache, type) != before_cache.end()))
        return {};
    obstacle_ = fmt::format("packets that XDP handles would not pass the stage {} {} the flow cache", type,
                            config_ ? "behind" : "before");
    return config_ ? "push_down: " + obstacle_ : std::string();
}

std::string file_pushes::note_checksums() {
    obstacle_ = R"(XDP computes no checksums; have parse_headers trust those of all ports)";
    return config_ ? "push_down: " + obstacle_ : std::string();
}

std::shared_ptr<fastpath_maps> file_pushes::start() {
    if (!config_)
        return nullptr;
    pushing_ = std::make_shared<pushing>(*config_);
    return pushing_->maps();
}

pushing& file_pushes::find(kept_state& kept) {
    const std::shared_ptr<pushing> started = pushing_;
    pushing_ = kept.keep<pushing>("push_down", [&started] {
        if (started == nullptr)
            throw error({.where = "flow_cache",
                         .what = "push_down cannot change while the program runs",
                         .hint = "restart it for that; nothing was changed"});
        return started;
    });
    return *pushing_;
}

void file_pushes::serve(live_stages& live) {
    if (pushing_ != nullptr)
        pushing_->serve(caches_of(live));
}

void file_pushes::begin_change(live_stages& live) {
    if (pushing_ != nullptr)
        pushing_->flows().begin_change(caches_of(live));
}

void file_pushes::follow(const filter_policy& policy, live_stages& live) {
    if (pushing_ != nullptr && config_ && config_->denies)
        pushing_->follow(policy, caches_of(live));
}

void file_pushes::stop_denies(live_stages& live) {
    if (pushing_ != nullptr)
        pushing_->stop_denies(caches_of(live));
}

void file_pushes::end_change(live_stages& live) {
    if (pushing_ != nullptr)
        pushing_->flows().end_change(caches_of(live));
}

} // namespace xdpk::stages
