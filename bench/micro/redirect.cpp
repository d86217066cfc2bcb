// SPDX-License-Identifier: BSD-3-Clause
// The redirect program by BPF_PROG_TEST_RUN: what it costs to decide whose a frame is. Only where BPF may be loaded.
#include "io/claims_maps.hpp"
#include "row.hpp"

#include <xdpk/base/fd.hpp>
#include <xdpk/net/packet_builder.hpp>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <memory>
#include <sys/socket.h>

#include "redirect.skel.h"

namespace {

using namespace xdpk;

constexpr int repeats = 10'000;

struct destroy {
    void operator()(redirect_bpf* object) const { redirect_bpf__destroy(object); }
};

/// The program with claims, and a socket for the frames.
class loaded_program {
public:
    explicit loaded_program(const std::vector<std::string>& claims) {
        const std::uint32_t queue = 0;
        const int socket = socket_.get();
        ::bpf_map_update_elem(::bpf_map__fd(object_->maps.xsks_map), &queue, &socket, BPF_ANY);
        detail::claims_maps("redirect", detail::claims_of(object_->obj)).replace(parse_claims(claims));
    }

    /// Verdict of the last of many runs.
    std::uint32_t run(const std::vector<std::byte>& frame) const {
        bpf_test_run_opts options{};
        options.sz = sizeof options;
        options.data_in = frame.data();
        options.data_size_in = static_cast<std::uint32_t>(frame.size());
        options.repeat = repeats;
        return ::bpf_prog_test_run_opts(::bpf_program__fd(object_->progs.xdpk_redirect), &options) == 0 ? options.retval
                                                                                                        : ~0U;
    }

private:
    std::unique_ptr<redirect_bpf, destroy> object_{redirect_bpf__open_and_load()};
    fd socket_{::socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0)};
};

std::vector<std::string> many_claims() {
    std::vector<std::string> list{"192.0.2.0/24+udp/53"};
    for (int i = 1; i < CLAIMS_MOST; ++i)
        list.push_back(fmt::format("10.{}.0.0/16+tcp/{}", i, 8000 + i));
    return list;
}

void add_redirect(const std::string& row, const std::vector<std::string>& claims, std::uint16_t port,
                  std::uint32_t verdict) {
    bench::add_row(row, "xdpk", [=](benchmark::State& state) {
        const loaded_program program(claims);
        const auto frame =
            build_packet({.destination = *parse_ip("192.0.2.1"), .protocol = ip_proto::udp, .destination_port = port});
        for (auto _ : state)
            if (program.run(frame) != verdict) {
                state.SkipWithError("another verdict");
                break;
            }
        state.SetItemsProcessed(state.iterations() * repeats);
    });
}

bool may_load() {
    const libbpf_print_fn_t printer = ::libbpf_set_print(nullptr);
    const std::unique_ptr<redirect_bpf, destroy> object(redirect_bpf__open_and_load());
    ::libbpf_set_print(printer);
    return object != nullptr;
}

const bool registered = [] {
    if (!may_load())
        return false;
    add_redirect("redirect in XDP, no claims", {}, 53, XDP_REDIRECT);
    add_redirect("redirect in XDP, 1 claim", {"udp/53"}, 53, XDP_REDIRECT);
    add_redirect("redirect in XDP, 64 claims", many_claims(), 53, XDP_REDIRECT);
    add_redirect("pass in XDP, 64 claims", many_claims(), 54, XDP_PASS);
    return true;
}();

} // namespace
