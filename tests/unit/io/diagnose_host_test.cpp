// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/diagnosis.hpp>

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {

namespace THIS_TEST {

using testing::HasSubstr;

host_facts good_host() {
    constexpr support yes = support::yes;
    return {.kernel_release = "6.18.1",
            .kernel = {.af_xdp = yes,
                       .need_wakeup = yes,
                       .multi_buffer = yes,
                       .tx_budget = yes,
                       .busy_poll = yes,
                       .freplace = yes},
            .btf = true,
            .bpffs = true,
            .jit = true,
            .cpus = 2,
            .cores = 2,
            .numa_nodes = 1,
            .huge_pages = {{.page_kib = 2048, .total = 8, .free = 8}}};
}

process_facts root() {
    return {.held = {
                .net_admin = true, .net_raw = true, .bpf = true, .perfmon = true, .ipc_lock = true, .sys_admin = true}};
}

finding on(const std::string& check, const std::vector<finding>& findings) {
    const auto found =
        std::find_if(findings.begin(), findings.end(), [&](const finding& f) { return f.check == check; });
    return found == findings.end() ? finding{.check = "no such check"} : *found;
}

TEST(diagnosis, the_worst_finding_decides) {
    const finding ok{}, degraded{.level = verdict::degraded}, missing{.level = verdict::missing};
    EXPECT_EQ(worst({}), verdict::ok);
    EXPECT_EQ(worst({ok, ok}), verdict::ok);
    EXPECT_EQ(worst({ok, degraded, ok}), verdict::degraded);
    EXPECT_EQ(worst({missing, degraded, ok}), verdict::missing);
}

TEST(diagnose_host, nothing_is_wrong_with_a_good_one) {
    EXPECT_EQ(worst(diagnose(good_host())), verdict::ok);
    EXPECT_EQ(worst(diagnose(root())), verdict::ok);
}

TEST(diagnose_host, features_that_are_not_there) {
    host_facts host = good_host();
    host.kernel = {support::no, support::no, support::no, support::no, support::no, support::no};
    const auto findings = diagnose(host);
    EXPECT_EQ(on("AF_XDP", findings).level, verdict::missing);
    EXPECT_EQ(on("need-wakeup", findings).level, verdict::missing);
    for (const char* check : {"multi-buffer", "transmit budget", "busy polling", "dispatcher"})
        EXPECT_EQ(on(check, findings).level, verdict::degraded) << check;
}

TEST(diagnose_host, what_may_not_be_asked_is_not_called_missing) {
    host_facts host = good_host();
    host.kernel.af_xdp = support::unknown;
    const finding found = on("AF_XDP", diagnose(host));
    EXPECT_EQ(found.level, verdict::degraded);
    EXPECT_EQ(found.remedy, "sudo xdpk doctor");
}

TEST(diagnose_host, huge_pages) {
    host_facts host = good_host();
    host.huge_pages = {{.page_kib = 2048, .total = 8, .free = 0}, {.page_kib = 1048576, .total = 1, .free = 1}};
    const finding found = on("huge pages", diagnose(host));
    EXPECT_EQ(found.level, verdict::degraded);
    EXPECT_EQ(found.remedy, "sysctl vm.nr_hugepages=72") << "those in use stay in use";
    host.huge_pages.clear();
    EXPECT_EQ(on("huge pages", diagnose(host)).level, verdict::degraded);
}

TEST(diagnose_host, switches_and_mounts) {
    host_facts host = good_host();
    host.jit = false;
    host.bpffs = host.btf = false;
    host.cpus = 1;
    const auto findings = diagnose(host);
    EXPECT_EQ(on("BPF JIT", findings).remedy, "sysctl net.core.bpf_jit_enable=1");
    EXPECT_EQ(on("bpffs", findings).remedy, "mount -t bpf bpf /sys/fs/bpf");
    EXPECT_EQ(on("BTF", findings).level, verdict::degraded);
    EXPECT_EQ(on("CPUs", findings).level, verdict::degraded);
}

TEST(diagnose_process, each_capability_has_its_line) {
    const auto findings = diagnose(process_facts{.held = {}, .memlock_bytes = 0});
    for (const char* check : {"CAP_NET_RAW", "CAP_NET_ADMIN", "CAP_BPF", "locked memory"})
        EXPECT_EQ(on(check, findings).level, verdict::missing) << check;
    for (const char* check : {"CAP_PERFMON", "CAP_SYS_ADMIN"})
        EXPECT_EQ(on(check, findings).level, verdict::degraded) << check;
    EXPECT_THAT(on("CAP_PERFMON", findings).remedy, HasSubstr("cap_perfmon"));
    for (const char* check : {"CAP_NET_RAW", "CAP_NET_ADMIN", "CAP_BPF"})
        EXPECT_THAT(on(check, findings).meaning, HasSubstr("xskmap=")) << check;
}

TEST(diagnose_process, locked_memory_is_counted_in_queues) {
    constexpr std::uint64_t queue = std::uint64_t{1024 + 1024 + 512 + 64} * 2048;
    const auto limited = [](std::uint64_t bytes) {
        process_facts process = root();
        process.held.ipc_lock = false;
        process.memlock_bytes = bytes;
        return on("locked memory", diagnose(process));
    };
    EXPECT_EQ(limited(queue - 1).level, verdict::missing);
    EXPECT_EQ(limited(queue).level, verdict::degraded);
    EXPECT_THAT(limited(3 * queue).meaning, HasSubstr("3 queues"));
    EXPECT_EQ(limited(8 * queue).level, verdict::ok);
}

TEST(diagnose_process, capabilities_of_a_user_namespace_do_not_count) {
    process_facts process = root();
    process.held.initial_user_namespace = false;
    EXPECT_EQ(on("user namespace", diagnose(process)).level, verdict::missing);
}

} // namespace THIS_TEST

} // namespace xdpk
