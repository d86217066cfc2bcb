// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_uuid.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

bool dash_before(unsigned byte) { return byte == 4 || byte == 6 || byte == 8 || byte == 10; }

} // namespace

bool rte_uuid_is_null(const rte_uuid_t uu) {
    return std::all_of(uu, uu + sizeof(rte_uuid_t), [](unsigned char byte) { return byte == 0; });
}

int rte_uuid_compare(const rte_uuid_t a, const rte_uuid_t b) { return std::memcmp(a, b, sizeof(rte_uuid_t)); }

int rte_uuid_parse(const char* in, rte_uuid_t uu) {
    rte_uuid_t read{};
    const std::string_view text(in);
    if (text.size() != RTE_UUID_STRLEN - 1)
        return -1;
    std::size_t at = 0;
    for (unsigned byte = 0; byte < sizeof(rte_uuid_t); ++byte) {
        if (dash_before(byte) && text[at++] != '-')
            return -1;
        const char digits[3] = {text[at], text[at + 1], '\0'};
        if (std::isxdigit(static_cast<unsigned char>(digits[0])) == 0 ||
            std::isxdigit(static_cast<unsigned char>(digits[1])) == 0)
            return -1;
        read[byte] = static_cast<unsigned char>(std::strtoul(digits, nullptr, 16));
        at += 2;
    }
    rte_uuid_copy(uu, read);
    return 0;
}

void rte_uuid_unparse(const rte_uuid_t uu, char* out, size_t len) {
    char text[RTE_UUID_STRLEN];
    char* at = text;
    for (unsigned byte = 0; byte < sizeof(rte_uuid_t); ++byte)
        at += std::snprintf(at, 4, dash_before(byte) ? "-%02x" : "%02x", uu[byte]);
    std::snprintf(out, len, "%s", text);
}
