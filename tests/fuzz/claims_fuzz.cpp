// SPDX-License-Identifier: BSD-3-Clause
// Any text is a claim or refused, and a claim's own text is that claim.
#include "require.hpp"

#include <xdpk/io/port_spec.hpp>
#include <xdpk/io/xdp_claims.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const xdpk::claim read = xdpk::parse_claim(std::string_view(reinterpret_cast<const char*>(data), size));
        require(xdpk::parse_claim(to_string(read)) == read);
    } catch (const xdpk::usage_error&) {
    }
    return 0;
}
