// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/config_form.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace xdpk::form {

bool text::parse(const config_node& node, std::string& value) const {
    const auto* given = std::get_if<std::string>(&node.value);
    if (given == nullptr || given->size() < least || given->find('\0') != std::string::npos)
        return false;
    value = *given;
    return true;
}

bool flag::parse(const config_node& node, bool& value) const {
    const auto* given = std::get_if<bool>(&node.value);
    value = given != nullptr ? *given : value;
    return given != nullptr;
}

namespace detail {

namespace {

struct unit {
    std::string_view name;
    number size;
};

constexpr number kilo = 1000;
constexpr number kibi = 1024;
// From large to small, as durations are written.
constexpr std::array decimal_units{unit{"T", kilo* kilo* kilo* kilo}, unit{"G", kilo* kilo* kilo},
                                   unit{"M", kilo* kilo}, unit{"k", kilo}};
constexpr std::array binary_units{unit{"G", kibi* kibi* kibi}, unit{"M", kibi* kibi}, unit{"K", kibi}};
constexpr number second = 1'000'000'000;
constexpr std::array duration_units{
    unit{"d", 86400 * second}, unit{"h", 3600 * second}, unit{"m", 60 * second}, unit{"s", second},
    unit{"ms", 1'000'000},     unit{"us", 1000},         unit{"ns", 1}};

template <class Units>
number size_of(const Units& list, std::string_view name) {
    const auto found = std::ranges::find(list, name, &unit::name);
    return found == list.end() ? 0 : found->size;
}

number unit_size(units allowed, std::string_view name) {
    if (name.empty())
        return 1;
    return allowed == units::decimal ? size_of(decimal_units, name) : size_of(binary_units, name);
}

// Rounded behind the third decimal: 0.3 has no exact binary fraction, but "0.3k" is 300.
std::optional<number> parse_amount(std::string_view text, units allowed) {
    double value = 0;
    const auto [end, failure] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (failure != std::errc{})
        return std::nullopt;
    const number size = unit_size(allowed, text.substr(static_cast<std::size_t>(end - text.data())));
    const double product = std::round(value * static_cast<double>(size) * 1e3) / 1e3;
    constexpr double most = 9e18;
    if (size == 0 || product != std::floor(product) || std::abs(product) > most)
        return std::nullopt;
    return static_cast<number>(product);
}

template <class Units>
std::string show_in(number value, const Units& list) {
    for (const unit& u : list)
        if (value != 0 && value % u.size == 0)
            return fmt::format("\"{}{}\"", value / u.size, u.name);
    return std::to_string(value);
}

} // namespace

std::optional<number> parse_whole(const config_node& node, units allowed) {
    if (const auto* given = std::get_if<std::int64_t>(&node.value))
        return *given;
    const auto* text = std::get_if<std::string>(&node.value);
    return text == nullptr || allowed == units::none ? std::nullopt : parse_amount(*text, allowed);
}

std::string show_whole(number value, units allowed) {
    return allowed == units::none      ? std::to_string(value)
           : allowed == units::decimal ? show_in(value, decimal_units)
                                       : show_in(value, binary_units);
}

std::string wanted_whole(number least, number most, units allowed) {
    const char* const what = allowed == units::none      ? "a whole number"
                             : allowed == units::decimal ? "a number such as 1000, \"10k\" or \"1.5M\""
                                                         : "a size such as 4096, \"64K\" or \"16M\"";
    const std::string from = show_whole(least, allowed);
    if (most == std::numeric_limits<number>::max())
        return least == std::numeric_limits<number>::min() ? what : fmt::format("{}, {} or more", what, from);
    return fmt::format("{} from {} to {}", what, from, show_whole(most, allowed));
}

std::optional<number> parse_duration(const config_node& node) {
    const auto* text = std::get_if<std::string>(&node.value);
    if (text == nullptr || text->empty())
        return std::nullopt;
    number total = 0;
    number before = std::numeric_limits<number>::max();
    for (std::string_view rest = *text; !rest.empty();) {
        std::uint32_t count = 0;
        const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        const std::size_t name = std::min(rest.find_first_of("0123456789"), rest.size());
        const number size = size_of(duration_units, rest.substr(0, name));
        number part = 0;
        // From large to small: "5m2h" is a slip.
        if (failure != std::errc{} || size == 0 || size >= before || __builtin_mul_overflow(size, count, &part) ||
            __builtin_add_overflow(total, part, &total))
            return std::nullopt;
        before = size;
        rest.remove_prefix(name);
    }
    return total;
}

std::string show_duration(number nanoseconds) {
    std::string text;
    for (const unit& u : duration_units) {
        if (nanoseconds >= u.size)
            text += fmt::format("{}{}", nanoseconds / u.size, u.name);
        nanoseconds %= u.size;
    }
    return text.empty() ? "\"0s\"" : "\"" + text + "\"";
}

std::string wanted_duration(number least, number most, number step) {
    return fmt::format("a duration such as \"30s\" or \"1h30m\", from {} to {} in steps of {}", show_duration(least),
                       show_duration(most), show_duration(step));
}

} // namespace detail

} // namespace xdpk::form
