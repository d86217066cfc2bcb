// SPDX-License-Identifier: BSD-3-Clause
#include "nat_plan.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/flow_hash.hpp>

#include <algorithm>
#include <span>
#include <tuple>

namespace xdpk::detail {

namespace {

constexpr unsigned most_pool_bits = 16;       // 65536 addresses
constexpr unsigned most_subscriber_bits = 24; // 16 million
constexpr std::uint16_t first_high_port = 1024;

struct fault {
    std::string what;
    std::string hint;
};

void require(bool holds, const std::string& where, const fault& why) {
    if (!holds)
        throw error({.where = where, .what = why.what, .hint = why.hint});
}

std::uint64_t tag_of(const std::string& name) noexcept {
    std::uint64_t tag = name.size();
    for (const char c : name)
        tag = fold_multiply(tag ^ static_cast<std::uint8_t>(c), hash_constant[0]);
    return tag;
}

/// The part of `ports` from `first` to `last`.
std::optional<port_range> part(const port_range& ports, std::uint16_t first, std::uint16_t last) noexcept {
    const port_range both{std::max(ports.first, first), std::min(ports.last, last)};
    return both.first <= both.last ? std::optional(both) : std::nullopt;
}

class compiler {
public:
    explicit compiler(const nat_config& config) : config_(config) {}

    nat_plan compile() {
        for (const nat_pool& p : config_.pools)
            add_pool(p);
        sort_externals();
        for (const nat_rule& r : config_.rules)
            add_rule(r);
        for (const nat_64& n : config_.nat64)
            add_embedding(n);
        for (const nat_static& s : config_.statics)
            add_static(s);
        for (const nat_forward& f : config_.forwards)
            add_forward(f);
        sort_entries();
        return std::move(plan_);
    }

private:
    void add_pool(const nat_pool& given) {
        const std::string where = "nat pool '" + given.name + "'";
        require(!given.name.empty() && find_pool(given.name) == nat_plan::none, where,
                {"its name is empty or another pool's", "give each pool a name of its own"});
        require(!given.addresses.empty(), where, {"has no addresses", "name at least one"});
        require(given.ports.first <= given.ports.last && given.ports.last != 0, where,
                {"its range of ports is empty", "give the lower end first"});
        nat_plan::pool p{.config = given, .tag = tag_of(given.name)};
        const std::uint16_t lowest = 1; // 0 is no port to speak from
        p.low = part(given.ports, lowest, first_high_port - 1);
        p.high = part(given.ports, first_high_port, 0xFFFF);
        for (const address_block& block : given.addresses)
            add_addresses(p, nat_prefix_of(block), where);
        add_subscribers(p, where);
        require(!p.in_blocks() || (p.high && p.block_count() != 0), where,
                {"a block is larger than what the pool has of ports above 1023", "choose a smaller block_size"});
        plan_.pools.push_back(std::move(p));
    }

    void add_addresses(nat_plan::pool& p, const nat_prefix& block, const std::string& where) {
        require(p.ip_version == 0 || p.ip_version == block.ip_version, where,
                {"has IPv4 and IPv6 addresses", "make two pools of it"});
        require(block.host_bits() <= most_pool_bits, where,
                {"has a block of more than 65536 addresses", "choose a longer prefix"});
        p.ip_version = block.ip_version;
        for (std::uint32_t i = 0; i < std::uint32_t{1} << block.host_bits(); ++i)
            plan_.externals.push_back({.address = block.at(i),
                                       .pool = static_cast<std::uint32_t>(plan_.pools.size()),
                                       .member = static_cast<std::uint32_t>(member_count_++)});
        p.members.resize(member_count_);
    }

    void add_subscribers(nat_plan::pool& p, const std::string& where) {
        member_count_ = 0;
        if (!p.config.subscribers)
            return;
        p.subscribers = nat_prefix_of(*p.config.subscribers);
        require(p.subscribers.ip_version == p.ip_version, where,
                {"its subscribers are of the other IP version", "choose ones like its addresses"});
        require(p.subscribers.host_bits() <= most_subscriber_bits, where,
                {"has more than 16 million subscribers", "choose a longer prefix"});
        require(!p.in_blocks(), where,
                {"has both blocks and ports by arithmetic", "leave out block_size or subscribers"});
        require(p.high.has_value(), where, {"has no ports above 1023", "widen `ports`"});
        p.deterministic.emplace(std::uint32_t{1} << p.subscribers.host_bits(),
                                static_cast<std::uint32_t>(p.members.size()), *p.high);
        require(p.deterministic->ports_each() != 0, where,
                {"has more subscribers than ports", "add addresses or take away subscribers"});
    }

