// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/port_spec.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <numeric>

namespace xdpk {

namespace {

const std::vector<std::string_view> kinds{"xsk", "pcap", "loop", "tap"};
constexpr std::string_view repeatable = "claim";

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(separator, at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

std::optional<std::uint32_t> to_number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (const char of_a : a) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (of_a == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
        }
    }
    return row.back();
}

} // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
    const auto best =
        std::ranges::min_element(candidates, {}, [&](std::string_view other) { return distance(word, other); });
    if (best == candidates.end() || distance(word, *best) > std::max<std::size_t>(2, word.size() / 3))
        return std::nullopt;
    return std::string(*best);
}

port_spec::port_spec(std::string_view text) : text_(text), kind_("xsk") {
    std::vector<std::string_view> parts = split(text, ',');
    std::string_view head = parts.front();
    if (const std::size_t colon = head.find(':'); colon != std::string_view::npos) {
        kind_ = head.substr(0, colon);
        head.remove_prefix(colon + 1);
        if (std::ranges::find(kinds, kind_) == kinds.end())
            throw usage_error({.where = text_,
                               .what = "unknown kind of port \"" + kind_ + "\"",
                               .hint = fmt::format("kinds are {}", fmt::join(kinds, ", "))});
    }
    // `pcap:rx=FILE` has no target: its first part is an option already.
    if (head.find('=') == std::string_view::npos) {
        target_ = head;
        parts.erase(parts.begin());
    } else {
        parts.front() = head;
    }
    for (const std::string_view part : parts) {
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos || equals == 0)
            throw usage_error({.where = text_,
                               .what = fmt::format("\"{}\" is not an option", part),
                               .hint = "options are written key=value and separated by commas"});
        if (part.substr(0, equals) != repeatable && find(part.substr(0, equals)))
            throw usage_error(
                {.where = text_, .what = fmt::format("option \"{}\" is given twice", part.substr(0, equals))});
        options_.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    }
}

void port_spec::allow(const std::vector<std::string_view>& known) const {
    for (const auto& [key, value] : options_) {
        if (std::ranges::find(known, key) != known.end())
            continue;
        const auto near = nearest(key, known);
        throw usage_error({.where = text_,
                           .what = "unknown option \"" + key + "\"",
                           .hint = near ? "did you mean \"" + *near + "\"?"
                                        : fmt::format("{} ports know {}", kind_, fmt::join(known, ", "))});
    }
}

std::optional<std::string> port_spec::find(std::string_view key) const {
    const auto found = std::ranges::find(options_, key, [](const auto& o) { return std::string_view(o.first); });
    return found == options_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> port_spec::find_all(std::string_view key) const {
    std::vector<std::string> values;
    for (const auto& [name, value] : options_)
        if (name == key)
            values.push_back(value);
    return values;
}

void port_spec::refuse(std::string_view key, const std::string& value, const std::string& wanted) const {
    throw usage_error({.where = text_,
                       .what = fmt::format("bad value \"{}\" for option \"{}\"", value, key),
                       .hint = "give " + wanted});
}

std::uint32_t port_spec::number(std::string_view key, std::uint32_t otherwise, std::uint32_t least,
                                std::uint32_t most) const {
    const auto text = find(key);
    if (!text)
        return otherwise;
    const auto value = to_number(*text);
    if (!value || *value < least || *value > most)
        refuse(key, *text, fmt::format("a whole number from {} to {}", least, most));
    return *value;
}

std::uint32_t port_spec::power_of_two(std::string_view key, std::uint32_t otherwise, std::uint32_t least,
                                      std::uint32_t most) const {
    const std::uint32_t value = number(key, otherwise, least, most);
    if (!std::has_single_bit(value))
        refuse(key, std::to_string(value), fmt::format("a power of two from {} to {}", least, most));
    return value;
}

std::size_t port_spec::choice(std::string_view key, const std::vector<std::string_view>& words) const {
    const auto text = find(key);
    if (!text)
        return 0;
    const auto found = std::ranges::find(words, *text);
    if (found == words.end())
        refuse(key, *text, fmt::format("one of {}", fmt::join(words, ", ")));
    return static_cast<std::size_t>(found - words.begin());
}

std::vector<std::uint32_t> port_spec::queues(std::string_view key) const {
    constexpr std::uint32_t most = 4095;
    std::vector<std::uint32_t> list;
    const auto text = find(key);
    if (!text)
        return list;
    for (const std::string_view part : split(*text, '+')) {
        const std::size_t dash = part.find('-');
        const auto first = to_number(part.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : to_number(part.substr(dash + 1));
        if (!first || !last || *last < *first || *last > most)
            refuse(key, *text, "queue numbers such as 0-3 or 0+2");
        for (std::uint32_t q = *first; q <= *last; ++q)
            list.push_back(q);
    }
    std::ranges::sort(list);
    if (std::ranges::adjacent_find(list) != list.end())
        refuse(key, *text, "each queue once");
    return list;
}

} // namespace xdpk
