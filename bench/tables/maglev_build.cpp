// SPDX-License-Identifier: BSD-3-Clause
// Building a Maglev table of 65537 entries for 1,000 backends, beside the algorithm as the paper prints it (Eisenbud et
// al., NSDI 2016, listing 1; no weights).
#include "harness.hpp"

#include <xdpk/table/maglev.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

constexpr std::uint32_t backends = 1000;
constexpr const char* name = "Maglev build, 1000 backends, 65537 entries";

std::vector<std::uint16_t> build_as_in_the_paper() {
    constexpr std::uint64_t size = maglev_table::default_size;
    std::mt19937_64 random(1);
    std::vector<std::uint64_t> offset(backends);
    std::vector<std::uint64_t> skip(backends);
    for (std::uint32_t i = 0; i < backends; ++i) {
        offset[i] = random() % size;
        skip[i] = random() % (size - 1) + 1;
    }
    std::vector<std::uint64_t> next(backends);
    std::vector<std::uint16_t> entry(size, maglev_table::none);
    for (std::uint64_t filled = 0;;)
        for (std::uint32_t i = 0; i < backends; ++i) {
            const auto permutation = [&] { return (offset[i] + next[i]++ * skip[i]) % size; };
            std::uint64_t candidate = permutation();
            while (entry[candidate] != maglev_table::none)
                candidate = permutation();
            entry[candidate] = static_cast<std::uint16_t>(i);
            if (++filled == size)
                return entry;
        }
}

template <class Build>
preparation milliseconds(Build build) {
    return [=]() -> measurement {
        return [=](double seconds) {
            return ns_per_item(seconds,
                               [&] {
                                   keep(build());
                                   return std::size_t{1};
                               }) /
                   1e6;
        };
    };
}

const bool registered = [] {
    std::vector<maglev_backend> list;
    for (std::uint64_t id = 0; id < backends; ++id)
        list.push_back({.id = id});
    add_row({.name = name, .unit = "ms", .figure_at_most = 5},
            milliseconds([list] { return maglev_table(list).entries().front(); }));
    add_peer(name, "as in the paper", milliseconds([] { return build_as_in_the_paper().front(); }));
    return true;
}();

} // namespace
