// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/config_reader.hpp>
#include <xdpk/run/live_stages.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace xdpk {

/// What a running program answers: a table for people, a list of objects for programs. Each row has a cell per column.
struct control_table {
    using cell = std::variant<std::string, std::uint64_t, double, bool>;
    std::vector<std::string> columns{};
    std::vector<std::vector<cell>> rows{};
};

/// Does what was asked, on the control thread. Throws xdpk::error.
using control_action = std::function<control_table(live_stages&)>;

/// Something a running program can be asked for: `xdpk VERB WHAT [KEY=VALUE…]`.
struct control_word {
    std::string verb;   ///< show, set, add, del, …
    std::string what{}; ///< counters, backends, …; empty if the verb says it all
    std::string help{}; ///< one line
    /// Reads the request's other keys. What it gives is called only if all of them are right.
    std::function<control_action(config_reader&)> read;
};

/// The words that a program knows.
class control_words {
public:
    /// A word of the same verb and object is replaced.
    void add(control_word word);

    /// Throws usage_error, with the nearest word, if there is none such.
    [[nodiscard]] const control_word& find(std::string_view verb, std::string_view what) const;

    [[nodiscard]] const std::vector<control_word>& all() const noexcept { return words_; }

private:
    std::vector<control_word> words_;
};

} // namespace xdpk