    void sort_externals() {
        std::ranges::sort(plan_.externals, {}, &nat_plan::external::address);
        for (std::size_t i = 0; i < plan_.externals.size(); ++i) {
            const nat_plan::external& e = plan_.externals[i];
            const std::string where = "nat pool '" + plan_.pools[e.pool].config.name + "'";
            require(i == 0 || plan_.externals[i - 1].address != e.address, where,
                    {to_string(ip_address_of(e.address)) + " is there twice, or in another pool",
                     "have each address in one pool"});
            plan_.pools[e.pool].members[e.member] = static_cast<std::uint32_t>(i);
        }
    }

    void add_rule(const nat_rule& given) {
        const std::string where = "nat rule '" + given.name + "'";
        nat_plan::rule r{.source = nat_prefix_of(given.source), .protocol = given.protocol};
        if (given.destination)
            r.destination = nat_prefix_of(*given.destination);
        require(!r.destination || r.destination->ip_version == r.source.ip_version, where,
                {"source and destination are of different IP versions", "make two rules of it"});
        if (!given.pool.empty()) {
            r.pool = pool_called(given.pool, where);
            check_source(r.source, plan_.pools[r.pool], where);
        }
        plan_.rules.push_back(r);
    }

    void check_source(const nat_prefix& source, const nat_plan::pool& p, const std::string& where) const {
        require(p.ip_version == source.ip_version, where,
                {"its pool is of the other IP version", "choose one like its source"});
        require(source.length != 0, where,
                {"its source is every address", "name the internal addresses, so that others are known to be outside"});
        require(!p.deterministic ||
                    (p.subscribers.contains(source.bytes, source.ip_version) && p.subscribers.length <= source.length),
                where, {"its source has more addresses than the pool's subscribers", "make them equal"});
        for (const std::uint32_t i : p.members)
            require(!source.contains(plan_.externals[i].address), where,
                    {"its source has " + to_string(ip_address_of(plan_.externals[i].address)) +
                         " in it, which is in its pool",
                     "keep internal and external addresses apart"});
    }

    void add_embedding(const nat_64& given) {
        const std::string where = "nat64 '" + given.name + "'";
        const nat_plan::embedding e{.prefix = nat_prefix_of(given.prefix),
                                    .source = nat_prefix_of(given.source),
                                    .pool = pool_called(given.pool, where)};
        require(
            e.prefix.ip_version == 6 && e.source.ip_version == 6, where,
            {"its prefix or its source is of IPv4", "IPv6 hosts reach IPv4 ones at IPv6 addresses: give two blocks"});
        require(is_translation_prefix_length(e.prefix.length), where,
                {"no IPv4 address can stand behind its prefix", "choose one of 32, 40, 48, 56, 64 or 96 bits"});
        require(e.prefix.bytes[8] == 0, where,
                {"bits 64 to 71 of its prefix are not zero", "choose one as in RFC 6052, section 2.2"});
        require(plan_.pools[e.pool].ip_version == 4, where, {"its pool has IPv6 addresses", "choose one of IPv4"});
        require(!plan_.pools[e.pool].deterministic, where,
                {"its pool has ports by arithmetic, for IPv4 subscribers", "choose a pool without `subscribers`"});
        plan_.embeddings.push_back(e);
    }

    void add_static(const nat_static& given) {
        const std::string where = "nat static '" + given.name + "'";
        nat_plan::entry e{.name = where,
                          .external = nat_address_of(given.external),
                          .internal = nat_address_of(given.internal),
                          .both_ways = true};
        add_entry(std::move(e), where);
    }

    void add_forward(const nat_forward& given) {
        const std::string where = "nat forward '" + given.name + "'";
        nat_plan::entry e{.name = where,
                          .external = nat_address_of(given.external),
                          .internal = nat_address_of(given.internal),
                          .protocol = given.protocol,
                          .ports = given.ports,
                          .internal_port = given.internal_port.value_or(given.ports.first),
                          .both_ways = given.protocol.has_value()};
        check_ports(e, where);
        if (!given.source_pool.empty()) {
            e.source_pool = pool_called(given.source_pool, where);
            require(plan_.pools[e.source_pool].ip_version == e.external.ip_version, where,
                    {"its source pool is of the other IP version", "choose one like its addresses"});
            require(!plan_.pools[e.source_pool].deterministic, where,
                    {"its source pool has ports by arithmetic", "those outside are no subscribers: choose another"});
        }
        add_entry(std::move(e), where);
    }

