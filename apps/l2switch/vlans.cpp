// SPDX-License-Identifier: BSD-3-Clause
#include "vlans.hpp"

#include <charconv>
#include <cstdint>
#include <string_view>

namespace l2switch {

namespace {

constexpr unsigned highest_vlan = 4094;

unsigned number(std::string_view text, unsigned least, unsigned most, const std::string& whole) {
    unsigned value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size() || value < least || value > most)
        throw CLI::ValidationError(whole, "write PORT=VLAN with a port number below " +
                                              std::to_string(xdpk::max_ports) + " and VLANs up to " +
                                              std::to_string(highest_vlan));
    return value;
}

std::pair<xdpk::port_id, std::string_view> split(const std::string& text) {
    const std::size_t equals = std::min(text.find('='), text.size());
    const std::string_view all(text);
    const unsigned port = number(all.substr(0, equals), 0, xdpk::max_ports - 1, text);
    return {static_cast<xdpk::port_id>(port), all.substr(std::min(equals + 1, all.size()))};
}

} // namespace

void vlan_options::set_access(const std::string& text) {
    const auto [port, vlan] = split(text);
    membership_.set_access(port, static_cast<std::uint16_t>(number(vlan, 1, highest_vlan, text)));
}

void vlan_options::set_trunk(const std::string& text) {
    const auto [port, list] = split(text);
    std::vector<std::uint32_t> vlans;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t end = std::min(list.find('+', at), list.size());
        const std::string_view part = list.substr(at, end - at);
        const std::size_t dash = std::min(part.find('-'), part.size());
        const unsigned first = number(part.substr(0, dash), 0, highest_vlan, text);
        const unsigned last = dash == part.size() ? first : number(part.substr(dash + 1), first, highest_vlan, text);
        for (unsigned vlan = first; vlan <= last; ++vlan)
            vlans.push_back(vlan);
        at = end + 1;
    }
    membership_.set_trunk(port, vlans);
}

void vlan_options::add_to(CLI::App& app) {
    app.add_option_function<std::vector<std::string>>(
           "--access",
           [this](const std::vector<std::string>& all) {
               for (const std::string& text : all)
                   set_access(text);
           },
           "PORT=VLAN: the port carries this VLAN only, without tags. PORT is a number, from 0")
        ->expected(1)
        ->take_all();
    app.add_option_function<std::vector<std::string>>(
           "--trunk",
           [this](const std::vector<std::string>& all) {
               for (const std::string& text : all)
                   set_trunk(text);
           },
           "PORT=VLANS: the port carries these VLANs, with tags, such as 10+20-29; 0 are frames without a tag")
        ->expected(1)
        ->take_all();
}

} // namespace l2switch
