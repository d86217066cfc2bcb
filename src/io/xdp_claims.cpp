// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/xdp_claims.hpp>

#include <xdpk/io/port_spec.hpp>
#include <xdpk/net/ip_prefix_text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace xdpk {

namespace {

constexpr std::uint16_t type_ipv4 = 0x0800;
constexpr std::uint16_t type_ipv6 = 0x86dd;
constexpr std::uint16_t least_type = 0x0600; // below it is a length (IEEE 802.3 §3.2.6)
constexpr std::uint16_t most_vlan = 4094;

struct named {
    std::string_view name;
    std::uint16_t value;
};

constexpr std::array types{named{"arp", 0x0806}, named{"ipv4", type_ipv4}, named{"ipv6", type_ipv6},
                           named{"lldp", 0x88cc}, named{"mpls", 0x8847}};
// IANA, Assigned Internet Protocol Numbers.
constexpr std::array protocols{named{"icmp", 1},   named{"igmp", 2},    named{"ipip", 4},   named{"tcp", 6},
                               named{"udp", 17},   named{"dccp", 33},   named{"gre", 47},   named{"esp", 50},
                               named{"ah", 51},    named{"icmpv6", 58}, named{"ospf", 89},  named{"pim", 103},
                               named{"vrrp", 112}, named{"l2tp", 115},  named{"sctp", 132}, named{"udplite", 136}};
constexpr std::array<std::uint8_t, 5> with_ports{6, 17, 33, 132, 136};

constexpr const char* grammar = "write for example udp/53, tcp/8000-8080, 192.0.2.0/24, 2001:db8::1+tcp/443, icmp, "
                                "proto/89, arp, ethertype/0x88cc, vlan/100 or all";

template <std::size_t N>
const named* find(const std::array<named, N>& list, std::string_view name) {
    const auto found = std::ranges::find(list, name, &named::name);
    return found == list.end() ? nullptr : &*found;
}

template <std::size_t N>
std::string name_of(const std::array<named, N>& list, std::uint16_t value, std::string_view otherwise) {
    const auto found = std::ranges::find(list, value, &named::value);
    return found == list.end() ? fmt::format(fmt::runtime(otherwise), value) : std::string(found->name);
}

std::optional<std::uint32_t> number(std::string_view text) {
    const int base = text.starts_with("0x") ? 16 : 10;
    text.remove_prefix(base == 16 ? 2 : 0);
    std::uint32_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (failure != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

bool has_ports(std::uint8_t protocol) { return std::ranges::find(with_ports, protocol) != with_ports.end(); }

/// Reads the parts of one claim.
class reader {
public:
    explicit reader(std::string_view text) : text_(text) {}

    claim read() {
        if (text_ == "all")
            return {};
        for (std::size_t at = 0; at <= text_.size();) {
            const std::size_t end = std::min(text_.find('+', at), text_.size());
            take(text_.substr(at, end - at));
            at = end + 1;
        }
        check();
        return claim_;
    }

private:
    [[noreturn]] void refuse(const std::string& what, const std::string& hint = grammar) const {
        throw usage_error({.where = fmt::format("claim \"{}\"", text_), .what = what, .hint = hint});
    }

    void take(std::string_view part) {
        if (part.empty())
            refuse(text_.empty() ? "says nothing" : "nothing before or behind a \"+\"");
        if (part == "all")
            refuse("\"all\" does not go with others", "leave the others out, or \"all\"");
        if (part.find(':') != std::string_view::npos || (part.front() >= '0' && part.front() <= '9'))
            take_destination(part);
        else
            take_word(part);
    }

    template <class T, class Value>
    void set(std::optional<T>& member, const Value& value, const char* what) {
        if (member)
            refuse(fmt::format("says twice which {}", what), "make it two claims: what fits one of them is taken");
        member = value;
    }

    void take_destination(std::string_view part) {
        if (claim_.destination.index() != 0)
            refuse("says twice which destination", "make it two claims: what fits one of them is taken");
        if (const auto v4 = parse_ipv4_prefix(part))
            claim_.destination = v4->masked();
        else if (const auto v6 = parse_ipv6_prefix(part))
            claim_.destination = v6->masked();
        else
            refuse(fmt::format("\"{}\" is no address or prefix", part));
    }

    void take_word(std::string_view part) {
        const std::size_t slash = part.find('/');
        const std::string_view name = part.substr(0, slash);
        const std::string_view value = slash == std::string_view::npos ? "" : part.substr(slash + 1);
        if (name == "ethertype")
            set(claim_.type, whole(part, value, least_type, 0xffff), "type");
        else if (name == "vlan")
            set(claim_.vlan, whole(part, value, 0, most_vlan), "VLAN");
        else if (name == "proto")
            set(claim_.protocol, static_cast<std::uint8_t>(whole(part, value, 0, 255)), "protocol");
        else if (name == "port")
            set(claim_.ports, ports(part, value), "ports");
        else if (const named* const type = find(types, name); type != nullptr && slash == std::string_view::npos)
            set(claim_.type, type->value, "type");
        else if (const named* const protocol = find(protocols, name); protocol != nullptr)
            take_protocol(part, static_cast<std::uint8_t>(protocol->value), slash != std::string_view::npos, value);
        else
            refuse_word(part, name);
    }

    void take_protocol(std::string_view part, std::uint8_t protocol, bool has_value, std::string_view value) {
        set(claim_.protocol, protocol, "protocol");
        if (!has_value)
            return;
        if (!has_ports(protocol))
            refuse(fmt::format("\"{}\": this protocol has no ports", part));
        set(claim_.ports, ports(part, value), "ports");
    }

    [[noreturn]] void refuse_word(std::string_view part, std::string_view name) const {
        constexpr std::size_t longest = 16; // anything more is like none of them
        std::vector<std::string_view> words{"ethertype", "vlan", "proto", "port", "all"};
        for (const named& n : types)
            words.push_back(n.name);
        for (const named& n : protocols)
            words.push_back(n.name);
        const bool known = std::ranges::find(words, name) != words.end();
        const auto near = known || name.size() > longest ? std::nullopt : nearest(name, words);
        refuse(fmt::format("\"{}\" is not known", part), near ? "did you mean \"" + *near + "\"?" : grammar);
    }

    [[nodiscard]] std::uint16_t whole(std::string_view part, std::string_view value, std::uint32_t least,
                                      std::uint32_t most) const {
        const auto n = number(value);
        if (!n || *n < least || *n > most)
            refuse(fmt::format("\"{}\" needs a whole number from {} to {} behind the slash", part, least, most),
                   least == least_type ? "numbers such as 0x88cc may be hexadecimal" : "");
        return static_cast<std::uint16_t>(*n);
    }

    [[nodiscard]] claim_ports ports(std::string_view part, std::string_view value) const {
        const std::size_t dash = value.find('-');
        const auto first = number(value.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : number(value.substr(dash + 1));
        if (!first || !last || *first > *last || *last > 0xffff)
            refuse(fmt::format("\"{}\" needs a port or ports behind the slash", part),
                   "write 53 or 8000-8080, from 0 to 65535");
        return {.first = static_cast<std::uint16_t>(*first), .last = static_cast<std::uint16_t>(*last)};
    }

    /// What no frame could fit.
    void check() const {
        const bool ip = claim_.protocol || claim_.ports || claim_.destination.index() != 0;
        if (ip && claim_.type && *claim_.type != type_ipv4 && *claim_.type != type_ipv6)
            refuse("frames of this type have no protocol, ports or destination",
                   "leave the type out, or what needs IP");
        if ((claim_.destination.index() == 1 && claim_.type == type_ipv6) ||
            (claim_.destination.index() == 2 && claim_.type == type_ipv4))
            refuse("the destination is of the other version of IP", "leave the type out");
        if (claim_.ports && claim_.protocol && !has_ports(*claim_.protocol))
            refuse("this protocol has no ports");
        if (claim_.type == 0x8100 || claim_.type == 0x88a8)
            refuse("this is the type of a VLAN tag, and a frame's stands behind its tags", "write vlan/N");
    }

    std::string_view text_;
    claim claim_;
};

std::string text_of(const claim_ports& ports) {
    return ports.first == ports.last ? fmt::format("{}", ports.first) : fmt::format("{}-{}", ports.first, ports.last);
}

} // namespace

claim parse_claim(std::string_view text) { return reader(text).read(); }

std::vector<claim> parse_claims(const std::vector<std::string>& texts) {
    std::vector<claim> list;
    for (const std::string& text : texts)
        list.push_back(parse_claim(text));
    return list;
}

std::string to_string(const claim& c) {
    std::string text;
    const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : "+") + part; };
    if (c.vlan)
        add(fmt::format("vlan/{}", *c.vlan));
    if (c.type)
        add(name_of(types, *c.type, "ethertype/{:#06x}"));
    if (const auto* const v4 = std::get_if<ipv4_prefix>(&c.destination))
        add(v4->length == ipv4_prefix::bits ? to_string(v4->address) : to_string(*v4));
    if (const auto* const v6 = std::get_if<ipv6_prefix>(&c.destination))
        add(v6->length == ipv6_prefix::bits ? to_string(v6->address) : to_string(*v6));
    const std::string name = c.protocol ? name_of(protocols, *c.protocol, "proto/{}") : "port";
    if (c.protocol || c.ports)
        add(c.ports ? name + "/" + text_of(*c.ports) : name);
    return text.empty() ? "all" : text;
}

} // namespace xdpk
