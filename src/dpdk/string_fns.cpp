// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_string_fns.h>

#include <xdpk/dpdk/rte_errno.h>

#include <array>
#include <cctype>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <string_view>

int rte_strsplit(char* string, int stringlen, char** tokens, int maxtokens, char delim) {
    if (string == nullptr || tokens == nullptr) {
        errno = EINVAL;
        return -1;
    }
    int found = 0;
    bool begins = true;
    for (int i = 0; i < stringlen && string[i] != '\0' && found < maxtokens; ++i) {
        if (begins)
            tokens[found++] = &string[i];
        begins = string[i] == delim;
        if (begins)
            string[i] = '\0';
    }
    return found;
}

ssize_t rte_strscpy(char* dst, const char* src, size_t dsize) {
    const std::size_t length = rte_strlcpy(dst, src, dsize);
    if (length < dsize)
        return static_cast<ssize_t>(length);
    rte_errno = E2BIG;
    return -E2BIG;
}

uint64_t rte_str_to_size(const char* str) {
    char* end = nullptr;
    while (isspace(static_cast<unsigned char>(*str)) != 0)
        ++str;
    if (*str == '-')
        return 0;
    errno = 0;
    uint64_t size = std::strtoull(str, &end, 0);
    if (errno != 0)
        return 0;
    if (*end == ' ')
        ++end;
    const std::string_view units = "KMGTPE";
    const std::size_t unit = units.find(static_cast<char>(std::toupper(*end)));
    if (*end != '\0' && unit != std::string_view::npos)
        size <<= 10 * (unit + 1);
    return size;
}

char* rte_size_to_str(char* buf, int buf_size, uint64_t count, bool use_iec, const char* unit) {
    constexpr std::array<const char*, 7> decimal{"", "k", "M", "G", "T", "P", "E"};
    constexpr std::array<const char*, 7> binary{"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    const double step = use_iec ? 1024 : 1000;
    auto value = static_cast<double>(count);
    std::size_t power = 0;
    for (; value >= step; ++power)
        value /= step;
    // Three digits say enough.
    const int places = power == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
    const int written = std::snprintf(buf, static_cast<std::size_t>(buf_size), "%.*f %s%s", places, value,
                                      (use_iec ? binary : decimal)[power], unit != nullptr ? unit : "");
    return written < buf_size ? buf : nullptr;
}
