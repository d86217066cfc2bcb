// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/port.hpp>

#include "loop_port.hpp"
#include "pcap_port.hpp"
#include "tap_port.hpp"
#include "xsk_port.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>

namespace xdpk {

namespace {

template <class Port>
std::unique_ptr<port> make(const port_spec& spec) {
    return std::make_unique<Port>(spec);
}

struct kind {
    std::string_view name;
    std::unique_ptr<port> (*make)(const port_spec&);
};

constexpr std::array kinds{kind{"xsk", make<xsk_port>}, kind{"pcap", make<pcap_port>}, kind{"tap", make<tap_port>},
                           kind{"loop", make<loop_port>}};

std::unique_ptr<port> make_port(const port_spec& spec) {
    const auto* const found = std::ranges::find(kinds, spec.kind(), &kind::name);
    if (found == kinds.end())
        throw error({.where = spec.text(), .what = "unknown kind of port \"" + spec.kind() + "\""});
    return found->make(spec);
}

} // namespace

void port::claim(const std::vector<xdpk::claim>& list) {
    if (!list.empty())
        throw usage_error({.where = facts().name,
                           .what = "this kind of port has no XDP program to give claims to",
                           .hint = "give them to xsk ports"});
}

const std::vector<claim>& port::claims() const noexcept {
    static const std::vector<xdpk::claim> none;
    return none;
}

void check_port(const port_spec& spec) { make_port(spec); }

std::unique_ptr<port> open_port(const port_spec& spec, const std::optional<port_fastpath>& fastpath) {
    std::unique_ptr<port> made = make_port(spec);
    if (fastpath)
        made->use_fastpath(*fastpath);
    made->connect();
    return made;
}

} // namespace xdpk
