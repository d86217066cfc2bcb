// SPDX-License-Identifier: BSD-3-Clause
#include "system_calls.hpp"

#include "io/bpf_commands.hpp"

#include <xdpk/base/error.hpp>

#include <array>
#include <cerrno>
#include <initializer_list>
#include <linux/if_tun.h>
#include <linux/prctl.h>
#include <memory>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <type_traits>
#include <unistd.h>

#ifndef __has_feature
#define __has_feature(x) 0 // NOLINT(cppcoreguidelines-macro-usage): as g++ has it not
#endif

namespace xdpk {

namespace {

// Their run times start processes, trace them and more.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer) ||               \
    __has_feature(thread_sanitizer)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

using names = std::initializer_list<const char*>;

constexpr names memory_calls{"brk",   "madvise", "mbind",   "membarrier", "mincore",
                             "mlock", "mremap",  "munlock", "munmap"};

constexpr names thread_calls{"exit",       "exit_group",  "futex",           "futex_wait",
                             "futex_wake", "futex_waitv", "get_robust_list", "set_robust_list",
                             "rseq",       "getcpu",      "gettid"};

constexpr names signal_calls{"restart_syscall", "rt_sigaction",    "rt_sigpending", "rt_sigprocmask",
                             "rt_sigreturn",    "rt_sigtimedwait", "sigaltstack",   "pause"};

constexpr names schedule_calls{
    "sched_get_priority_max", "sched_get_priority_min", "sched_getaffinity", "sched_getparam",
    "sched_getscheduler",     "sched_setaffinity",      "sched_yield"};

constexpr names time_calls{"clock_getres", "clock_gettime", "clock_nanosleep", "gettimeofday", "nanosleep", "time"};

constexpr names wait_calls{"epoll_create1", "epoll_ctl", "epoll_pwait",    "epoll_pwait2",    "epoll_wait",
                           "eventfd2",      "pipe2",     "poll",           "ppoll",           "pselect6",
                           "select",        "signalfd4", "timerfd_create", "timerfd_gettime", "timerfd_settime"};

// Which files, their modes and the user decide.
constexpr names file_calls{
    "access",   "close",     "close_range", "dup",      "dup2",       "dup3",   "faccessat", "faccessat2", "fchmod",
    "fcntl",    "fdatasync", "flock",       "fstat",    "fstatfs",    "fsync",  "ftruncate", "getcwd",     "getdents64",
    "lseek",    "lstat",     "mkdir",       "mkdirat",  "newfstatat", "open",   "openat",    "pread64",    "preadv",
    "pwrite64", "pwritev",   "read",        "readlink", "readlinkat", "readv",  "rename",    "renameat",   "renameat2",
    "rmdir",    "stat",      "statfs",      "statx",    "umask",      "unlink", "unlinkat",  "write",      "writev"};

constexpr names socket_calls{"accept",     "accept4", "bind",       "connect",  "getpeername", "getsockname",
                             "getsockopt", "listen",  "recvfrom",   "recvmmsg", "recvmsg",     "sendmmsg",
                             "sendmsg",    "sendto",  "setsockopt", "shutdown"};

constexpr names question_calls{"capget",  "getegid",   "geteuid",   "getgid",    "getgroups", "getpid",
                               "getppid", "getrandom", "getresgid", "getresuid", "getrlimit", "getrusage",
                               "getuid",  "sysinfo",   "times",     "uname"};

constexpr names intruders{"acct",
                          "add_key",
                          "chroot",
                          "delete_module",
                          "execve",
                          "execveat",
                          "finit_module",
                          "fsmount",
                          "fsopen",
                          "init_module",
                          "ioperm",
                          "iopl",
                          "kexec_file_load",
                          "kexec_load",
                          "keyctl",
                          "mount_setattr",
                          "move_mount",
                          "open_by_handle_at",
                          "open_tree",
                          "pivot_root",
                          "process_vm_readv",
                          "process_vm_writev",
                          "ptrace",
                          "reboot",
                          "request_key",
                          "setresgid",
                          "setresuid",
                          "setuid",
                          "setgid",
                          "setgroups",
                          "swapoff",
                          "swapon",
                          "userfaultfd"};

class filter {
public:
    filter() : at_(::seccomp_init(sanitized ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(ENOSYS))) {
        if (at_ == nullptr)
            fail(ENOMEM);
        check(::seccomp_attr_set(at_.get(), SCMP_FLTATR_CTL_TSYNC, 1));
        // A tree instead of a list: a call costs the same wherever it stands.
        check(::seccomp_attr_set(at_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2));
    }

    void add(std::uint32_t action, names calls) {
        for (const char* const name : calls)
            add(action, name);
    }

