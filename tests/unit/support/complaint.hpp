// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/config_reader.hpp>

#include <string>

namespace xdpk::test {

/// What is wrong with a configuration text that `read` takes; "none" if nothing is.
template <class Read>
std::string complaint_of(Read read, const std::string& text) {
    try {
        (void)read(text);
    } catch (const config_error& e) {
        return e.what();
    }
    return "none";
}

} // namespace xdpk::test
