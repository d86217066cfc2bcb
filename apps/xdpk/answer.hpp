// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xdpk::tool {

/// The request that `xdpk VERB WHAT KEY=VALUE…` sends, in one line. A value that is a whole number, true or false is
/// sent as such, all else as text; KEY=[A,B] is a list. Throws usage_error for what is not KEY=VALUE.
[[nodiscard]] std::string request_line(std::string_view verb, std::string_view what,
                                       const std::vector<std::string>& arguments);

/// An answer for people: a table with right-aligned numbers, or nothing if there is none. Throws xdpk::error with what
/// the program complained of.
[[nodiscard]] std::string answer_text(const std::string& answer);

/// The same for programs: the list of rows in JSON.
[[nodiscard]] std::string answer_json(const std::string& answer);

} // namespace xdpk::tool