    static void check_ports(const nat_plan::entry& e, const std::string& where) {
        const bool has_ports = e.protocol && (*e.protocol == ip_proto::tcp || *e.protocol == ip_proto::udp ||
                                              *e.protocol == ip_proto::sctp);
        require(!e.protocol || has_ports, where,
                {"its protocol has no ports", "choose tcp, udp or sctp, or no protocol for all"});
        require(e.protocol || (e.ports.first == 0 && e.ports.last == 0xFFFF && e.internal_port == 0), where,
                {"has ports but no protocol", "name the protocol"});
        require(e.ports.first <= e.ports.last, where, {"its range of ports is empty", "give the lower end first"});
        require(e.internal_port + (e.ports.last - e.ports.first) <= 0xFFFF, where,
                {"its internal ports end above 65535", "choose a lower internal port"});
        require(e.protocol != ip_proto::sctp || e.internal_port == e.ports.first, where,
                {"SCTP's ports cannot be changed", "leave out the internal port"});
    }

    void add_entry(nat_plan::entry e, const std::string& where) {
        const bool crosses = e.external.ip_version == 4 && plan_.embedding_of(e.internal) != nullptr;
        require(e.external.ip_version == e.internal.ip_version || crosses, where,
                {"its addresses are of different IP versions",
                 "choose both of one, or an IPv6 host in a nat64's source behind an IPv4 address"});
        if (const std::uint32_t at = plan_.find_external(e.external); at != nat_plan::none) {
            require(e.protocol.has_value(), where,
                    {"its external address is in a pool", "take it out of the pool, or forward ports only"});
            reserve(plan_.externals[at], e);
        }
        plan_.inbound.push_back(e);
        plan_.served.push_back(e.internal);
        if (e.both_ways)
            plan_.outbound.push_back(std::move(e));
    }

    void reserve(nat_plan::external& at, const nat_plan::entry& e) {
        if (e.protocol == ip_proto::sctp)
            return;
        std::uint32_t& which = at.reserved[e.protocol == ip_proto::tcp ? 0 : 1];
        if (which == nat_plan::none) {
            which = static_cast<std::uint32_t>(plan_.reserved.size());
            plan_.reserved.emplace_back();
        }
        plan_.reserved[which].insert(e.ports);
    }

    void sort_entries() {
        const auto rank = [](const nat_plan::entry& e) {
            return e.protocol ? static_cast<unsigned>(*e.protocol) : 256U;
        };
        const auto by_external = [&](const nat_plan::entry& e) {
            return std::tuple(e.external, rank(e), e.ports.first);
        };
        const auto by_internal = [&](const nat_plan::entry& e) {
            return std::tuple(e.internal, rank(e), e.internal_port);
        };
        std::ranges::stable_sort(plan_.inbound, {}, by_external);
        std::ranges::stable_sort(plan_.outbound, {}, by_internal);
        std::ranges::sort(plan_.served);
        for (std::size_t i = 1; i < plan_.inbound.size(); ++i) {
            const nat_plan::entry& a = plan_.inbound[i - 1];
            const nat_plan::entry& b = plan_.inbound[i];
            require(a.external != b.external || a.protocol != b.protocol || b.ports.first > a.ports.last, b.name,
                    {"is for the same packets as " + a.name, "keep their ports apart"});
        }
        // Several external ports may lead to one internal one: flows from there have the first.
        const auto same_start = [](const nat_plan::entry& a, const nat_plan::entry& b) {
            return a.internal == b.internal && a.protocol == b.protocol &&
                   b.internal_port <= a.internal_port + (a.ports.last - a.ports.first);
        };
        plan_.outbound.erase(std::unique(plan_.outbound.begin(), plan_.outbound.end(), same_start),
                             plan_.outbound.end());
    }

    [[nodiscard]] std::uint32_t find_pool(const std::string& name) const {
        const auto called = [&](const nat_plan::pool& p) { return p.config.name == name; };
        const auto found = std::ranges::find_if(plan_.pools, called);
        return found == plan_.pools.end() ? nat_plan::none : static_cast<std::uint32_t>(found - plan_.pools.begin());
    }

    [[nodiscard]] std::uint32_t pool_called(const std::string& name, const std::string& where) const {
        const std::uint32_t found = find_pool(name);
        require(found != nat_plan::none, where, {"there is no pool '" + name + "'", "define it"});
        return found;
    }

    const nat_config& config_;
    nat_plan plan_;
    std::size_t member_count_ = 0; ///< of the pool that is added
};

} // namespace

nat_plan compile_nat(const nat_config& config) { return compiler(config).compile(); }

} // namespace xdpk::detail
