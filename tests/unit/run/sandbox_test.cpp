// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/privileges.hpp>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <map>
#include <sched.h>
#include <string>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace xdpk {
namespace THIS_TEST {

using enum capability;

// What is given up does not come back, so each try has a process of its own.
template <class Work>
[[noreturn]] void inside(const privilege_plan& plan, Work work) {
    give_up_privileges(plan);
    std::_Exit(work() ? 0 : 1);
}

std::map<std::string, std::string> status_of_self() {
    std::map<std::string, std::string> lines;
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);)
        if (const auto colon = line.find(":\t"); colon != std::string::npos)
            lines[line.substr(0, colon)] = line.substr(colon + 2);
    return lines;
}

std::uint64_t capabilities_of(const std::string& set) { return std::stoull(status_of_self()[set], nullptr, 16); }

testing::ExitedWithCode well() { return testing::ExitedWithCode(0); }

long bpf_command(int command) {
    bpf_attr nothing{};
    return ::syscall(SYS_bpf, command, &nothing, sizeof nothing);
}

bool filtered() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    return false;
#else
    return true;
#endif
#else
    return true;
#endif
}

TEST(sandbox, keeps_the_capabilities_of_its_plan) {
    const capability_set keep{net_raw, bpf};
    const std::uint64_t had = capabilities_of("CapPrm");
    EXPECT_EXIT(inside({.keep = keep},
                       [&] {
                           return capabilities_of("CapEff") == (keep.bits() & had) &&
                                  capabilities_of("CapPrm") == (keep.bits() & had) && capabilities_of("CapInh") == 0 &&
                                  capabilities_of("CapAmb") == 0;
                       }),
                well(), "");
}

TEST(sandbox, gives_up_new_privileges_and_system_calls) {
    EXPECT_EXIT(inside({}, [] { return status_of_self()["NoNewPrivs"] == "1" && status_of_self()["Seccomp"] == "2"; }),
                well(), "");
}

TEST(sandbox, changes_the_user) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "needs root";
    const user_identity somebody{.user = 4711, .group = 4712, .groups = {4713}};
    const auto is_somebody = [] {
        gid_t group = 0;
        return ::getuid() == 4711 && ::geteuid() == 4711 && ::getgid() == 4712 && ::getgroups(1, &group) == 1 &&
               group == 4713 && capabilities_of("CapEff") == capability_set{net_raw}.bits() &&
               capabilities_of("CapBnd") == 0;
    };
    EXPECT_EXIT(inside({.keep = {net_raw}, .user = somebody}, is_somebody), well(), "");
}

TEST(sandbox, is_off_if_so_wished) {
    const std::uint64_t had = capabilities_of("CapPrm");
    EXPECT_EXIT(inside({.mode = sandbox_mode::off},
                       [&] {
                           return capabilities_of("CapEff") == had && status_of_self()["NoNewPrivs"] == "0" &&
                                  status_of_self()["Seccomp"] == "0";
                       }),
                well(), "");
}

TEST(sandbox, leaves_threads_memory_and_sockets) {
    EXPECT_EXIT(inside({},
                       [] {
                           int sum = 0;
                           std::thread([&sum] { sum = 1; }).join();
                           void* const memory =
                               ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                           const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
                           return sum == 1 && memory != MAP_FAILED && socket >= 0;
                       }),
                well(), "");
}

TEST(sandbox, refuses_what_no_run_does) {
    if (!filtered())
        GTEST_SKIP() << "a sanitizer needs system calls of its own";
    const auto refused = [](long result) { return result < 0 && errno == ENOSYS; };
    EXPECT_EXIT(inside({}, [&] { return refused(::personality(0xffffffff)); }), well(), "");
    EXPECT_EXIT(inside({}, [&] { return refused(::fork()); }), well(), "");
    // Of a veth's other end one would like to know more than one may.
    EXPECT_EXIT(inside({}, [&] { return refused(::setns(0, 0)); }), well(), "");
    EXPECT_EXIT(inside({}, [&] { return refused(::kill(::getppid(), 0)); }), well(), "");
    EXPECT_EXIT(inside({}, [&] { return refused(::socket(AF_VSOCK, SOCK_STREAM, 0)); }), well(), "");
    EXPECT_EXIT(inside({},
                       [&] {
                           void* const code =
                               ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                           return code == MAP_FAILED && errno == ENOSYS;
                       }),
                well(), "");
}

TEST(sandbox, ends_what_only_intruders_do) {
    if (!filtered())
        GTEST_SKIP() << "a sanitizer needs system calls of its own";
    const testing::KilledBySignal killed(SIGSYS);
    EXPECT_EXIT(inside({}, [] { return ::execl("/bin/true", "true", nullptr) == 0; }), killed, "");
    EXPECT_EXIT(inside({}, [] { return ::syscall(SYS_ptrace, 0, 0, 0, 0) == 0; }), killed, "");
    EXPECT_EXIT(inside({}, [] { return ::syscall(SYS_init_module, 0, 0, 0) == 0; }), killed, "");
}

TEST(sandbox, leaves_of_bpf_what_the_capabilities_allow) {
    if (!filtered())
        GTEST_SKIP() << "a sanitizer needs system calls of its own";
    EXPECT_EXIT(inside({}, [] { return bpf_command(BPF_PROG_LOAD) < 0 && errno == EPERM; }), well(), "");
    EXPECT_EXIT(inside({}, [] { return bpf_command(BPF_RAW_TRACEPOINT_OPEN) < 0 && errno == ENOSYS; }), well(), "");
    EXPECT_EXIT(inside({}, [] { return bpf_command(BPF_MAP_UPDATE_ELEM) < 0 && errno != ENOSYS; }), well(), "");
    EXPECT_EXIT(inside({.keep = {bpf}}, [] { return bpf_command(BPF_PROG_LOAD) < 0 && errno != ENOSYS; }), well(), "");
}

TEST(sandbox, filters_threads_that_are_there_already) {
    const auto filter_of_thread = [] {
        std::string mode;
        std::atomic<bool> go{false};
        std::thread early([&] {
            go.wait(false);
            std::ifstream file("/proc/thread-self/status");
            for (std::string line; std::getline(file, line);)
                if (line.starts_with("Seccomp:"))
                    mode = line;
        });
        give_up_privileges({});
        go = true;
        go.notify_all();
        early.join();
        std::_Exit(mode.ends_with("2") ? 0 : 1);
    };
    EXPECT_EXIT(filter_of_thread(), well(), "");
}

} // namespace THIS_TEST
} // namespace xdpk
