// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xdpk {

/// What was asked for makes no sense as it is written, whatever the host can do.
class usage_error : public error {
public:
    using error::error;
};

/// A port as written by the user: `KIND:TARGET,key=value,…`, for example `xsk:eth0,queues=0-3,zero_copy=require`.
/// A bare name is an `xsk` port. Only `claim` may be given several times.
class port_spec {
public:
    /// Throws usage_error on bad syntax or an unknown kind.
    explicit port_spec(std::string_view text);

    [[nodiscard]] const std::string& kind() const noexcept { return kind_; }
    [[nodiscard]] const std::string& target() const noexcept { return target_; }
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    /// Throws usage_error unless every key is one of `known`; proposes the nearest.
    void allow(const std::vector<std::string_view>& known) const;

    /// The value of a key, if given.
    [[nodiscard]] std::optional<std::string> find(std::string_view key) const;
    /// All values of a key that may be given several times.
    [[nodiscard]] std::vector<std::string> find_all(std::string_view key) const;
    /// The value of a key as a whole number of `least` to `most`. Throws usage_error.
    [[nodiscard]] std::uint32_t number(std::string_view key, std::uint32_t otherwise, std::uint32_t least,
                                       std::uint32_t most) const;
    /// The value of a key as a power of two of `least` to `most`. Throws usage_error.
    [[nodiscard]] std::uint32_t power_of_two(std::string_view key, std::uint32_t otherwise, std::uint32_t least,
                                             std::uint32_t most) const;
    /// The value of a key as a position in `words`; the first word is the default. Throws usage_error.
    [[nodiscard]] std::size_t choice(std::string_view key, const std::vector<std::string_view>& words) const;
    /// Queue numbers: `0-3`, `2`, `0+2+5-7`; empty if the key is not given. Throws usage_error.
    [[nodiscard]] std::vector<std::uint32_t> queues(std::string_view key) const;

private:
    [[noreturn]] void refuse(std::string_view key, const std::string& value, const std::string& wanted) const;

    std::string text_;
    std::string kind_;
    std::string target_;
    std::vector<std::pair<std::string, std::string>> options_;
};

/// The candidate that is most like `word`, if any is like it at all (edit distance of Levenshtein).
[[nodiscard]] std::optional<std::string> nearest(std::string_view word,
                                                 const std::vector<std::string_view>& candidates);

} // namespace xdpk
