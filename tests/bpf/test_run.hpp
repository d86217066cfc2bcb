// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xdpk::test {

/// What a program made of a frame.
struct verdict_and_frame {
    std::uint32_t verdict = 0;
    std::vector<std::byte> frame{};
};

/// Runs an XDP program once on a frame; nothing is sent anywhere. Verdict ~0 means that the run failed.
inline verdict_and_frame test_run(const bpf_program* program, std::span<const std::byte> frame) {
    verdict_and_frame out{.verdict = ~0U, .frame = std::vector<std::byte>(frame.size() + 256)};
    bpf_test_run_opts options{};
    options.sz = sizeof options;
    options.data_in = frame.data();
    options.data_size_in = static_cast<std::uint32_t>(frame.size());
    options.data_out = out.frame.data();
    options.data_size_out = static_cast<std::uint32_t>(out.frame.size());
    if (::bpf_prog_test_run_opts(::bpf_program__fd(program), &options) == 0)
        out.verdict = options.retval;
    out.frame.resize(options.data_size_out);
    return out;
}

} // namespace xdpk::test
