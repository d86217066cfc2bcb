// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_errno.h>
#include <xdpk/dpdk/rte_mbuf_dyn.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace xdpk::dpdk {

namespace {

struct field {
    rte_mbuf_dynfield what;
    std::size_t offset;
};
struct flag {
    rte_mbuf_dynflag what;
    unsigned bit;
};

/// All that is registered. Bytes of rte_mbuf that nobody else uses are free.
struct registry {
    std::mutex lock;
    std::vector<field> fields;
    std::vector<flag> flags;
    std::array<bool, sizeof(rte_mbuf)> free{};

    registry() {
        const auto release = [this](std::size_t from, std::size_t bytes) {
            std::fill_n(free.begin() + static_cast<std::ptrdiff_t>(from), bytes, true);
        };
        release(offsetof(rte_mbuf, dynfield1), sizeof(rte_mbuf::dynfield1));
        release(offsetof(rte_mbuf, dynfield2), sizeof(rte_mbuf::dynfield2));
    }
};

registry& all() {
    static auto* const one = new registry;
    return *one;
}

constexpr unsigned first_bit = std::countr_zero(RTE_MBUF_F_FIRST_FREE);
constexpr unsigned last_bit = std::countr_zero(RTE_MBUF_F_LAST_FREE);

int refuse(int code) {
    rte_errno = code;
    return -1;
}

template <class T>
const T* find(const std::vector<T>& list, const char* name) {
    const auto found = std::ranges::find_if(list, [name](const T& t) { return std::string_view(t.what.name) == name; });
    return found == list.end() ? nullptr : &*found;
}

bool is_free(std::size_t offset, std::size_t size) {
    const auto& free = all().free;
    return offset + size <= free.size() &&
           std::all_of(free.begin() + static_cast<std::ptrdiff_t>(offset),
                       free.begin() + static_cast<std::ptrdiff_t>(offset + size), [](bool b) { return b; });
}

/// Smallest gaps first: what is aligned less goes to the end.
std::optional<std::size_t> place_for(const rte_mbuf_dynfield& f) {
    for (std::size_t offset = sizeof(rte_mbuf) / f.align * f.align; offset-- > 0;)
        if (offset % f.align == 0 && is_free(offset, f.size))
            return offset;
    return std::nullopt;
}

int register_field(const rte_mbuf_dynfield& f, std::size_t wanted) {
    if (f.size == 0 || !std::has_single_bit(f.align) || f.flags != 0)
        return refuse(EINVAL);
    if (strnlen(static_cast<const char*>(f.name), sizeof f.name) == sizeof f.name)
        return refuse(ENAMETOOLONG);
    const std::lock_guard hold(all().lock);
    if (const field* const there = find(all().fields, static_cast<const char*>(f.name))) {
        const bool same = there->what.size == f.size && there->what.align == f.align;
        return same && (wanted == SIZE_MAX || wanted == there->offset) ? static_cast<int>(there->offset)
                                                                       : refuse(EEXIST);
    }
    if (wanted != SIZE_MAX && (wanted % f.align != 0 || wanted >= sizeof(rte_mbuf)))
        return refuse(EINVAL);
    if (wanted != SIZE_MAX && !is_free(wanted, f.size))
        return refuse(EBUSY);
    const auto offset = wanted != SIZE_MAX ? std::optional{wanted} : place_for(f);
    if (!offset)
        return refuse(ENOENT);
    std::fill_n(all().free.begin() + static_cast<std::ptrdiff_t>(*offset), f.size, false);
    all().fields.push_back({f, *offset});
    return static_cast<int>(*offset);
}

int register_flag(const rte_mbuf_dynflag& f, unsigned wanted) {
    if (strnlen(static_cast<const char*>(f.name), sizeof f.name) == sizeof f.name)
        return refuse(ENAMETOOLONG);
    const std::lock_guard hold(all().lock);
    if (const flag* const there = find(all().flags, static_cast<const char*>(f.name)))
        return wanted == UINT_MAX || wanted == there->bit ? static_cast<int>(there->bit) : refuse(EEXIST);
    const auto taken = [](unsigned bit) {
        return std::ranges::any_of(all().flags, [bit](const flag& t) { return t.bit == bit; });
    };
    if (wanted != UINT_MAX && (wanted < first_bit || wanted > last_bit))
        return refuse(EINVAL);
    if (wanted != UINT_MAX && taken(wanted))
        return refuse(EBUSY);
    unsigned bit = wanted != UINT_MAX ? wanted : first_bit;
    while (bit <= last_bit && taken(bit))
        ++bit;
    if (bit > last_bit)
        return refuse(ENOENT);
    all().flags.push_back({f, bit});
    return static_cast<int>(bit);
}

int register_timestamp(int* field_offset, std::uint64_t* mask, const char* flag_name) {
    rte_mbuf_dynfield stamp{};
    std::strcpy(static_cast<char*>(stamp.name), RTE_MBUF_DYNFIELD_TIMESTAMP_NAME);
    stamp.size = sizeof(rte_mbuf_timestamp_t);
    stamp.align = alignof(rte_mbuf_timestamp_t);
    rte_mbuf_dynflag set{};
    std::strcpy(static_cast<char*>(set.name), flag_name);
    const int offset = rte_mbuf_dynfield_register(&stamp);
    const int bit = offset < 0 ? -1 : rte_mbuf_dynflag_register(&set);
    if (bit < 0)
        return -1;
    if (field_offset != nullptr)
        *field_offset = offset;
    if (mask != nullptr)
        *mask = std::uint64_t{1} << static_cast<unsigned>(bit);
    return 0;
}

} // namespace

