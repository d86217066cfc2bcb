// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/lcore_list.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <charconv>
#include <sched.h>
#include <string>

namespace xdpk::dpdk {

namespace {

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
    throw error({.where = "'" + std::string(text) + "'",
                 .what = why,
                 .hint = "write for example -l 0-3, -c f or --lcores '(0-3)@0'"});
}

/// Reads a list of lcores from left to right.
class reader {
public:
    explicit reader(std::string_view text) : whole_(text), rest_(text) {}

    [[nodiscard]] bool done() const { return rest_.empty(); }
    bool take(char c) {
        if (!rest_.starts_with(c))
            return false;
        rest_.remove_prefix(1);
        return true;
    }
    unsigned number() {
        unsigned value = 0;
        const auto [end, failed] = std::from_chars(rest_.begin(), rest_.end(), value);
        if (failed != std::errc{} || value >= CPU_SETSIZE)
            refuse(whole_, "is no list of lcores");
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.begin()));
        return value;
    }
    // "3" or "3-5" or "5-3"
    std::set<unsigned> range() {
        const unsigned first = number();
        const unsigned last = take('-') ? number() : first;
        std::set<unsigned> numbers;
        for (unsigned n = std::min(first, last); n <= std::max(first, last); ++n)
            numbers.insert(n);
        return numbers;
    }
    // A range, or several between parentheses.
    std::set<unsigned> group(bool& in_parentheses) {
        in_parentheses = take('(');
        if (!in_parentheses)
            return range();
        std::set<unsigned> numbers;
        do
            numbers.merge(range());
        while (take(','));
        if (!take(')'))
            refuse(whole_, "has a '(' without its ')'");
        return numbers;
    }

private:
    std::string_view whole_;
    std::string_view rest_;
};

cpu_set_t set_of(const std::set<unsigned>& numbers) {
    cpu_set_t cpus{};
    for (const unsigned cpu : numbers)
        CPU_SET(cpu, &cpus);
    return cpus;
}

cpu_set_t process_cpus() {
    cpu_set_t cpus{};
    ::sched_getaffinity(0, sizeof cpus, &cpus);
    return cpus;
}

void add(lcore_map& to, std::string_view text, unsigned id, const cpu_set_t& cpus) {
    if (id >= RTE_MAX_LCORE)
        refuse(text, "names lcore " + std::to_string(id) + "; the last is " + std::to_string(RTE_MAX_LCORE - 1));
    if (!to.emplace(id, cpus).second)
        refuse(text, "names lcore " + std::to_string(id) + " twice");
    const cpu_set_t usable = process_cpus();
    cpu_set_t both{};
    CPU_AND(&both, &cpus, &usable);
    if (CPU_COUNT(&both) == 0)
        refuse(text, "wants lcore " + std::to_string(id) + " on a CPU that this process has not, of " +
                         std::to_string(CPU_COUNT(&usable)) + "; several lcores may share one");
}

lcore_map each_on_its_own(const std::set<unsigned>& numbers, std::string_view text) {
    lcore_map lcores;
    for (const unsigned id : numbers)
        add(lcores, text, id, set_of({id}));
    return lcores;
}

} // namespace

lcore_map parse_lcores(std::string_view text) {
    lcore_map lcores;
    reader from(text);
    do {
        bool together = false;
        const std::set<unsigned> ids = from.group(together);
        const bool mapped = from.take('@');
        const std::set<unsigned> cpus = mapped ? from.group(together) : ids;
        for (const unsigned id : ids)
            add(lcores, text, id, mapped || together ? set_of(cpus) : set_of({id}));
    } while (from.take(','));
    if (!from.done())
        refuse(text, "is no list of lcores");
    return lcores;
}

std::set<unsigned> list_numbers(std::string_view text) {
    std::set<unsigned> numbers;
    reader from(text);
    do
        numbers.merge(from.range());
    while (from.take(','));
    if (!from.done())
        refuse(text, "is no list of lcores");
    return numbers;
}

std::set<unsigned> mask_numbers(std::string_view text) {
    std::string_view digits = text;
    if (digits.starts_with("0x") || digits.starts_with("0X"))
        digits.remove_prefix(2);
    std::set<unsigned> numbers;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        unsigned digit = 0;
        const char* const at = &digits[digits.size() - 1 - i];
        if (std::from_chars(at, at + 1, digit, 16).ptr == at)
            refuse(text, "is no hexadecimal mask");
        for (unsigned bit = 0; bit < 4; ++bit)
            if ((digit >> bit & 1) != 0)
                numbers.insert(static_cast<unsigned>(4 * i) + bit);
    }
    if (numbers.empty())
        refuse(text, "is a mask without lcores");
    return numbers;
}

lcore_map parse_core_mask(std::string_view text) { return each_on_its_own(mask_numbers(text), text); }

lcore_map lcores_of_process() {
    const cpu_set_t usable = process_cpus();
    std::set<unsigned> numbers;
    for (unsigned cpu = 0; cpu < RTE_MAX_LCORE; ++cpu)
        if (CPU_ISSET(cpu, &usable))
            numbers.insert(cpu);
    return each_on_its_own(numbers, "all CPUs");
}

} // namespace xdpk::dpdk
