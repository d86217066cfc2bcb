// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/config_node.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xdpk {

/// How a T is written in a configuration: reads it (false if the value is something else), writes it, and says what it
/// wants: "a whole number from 1 to 256". A form may have `words()`, of which the nearest is proposed.
template <class F, class T>
concept config_form = requires(const F& form, const config_node& node, T& value, const T& given) {
    { form.parse(node, value) } -> std::same_as<bool>;
    { form.show(given) } -> std::same_as<std::string>;
    { form.wanted() } -> std::same_as<std::string>;
};

namespace form {

/// Text of some length.
struct text {
    std::size_t least = 1; ///< in bytes

    bool parse(const config_node& node, std::string& value) const;
    [[nodiscard]] std::string show(const std::string& value) const { return "\"" + value + "\""; }
    [[nodiscard]] std::string wanted() const { return least == 0 ? "text" : "text, in quotes"; }
};

struct flag {
    bool parse(const config_node& node, bool& value) const;
    [[nodiscard]] std::string show(bool value) const { return value ? "true" : "false"; }
    [[nodiscard]] std::string wanted() const { return "true or false"; }
};

namespace detail {

using number = std::int64_t;

template <std::integral T>
constexpr number
    top = static_cast<number>(std::min<std::uint64_t>(static_cast<std::uint64_t>(std::numeric_limits<T>::max()),
                                                      std::numeric_limits<number>::max()));

/// Units that a number may be followed by.
enum class units : std::uint8_t { none, decimal, binary };

[[nodiscard]] std::optional<number> parse_whole(const config_node& node, units allowed);
[[nodiscard]] std::string wanted_whole(number least, number most, units allowed);
[[nodiscard]] std::string show_whole(number value, units allowed);

/// In nanoseconds.
[[nodiscard]] std::optional<number> parse_duration(const config_node& node);
[[nodiscard]] std::string wanted_duration(number least, number most, number step);
[[nodiscard]] std::string show_duration(number nanoseconds);

template <std::integral T, units Units>
struct whole {
    T least = std::numeric_limits<T>::min();
    T most = static_cast<T>(top<T>);

    bool parse(const config_node& node, T& value) const {
        const std::optional<number> given = parse_whole(node, Units);
        if (!given || std::cmp_less(*given, least) || std::cmp_greater(*given, most))
            return false;
        value = static_cast<T>(*given);
        return true;
    }
    [[nodiscard]] std::string show(T value) const { return show_whole(static_cast<number>(value), Units); }
    [[nodiscard]] std::string wanted() const {
        return wanted_whole(static_cast<number>(least), static_cast<number>(most), Units);
    }
};

} // namespace detail

/// A whole number.
template <std::integral T>
using whole = detail::whole<T, detail::units::none>;

/// A rate or an amount, also as text with a decimal unit: "10k" is 10,000, "1.5G" 1,500,000,000.
template <std::integral T>
using quantity = detail::whole<T, detail::units::decimal>;

/// A size in bytes, also as text with a binary unit: "64K" is 65,536.
template <std::integral T>
using size = detail::whole<T, detail::units::binary>;

/// A duration as text, "30s" or "1h30m"; never a bare number, whose unit nobody can see.
template <class Duration>
struct duration {
    Duration least = Duration::zero();
    Duration most = std::chrono::duration_cast<Duration>(std::chrono::hours(24 * 365));

    bool parse(const config_node& node, Duration& value) const {
        const auto given = detail::parse_duration(node);
        if (!given || *given % in_nanoseconds(Duration(1)) != 0)
            return false;
        const auto exact = std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(*given));
        if (exact < least || exact > most)
            return false;
        value = exact;
        return true;
    }
    [[nodiscard]] std::string show(Duration value) const { return detail::show_duration(in_nanoseconds(value)); }
    [[nodiscard]] std::string wanted() const {
        return detail::wanted_duration(in_nanoseconds(least), in_nanoseconds(most), in_nanoseconds(Duration(1)));
    }

private:
    static std::int64_t in_nanoseconds(Duration d) { return std::chrono::nanoseconds(d).count(); }
};

/// The same for a member that counts units of Duration.
template <class Duration, std::integral T>
struct count_of {
    T least = 0;
    T most = std::numeric_limits<T>::max();

    bool parse(const config_node& node, T& value) const {
        Duration given{};
        const bool right = as_duration().parse(node, given);
        value = right ? static_cast<T>(given.count()) : value;
        return right;
    }
    [[nodiscard]] std::string show(T value) const { return as_duration().show(Duration(value)); }
    [[nodiscard]] std::string wanted() const { return as_duration().wanted(); }

private:
    [[nodiscard]] duration<Duration> as_duration() const {
        const auto year = duration<Duration>().most;
        return {.least = Duration(least), .most = std::cmp_less(most, year.count()) ? Duration(most) : year};
    }
};

} // namespace form

} // namespace xdpk