extern "C" {

int rte_mbuf_dynfield_register(const rte_mbuf_dynfield* params) { return register_field(*params, SIZE_MAX); }
int rte_mbuf_dynfield_register_offset(const rte_mbuf_dynfield* params, std::size_t offset) {
    return register_field(*params, offset);
}
int rte_mbuf_dynflag_register(const rte_mbuf_dynflag* params) { return register_flag(*params, UINT_MAX); }
int rte_mbuf_dynflag_register_bitnum(const rte_mbuf_dynflag* params, unsigned bitnum) {
    return register_flag(*params, bitnum);
}

int rte_mbuf_dynfield_lookup(const char* name, rte_mbuf_dynfield* params) {
    const std::lock_guard hold(all().lock);
    const field* const found = find(all().fields, name);
    if (found == nullptr)
        return refuse(ENOENT);
    if (params != nullptr)
        *params = found->what;
    return static_cast<int>(found->offset);
}

int rte_mbuf_dynflag_lookup(const char* name, rte_mbuf_dynflag* params) {
    const std::lock_guard hold(all().lock);
    const flag* const found = find(all().flags, name);
    if (found == nullptr)
        return refuse(ENOENT);
    if (params != nullptr)
        *params = found->what;
    return static_cast<int>(found->bit);
}

void rte_mbuf_dyn_dump(FILE* out) {
    const std::lock_guard hold(all().lock);
    std::fprintf(out, "Reserved fields:\n");
    for (const field& f : all().fields)
        std::fprintf(out, "  name=%s offset=%zu size=%zu align=%zu\n", static_cast<const char*>(f.what.name), f.offset,
                     f.what.size, f.what.align);
    std::fprintf(out, "Reserved flags:\n");
    for (const flag& f : all().flags)
        std::fprintf(out, "  name=%s bitnum=%u\n", static_cast<const char*>(f.what.name), f.bit);
}

int rte_mbuf_dyn_rx_timestamp_register(int* field_offset, std::uint64_t* rx_flag) {
    return register_timestamp(field_offset, rx_flag, RTE_MBUF_DYNFLAG_RX_TIMESTAMP_NAME);
}
int rte_mbuf_dyn_tx_timestamp_register(int* field_offset, std::uint64_t* tx_flag) {
    return register_timestamp(field_offset, tx_flag, RTE_MBUF_DYNFLAG_TX_TIMESTAMP_NAME);
}

} // extern "C"

} // namespace xdpk::dpdk
