// SPDX-License-Identifier: BSD-3-Clause
#include "caught_messages.hpp"

#include <array>
#include <bpf/libbpf.h>
#include <cstdarg>
#include <cstdio>
#include <xdp/libxdp.h>

namespace xdpk::detail {

namespace {

// The libraries hand no pointer of ours back, so these cannot be members.
std::mutex catching;
std::string caught;
libbpf_print_fn_t bpf_before;
libxdp_print_fn_t xdp_before;

int add(const char* format, va_list arguments) {
    std::array<char, 1024> line{};
    std::vsnprintf(line.data(), line.size(), format, arguments);
    caught += line.data();
    return 0;
}

int add_bpf(libbpf_print_level level, const char* format, va_list arguments) {
    return level == LIBBPF_WARN ? add(format, arguments) : 0;
}

int add_xdp(libxdp_print_level level, const char* format, va_list arguments) {
    return level == LIBXDP_WARN ? add(format, arguments) : 0;
}

} // namespace

caught_messages::caught_messages() : one_at_a_time_(catching) {
    caught.clear();
    bpf_before = ::libbpf_set_print(add_bpf);
    xdp_before = ::libxdp_set_print(add_xdp);
}

caught_messages::~caught_messages() {
    ::libbpf_set_print(bpf_before);
    ::libxdp_set_print(xdp_before);
}

std::string caught_messages::text() { return caught; }

} // namespace xdpk::detail
