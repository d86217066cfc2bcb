// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/counter.hpp>

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <string_view>

namespace xdpk::test {

/// The counter of that name of a stage.
template <class Stage>
std::uint64_t count_of(const Stage& stage, std::string_view name) {
    for (const named_counter& c : stage.counters())
        if (name == c.name)
            return c.value->get();
    ADD_FAILURE() << "no counter " << name;
    return 0;
}

/// The counters of a stage that are not zero.
template <class Stage>
std::map<std::string, std::uint64_t> counted(const Stage& stage) {
    std::map<std::string, std::uint64_t> counts;
    for (const named_counter& c : stage.counters())
        if (c.value->get() != 0)
            counts[c.name] = c.value->get();
    return counts;
}

} // namespace xdpk::test
