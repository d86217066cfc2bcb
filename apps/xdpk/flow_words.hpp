// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/control_words.hpp>

namespace xdpk::tool {

/// `show flows` and `show nat`.
void add_flow_words(control_words& words);

/// `show rules`, and `add` and `del` for the blocks of a filter's sets.
void add_filter_words(control_words& words);

/// `show services`, `show backends`, `show choice`, and `set`, `add` and `del` for a backend.
void add_service_words(control_words& words);

/// `show neighbours` and `show routes`.
void add_network_words(control_words& words);

} // namespace xdpk::tool
