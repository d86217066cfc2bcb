// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/diagnosis.hpp>

#include <algorithm>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {

namespace THIS_TEST {

using testing::HasSubstr;

/// A NIC that leaves nothing to be desired.
nic_facts good_nic() {
    return {.ifindex = 7,
            .name = "eth1",
            .driver = "ice",
            .mtu = 1500,
            .up = true,
            .carrier = true,
            .rx_queues = 2,
            .tx_queues = 2,
            .max_queues = 2,
            .combined_channels = true,
            .features = xdp_features{.basic = true, .redirect = true, .xsk_zerocopy = true, .rx_sg = true},
            .zero_copy_max_segments = 8,
            .offload = offloads{.tx_checksum = true},
            .spread =
                rss{.function = rss_function::toeplitz, .key = {1, 2, 1, 2}, .table = {0, 1, 0, 1}, .udp_ports = true},
            .busy_poll = busy_poll_settings{.defer_hard_irqs = 2, .gro_flush_timeout_ns = 200000}};
}

nic_facts good_veth() {
    nic_facts nic = good_nic();
    nic.kind = "veth";
    nic.rx_queues = nic.tx_queues = 1;
    nic.max_queues = 1;
    nic.peer =
        veth_peer{.ifindex = 3, .name = "nic", .name_space = "/run/netns/a", .tx_queues = 1, .offload = offloads{}};
    return nic;
}

host_facts good_host() { return {.kernel = {.multi_buffer = support::yes, .freplace = support::yes}, .cpus = 2}; }

/// The finding on `check` after `change` spoilt a good NIC.
finding after(const std::string& check, nic_facts nic, const std::function<void(nic_facts&)>& change,
              const host_facts& host = good_host()) {
    change(nic);
    const auto findings = diagnose(nic, host, [](unsigned) { return std::string{"l2fwd (pid 7)"}; });
    const auto found =
        std::find_if(findings.begin(), findings.end(), [&](const finding& f) { return f.check == check; });
    return found == findings.end() ? finding{.check = "no such check"} : *found;
}

TEST(diagnose_nic, nothing_is_wrong_with_a_good_one) {
    for (const nic_facts& nic : {good_nic(), good_veth()})
        for (const finding& one : diagnose(nic, good_host(), {})) {
            EXPECT_EQ(one.level, verdict::ok) << one.check << ": " << one.meaning;
            EXPECT_EQ(one.remedy, "") << one.check;
            EXPECT_NE(one.meaning, "") << one.check;
        }
}

struct row {
    const char* check;
    std::function<void(nic_facts&)> change;
    verdict level;
    const char* remedy;
};

const std::vector<row> rows{
    {"link", [](auto& n) { n.up = false; }, verdict::missing, "ip link set eth1 up"},
    {"link", [](auto& n) { n.carrier = false; }, verdict::degraded, "check the cable and the far side"},
    {"native XDP", [](auto& n) { n.features->redirect = false; }, verdict::degraded, ""},
    {"native XDP", [](auto& n) { n.features.reset(); }, verdict::degraded, "boot Linux 6.3 or newer"},
    {"zero-copy", [](auto& n) { n.features->xsk_zerocopy = false; }, verdict::degraded, ""},
    {"multi-buffer", [](auto& n) { n.features->rx_sg = false; }, verdict::degraded, ""},
    {"multi-buffer", [](auto& n) { n.zero_copy_max_segments = 1; }, verdict::degraded, ""},
    {"MTU", [](auto& n) { n.mtu = 3000, n.features->rx_sg = false; }, verdict::degraded,
     "use port xsk:eth1,chunk=4096"},
    {"MTU", [](auto& n) { n.mtu = 9000, n.features->rx_sg = false; }, verdict::missing, "ip link set eth1 mtu 3690"},
    {"MTU", [](auto& n) { n.mtu = 9000, n.zero_copy_max_segments = 1; }, verdict::degraded,
     "ip link set eth1 mtu 3690"},
    {"channels", [](auto& n) { n.rx_queues = n.tx_queues = 1; }, verdict::degraded, "ethtool -L eth1 combined 2"},
    {"channels", [](auto& n) { n.tx_queues = 1; }, verdict::degraded, "ethtool -L eth1 tx 2"},
    {"RSS",
     [](auto& n) {
         n.spread->key = {1, 2, 3, 4};
     },
     verdict::degraded, "ethtool -X eth1 hkey 6d:5a:6d:5a"},
    {"RSS",
     [](auto& n) {
         n.spread->table = {0, 0};
     },
     verdict::degraded, "ethtool -X eth1 equal 2"},
    {"RSS", [](auto& n) { n.spread.reset(); }, verdict::degraded, ""},
    {"UDP spread", [](auto& n) { n.spread->udp_ports = false; }, verdict::degraded,
     "ethtool -N eth1 rx-flow-hash udp4 sdfn"},
    {"busy polling", [](auto& n) { n.busy_poll.reset(); }, verdict::degraded, "mount -t sysfs sysfs /sys"},
    {"VLAN tags", [](auto& n) { n.offload->rx_vlan_strip = true; }, verdict::degraded, "ethtool -K eth1 rxvlan off"},
    {"LRO, GRO", [](auto& n) { n.offload->lro = true; }, verdict::degraded, "ethtool -K eth1 lro off"},
    {"LRO, GRO", [](auto& n) { n.offload->hw_gro = true; }, verdict::degraded, "ethtool -K eth1 rx-gro-hw off"},
    {"XDP program",
     [](auto& n) {
         n.programs = {{9, "other"}};
     },
     verdict::missing, "ip link set eth1 xdpdrv off"},
    {"XDP program",
     [](auto& n) {
         n.programs = {{9, "other", xdp_mode::generic}};
     },
     verdict::missing, "ip link set eth1 xdpgeneric off"},
    {"XDP program",
     [](auto& n) {
         n.programs = {{9, "other", xdp_mode::native, true}};
     },
     verdict::missing, "bpftool link"},
    {"queues held", [](auto& n) { n.bound_queues = {1}; }, verdict::degraded,
     "stop that process, or use port xsk:eth1,queues=0"},
    {"queues held",
     [](auto& n) {
         n.bound_queues = {0, 1};
     },
     verdict::missing, "stop that process"},
};

TEST(diagnose_nic, each_fault_has_its_line_and_its_command) {
    for (const row& r : rows) {
        const finding found = after(r.check, good_nic(), r.change);
        EXPECT_EQ(found.level, r.level) << r.check << ": " << found.meaning;
        EXPECT_EQ(found.remedy, r.remedy) << r.check << ": " << found.meaning;
    }
}

TEST(diagnose_nic, what_the_peer_of_a_veth_does_is_mended_where_the_peer_is) {
    const auto sums = after("checksums", good_veth(), [](auto& n) { n.peer->offload->tx_checksum = true; });
    EXPECT_EQ(sums.level, verdict::degraded);
    EXPECT_EQ(sums.remedy, "nsenter --net=/run/netns/a ethtool -K nic tx off");
    const auto tags = after("VLAN tags", good_veth(), [](auto& n) { n.peer->offload->tx_vlan_insert = true; });
    EXPECT_EQ(tags.remedy, "nsenter --net=/run/netns/a ethtool -K nic txvlan off");
    const auto here = after("checksums", good_veth(), [](auto& n) {
        n.peer->name_space.clear();
        n.peer->offload->tx_checksum = true;
    });
    EXPECT_EQ(here.remedy, "ethtool -K nic tx off");
    const auto hidden = after("checksums", good_veth(), [](auto& n) { n.peer = veth_peer{.ifindex = 3}; });
    EXPECT_EQ(hidden.level, verdict::degraded);
    EXPECT_THAT(hidden.meaning, HasSubstr("not known"));
}

TEST(diagnose_nic, a_veth_with_too_few_rx_queues_gets_more_or_its_peer_fewer) {
    const auto spoil = [](unsigned most) {
        return [most](nic_facts& n) {
            n.features = xdp_features{};
            n.peer->tx_queues = 2;
            n.max_queues = most;
        };
    };
    EXPECT_EQ(after("native XDP", good_veth(), spoil(2)).remedy, "ethtool -L eth1 rx 2");
    EXPECT_EQ(after("native XDP", good_veth(), spoil(1)).remedy, "nsenter --net=/run/netns/a ethtool -L nic tx 1");
}

TEST(diagnose_nic, a_dispatcher_is_company_only_where_freplace_works) {
    const auto attach = [](nic_facts& n) { n.programs = {{9, "xdp_dispatcher"}}; };
    EXPECT_EQ(after("XDP program", good_nic(), attach).level, verdict::ok);
    host_facts host = good_host();
    host.kernel.freplace = support::no;
    EXPECT_EQ(after("XDP program", good_nic(), attach, host).level, verdict::missing);
}

TEST(diagnose_nic, a_foreign_program_and_a_holder_are_named) {
    EXPECT_THAT(after("XDP program", good_nic(),
                      [](auto& n) {
                          n.programs = {{9, "other"}};
                      })
                    .meaning,
                HasSubstr("other (id 9)"));
    EXPECT_EQ(after("queues held", good_nic(), [](auto& n) { n.bound_queues = {1}; }).meaning,
              "queue 1 by l2fwd (pid 7)");
}

TEST(diagnose_nic, the_largest_mtu_of_a_chunk_is_exact) {
    const auto level = [](unsigned mtu) {
        return after("MTU", good_nic(), [mtu](auto& n) { n.mtu = mtu, n.features->rx_sg = false; }).level;
    };
    EXPECT_EQ(level(1642), verdict::ok);
    EXPECT_EQ(level(1643), verdict::degraded);
    EXPECT_EQ(level(3690), verdict::degraded);
    EXPECT_EQ(level(3691), verdict::missing);
}

} // namespace THIS_TEST

} // namespace xdpk
