// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/control_words.hpp>

#include <string>
#include <string_view>

namespace xdpk {

/// The answer to one request, both JSON objects in a line, without its end.
///
/// {"do": VERB, "what": WHAT, KEY: VALUE, …} is answered {"ok": true, "columns": […], "rows": [{COLUMN: VALUE}, …]}, or
/// {"ok": false, "error": TEXT} if it is not understood or fails; nothing was done then. Never throws.
[[nodiscard]] std::string answer_request(const control_words& words, live_stages& stages, std::string_view line);

/// The same answer for a request that was not even read.
[[nodiscard]] std::string refusal(std::string_view why);

} // namespace xdpk
