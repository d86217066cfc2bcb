// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/policer.hpp>

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace xdpk {

namespace {

constexpr std::uint64_t token = 1'000'000'000; // in billionths

[[noreturn]] void refuse(const std::string& what, const std::string& hint) {
    throw error({.where = "policer", .what = what, .hint = hint});
}

/// A burst in billionths of tokens.
std::uint64_t scaled(std::uint64_t burst) {
    if (burst > token_bucket::max_burst)
        refuse("burst of " + std::to_string(burst) + " tokens",
               "choose one up to " + std::to_string(token_bucket::max_burst));
    return burst * token;
}

std::uint64_t scaled_above_0(std::uint64_t burst) {
    if (burst == 0)
        refuse("burst of 0 tokens lets nothing pass", "choose at least the size of the largest packet");
    return scaled(burst);
}

/// Billionths of tokens earned since `then`, which becomes `now`; at most what fits, which is more than any bucket.
std::uint64_t earned(std::uint64_t rate, std::uint64_t& then, std::uint64_t now) noexcept {
    if (now <= then)
        return 0;
    const std::uint64_t elapsed = now - std::exchange(then, now);
    std::uint64_t product = 0;
    return __builtin_mul_overflow(rate, elapsed, &product) ? std::numeric_limits<std::uint64_t>::max() : product;
}

/// Fills a bucket; returns what did not go in.
std::uint64_t pour(std::uint64_t amount, std::uint64_t& bucket, std::uint64_t size) noexcept {
    const std::uint64_t room = std::min(amount, size - bucket);
    bucket += room;
    return amount - room;
}

} // namespace

token_bucket::token_bucket(std::uint64_t rate, std::uint64_t burst, std::uint64_t now_ns)
    : rate_(rate), size_(scaled_above_0(burst)), held_(size_), then_(now_ns) {}

bool token_bucket::take(std::uint32_t size, std::uint64_t now_ns) noexcept {
    pour(earned(rate_, then_, now_ns), held_, size_);
    const std::uint64_t price = size * token;
    if (held_ < price)
        return false;
    held_ -= price;
    return true;
}

srtcm::srtcm(const srtcm_config& config, std::uint64_t now_ns)
    : rate_(config.committed_rate), committed_size_(scaled(config.committed_burst)),
      excess_size_(scaled(config.excess_burst)), committed_(committed_size_), excess_(excess_size_), then_(now_ns) {
    scaled_above_0(config.committed_burst + config.excess_burst);
}

color srtcm::mark(std::uint32_t size, std::uint64_t now_ns, color incoming) noexcept {
    pour(pour(earned(rate_, then_, now_ns), committed_, committed_size_), excess_, excess_size_);
    const std::uint64_t price = size * token;
    if (incoming == color::green && committed_ >= price) {
        committed_ -= price;
        return color::green;
    }
    if (incoming != color::red && excess_ >= price) {
        excess_ -= price;
        return color::yellow;
    }
    return color::red;
}

trtcm::trtcm(const trtcm_config& config, std::uint64_t now_ns)
    : scaled_{.committed_rate = config.committed_rate,
              .committed_burst = scaled_above_0(config.committed_burst),
              .peak_rate = config.peak_rate,
              .peak_burst = scaled_above_0(config.peak_burst)},
      committed_(scaled_.committed_burst), peak_(scaled_.peak_burst), then_(now_ns) {
    if (config.peak_rate < config.committed_rate)
        refuse("peak rate " + std::to_string(config.peak_rate) + " is below the committed rate " +
                   std::to_string(config.committed_rate),
               "raise the peak rate");
}

color trtcm::mark(std::uint32_t size, std::uint64_t now_ns, color incoming) noexcept {
    std::uint64_t then = then_;
    pour(earned(scaled_.committed_rate, then, now_ns), committed_, scaled_.committed_burst);
    pour(earned(scaled_.peak_rate, then_, now_ns), peak_, scaled_.peak_burst);
    const std::uint64_t price = size * token;
    if (incoming == color::red || peak_ < price)
        return color::red;
    peak_ -= price;
    if (incoming == color::yellow || committed_ < price)
        return color::yellow;
    committed_ -= price;
    return color::green;
}

} // namespace xdpk
