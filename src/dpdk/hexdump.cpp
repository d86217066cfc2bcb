// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_hexdump.h>

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace {

void dump_line(FILE* out, const unsigned char* bytes, unsigned offset, unsigned count) {
    std::fprintf(out, "%08X:", offset);
    for (unsigned i = 0; i < 16; ++i)
        i < count ? std::fprintf(out, " %02X", bytes[i]) : std::fprintf(out, "   ");
    std::fprintf(out, " | ");
    for (unsigned i = 0; i < count; ++i)
        std::fputc(std::isprint(bytes[i]) != 0 ? bytes[i] : '.', out);
    std::fputc('\n', out);
}

} // namespace

void rte_hexdump(FILE* f, const char* title, const void* buf, unsigned int len) {
    const auto* const bytes = static_cast<const unsigned char*>(buf);
    std::fprintf(f, "%s at [%p], len=%u\n", title != nullptr ? title : "  Dump data", buf, len);
    for (unsigned offset = 0; offset < len; offset += 16)
        dump_line(f, bytes + offset, offset, std::min(len - offset, 16U));
    std::fflush(f);
}

void rte_memdump(FILE* f, const char* title, const void* buf, unsigned int len) {
    const auto* const bytes = static_cast<const unsigned char*>(buf);
    if (title != nullptr)
        std::fprintf(f, "%s: ", title);
    for (unsigned i = 0; i < len; ++i)
        std::fprintf(f, i == 0 ? "%02X" : ":%02X", bytes[i]);
    std::fputc('\n', f);
    std::fflush(f);
}
