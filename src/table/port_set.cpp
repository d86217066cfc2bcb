// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/port_set.hpp>

#include <bit>

namespace xdpk {

namespace {

constexpr std::uint32_t word_bits = 64;

std::uint64_t parity_mask(port_parity parity) noexcept {
    constexpr std::uint64_t even_ports = 0x5555'5555'5555'5555;
    switch (parity) {
    case port_parity::even:
        return even_ports;
    case port_parity::odd:
        return ~even_ports;
    case port_parity::any:
        break;
    }
    return ~std::uint64_t{0};
}

/// Those ports of a word that fit and are from `first` to `last`; the word has some of these.
std::uint64_t fitting(const port_search& wanted, std::size_t word, std::uint32_t first, std::uint32_t last) noexcept {
    const auto begin = static_cast<std::uint32_t>(word) * word_bits;
    std::uint64_t free = ~wanted.taken->word(word) & parity_mask(wanted.parity);
    if (wanted.reserved != nullptr)
        free &= ~wanted.reserved->word(word);
    if (wanted.mine != nullptr)
        free &= wanted.mine->word(word);
    if (first > begin)
        free &= ~std::uint64_t{0} << (first - begin);
    if (last < begin + word_bits - 1)
        free &= ~std::uint64_t{0} >> (begin + word_bits - 1 - last);
    return free;
}

std::optional<std::uint16_t> first_fitting(const port_search& wanted, std::uint32_t first,
                                           std::uint32_t last) noexcept {
    for (std::size_t word = first / word_bits; word <= last / word_bits; ++word)
        if (const std::uint64_t free = fitting(wanted, word, first, last); free != 0)
            return static_cast<std::uint16_t>(word * word_bits + static_cast<unsigned>(std::countr_zero(free)));
    return std::nullopt;
}

} // namespace

bool fits(const port_search& wanted, std::uint16_t port) noexcept {
    return port >= wanted.range.first && port <= wanted.range.last &&
           fitting(wanted, port / word_bits, port, port) != 0;
}

std::optional<std::uint16_t> find_port(const port_search& wanted, std::uint16_t start) noexcept {
    if (const auto found = first_fitting(wanted, start, wanted.range.last))
        return found;
    if (start == wanted.range.first)
        return std::nullopt;
    return first_fitting(wanted, wanted.range.first, start - 1U);
}

std::size_t count_ports(const port_search& wanted) noexcept {
    std::size_t count = 0;
    for (std::size_t word = wanted.range.first / word_bits; word <= wanted.range.last / word_bits; ++word)
        count += static_cast<std::size_t>(std::popcount(fitting(wanted, word, wanted.range.first, wanted.range.last)));
    return count;
}

} // namespace xdpk
