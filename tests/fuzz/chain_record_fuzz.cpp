// SPDX-License-Identifier: BSD-3-Clause
// Input: the file in which xdp_chain wrote down what it loaded, or what somebody made of it. What is read of it is
// written and read again without a difference.
#include "require.hpp"

#include "io/chain_record.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace xdpk::detail;
    const auto record = parse_record({reinterpret_cast<const char*>(data), size});
    if (record)
        require(parse_record(record_text(*record)) == record);
    return 0;
}
