// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bpf/libbpf.h>
#include <xdp/libxdp.h>

namespace xdpk {

/// Drops the messages of libbpf and libxdp while it lives: what matters in them is told as an xdpk::error.
class quiet_libbpf {
public:
    quiet_libbpf() : bpf_(::libbpf_set_print(nullptr)), xdp_(::libxdp_set_print(nullptr)) {}
    quiet_libbpf(const quiet_libbpf&) = delete;
    quiet_libbpf& operator=(const quiet_libbpf&) = delete;
    ~quiet_libbpf() {
        ::libbpf_set_print(bpf_);
        ::libxdp_set_print(xdp_);
    }

private:
    libbpf_print_fn_t bpf_;
    libxdp_print_fn_t xdp_;
};

} // namespace xdpk