    /// Calls that this machine does not have are left out.
    template <class... Condition>
    void add(std::uint32_t action, const char* name, Condition... conditions) {
        const int number = ::seccomp_syscall_resolve_name(name);
        const std::array<scmp_arg_cmp, sizeof...(conditions)> list{conditions...};
        if (number == __NR_SCMP_ERROR || number < 0)
            return;
        check(::seccomp_rule_add_array(at_.get(), action, number, list.size(), list.data()));
    }

    void load() { check(::seccomp_load(at_.get())); }

private:
    struct release {
        void operator()(scmp_filter_ctx at) const { ::seccomp_release(at); }
    };

    [[noreturn]] static void fail(int code) {
        throw error({.where = "privileges",
                     .what = "refuse system calls",
                     .code = code,
                     .hint = "this kernel may have no seccomp filters: use --sandbox off"});
    }
    static void check(int result) {
        if (result < 0)
            fail(-result);
    }

    std::unique_ptr<std::remove_pointer_t<scmp_filter_ctx>, release> at_;
};

scmp_arg_cmp is(unsigned argument, std::uint64_t value) { return {argument, SCMP_CMP_EQ, value, 0}; }
scmp_arg_cmp has(unsigned argument, std::uint64_t mask, std::uint64_t value) {
    return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

// No memory becomes code; processes are not made. clone3 has its flags where a filter cannot see them: glibc uses clone
// then.
void allow_threads(filter& f) {
    f.add(SCMP_ACT_ALLOW, "mmap", has(2, PROT_EXEC, 0));
    f.add(SCMP_ACT_ALLOW, "mprotect", has(2, PROT_EXEC, 0));
    f.add(SCMP_ACT_ALLOW, "clone", has(0, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM));
    f.add(SCMP_ACT_ALLOW, "tgkill", is(0, static_cast<std::uint64_t>(::getpid())));
    f.add(SCMP_ACT_ALLOW, "prlimit64", is(0, 0));
    constexpr unsigned long name_memory = 0x53564d41; // PR_SET_VMA, Linux 5.17
    for (const unsigned long what :
         {0UL + PR_SET_NAME, 0UL + PR_GET_NAME, 0UL + PR_SET_TIMERSLACK, 0UL + PR_CAPBSET_READ, name_memory})
        f.add(SCMP_ACT_ALLOW, "prctl", is(0, what));
}

void allow_sockets(filter& f) {
    for (const unsigned family :
         {0U + AF_UNIX, 0U + AF_INET, 0U + AF_INET6, 0U + AF_NETLINK, 0U + AF_PACKET, 0U + AF_XDP})
        f.add(SCMP_ACT_ALLOW, "socket", is(0, family));
    f.add(SCMP_ACT_ALLOW, "socketpair", is(0, AF_UNIX));
}

// Of terminals their size, of sockets what they tell of interfaces, of tap devices all.
void allow_ioctls(filter& f) {
    for (const unsigned long request : {0UL + TCGETS, 0UL + TIOCGWINSZ, 0UL + FIONREAD, 0UL + FIONBIO})
        f.add(SCMP_ACT_ALLOW, "ioctl", is(1, request));
    constexpr std::uint64_t group = 0xffffff00;
    for (const unsigned long request : {0UL + SIOCGIFFLAGS, 0UL + TUNSETIFF, 0UL + TUNGETIFF})
        f.add(SCMP_ACT_ALLOW, "ioctl", has(1, group, request & group));
}

// What fails for want of a capability says that, not that the kernel cannot.
void allow_bpf(filter& f, bpf_use use) {
    if (use == bpf_use::all)
        return f.add(SCMP_ACT_ALLOW, "bpf");
    for (const unsigned command : bpf_commands_on_maps())
        f.add(SCMP_ACT_ALLOW, "bpf", is(0, command));
    if (use == bpf_use::runs)
        f.add(SCMP_ACT_ALLOW, "bpf", is(0, bpf_command_to_run()));
    for (const unsigned command : bpf_commands_to_attach())
        f.add(SCMP_ACT_ERRNO(EPERM), "bpf", is(0, command));
}

} // namespace

void refuse_other_system_calls(bpf_use use) {
    filter f;
    if (!sanitized) {
        for (const names& calls : {memory_calls, thread_calls, signal_calls, schedule_calls, time_calls, wait_calls,
                                   file_calls, socket_calls, question_calls})
            f.add(SCMP_ACT_ALLOW, calls);
        f.add(SCMP_ACT_KILL_PROCESS, intruders);
        allow_threads(f);
        allow_sockets(f);
        allow_ioctls(f);
        allow_bpf(f, use);
    }
    f.load();
}

} // namespace xdpk
