// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_random.h>

#include <xdpk/dpdk/rte_lcore.h>

#include <array>
#include <random>

namespace {

std::uint64_t mixed(std::uint64_t x) {
    // splitmix64's output function: seeds that differ by one give states that have nothing in common.
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

// xoshiro256**: 256 bits of state, a few instructions a number.
struct alignas(RTE_CACHE_LINE_SIZE) generator {
    std::array<std::uint64_t, 4> s{};

    void seed(std::uint64_t value) {
        for (std::uint64_t& word : s)
            word = mixed(value += 0x9e3779b97f4a7c15);
    }

    std::uint64_t next() {
        const auto left = [](std::uint64_t x, int by) { return (x << by) | (x >> (64 - by)); };
        const std::uint64_t result = left(s[1] * 5, 7) * 9;
        const std::uint64_t shifted = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = left(s[3], 45);
        return result;
    }
};

struct generators_t {
    // One for each lcore, the last for all other threads.
    std::array<generator, RTE_MAX_LCORE + 1> all;

    generators_t() {
        std::random_device entropy;
        seed(std::uint64_t{entropy()} << 32 | entropy());
    }
    void seed(std::uint64_t value) {
        for (unsigned i = 0; i < all.size(); ++i)
            all[i].seed(value + i);
    }
};

generators_t& generators() {
    static generators_t only;
    return only;
}

} // namespace

void rte_srand(uint64_t seedval) { generators().seed(seedval); }

uint64_t rte_rand(void) {
    const unsigned lcore = rte_lcore_id();
    return generators().all[lcore < RTE_MAX_LCORE ? lcore : RTE_MAX_LCORE].next();
}

uint64_t rte_rand_max(uint64_t upper_bound) {
    if (upper_bound < 2)
        return 0;
    // Numbers under the next power of two, until one is below the bound: at most two on average.
    const uint64_t mask = rte_combine64ms1b(upper_bound - 1);
    uint64_t number = rte_rand() & mask;
    while (number >= upper_bound)
        number = rte_rand() & mask;
    return number;
}

double rte_drand(void) { return static_cast<double>(rte_rand() >> 11) * 0x1p-53; }
