// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace xdpk {

/// How much a program gives up as soon as its ports are open. docs/privileges.md tells what that means for each.
enum class sandbox_mode : std::uint8_t {
    on,     ///< all but what brings ports back whose device was lost
    strict, ///< all: such a port comes back with the next start
    off,    ///< nothing, for debuggers and tracers
};

/// Those that a run may have use for; the numbers are the kernel's (capabilities(7)).
enum class capability : std::uint8_t {
    dac_override = 1,
    net_admin = 12,
    net_raw = 13,
    ipc_lock = 14,
    sys_admin = 21,
    perfmon = 38,
    bpf = 39,
};

class capability_set {
public:
    constexpr capability_set() noexcept = default;
    constexpr capability_set(std::initializer_list<capability> members) noexcept {
        for (const capability c : members)
            bits_ |= bit(c);
    }

    [[nodiscard]] constexpr bool has(capability c) const noexcept { return (bits_ & bit(c)) != 0; }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    /// As the kernel shows them in /proc/PID/status.
    [[nodiscard]] constexpr std::uint64_t bits() const noexcept { return bits_; }
    constexpr capability_set& operator|=(capability_set other) noexcept {
        bits_ |= other.bits_;
        return *this;
    }
    constexpr bool operator==(const capability_set&) const noexcept = default;

private:
    static constexpr std::uint64_t bit(capability c) noexcept {
        return std::uint64_t{1} << static_cast<std::uint8_t>(c);
    }

    std::uint64_t bits_ = 0;
};

/// What a run does after its ports were opened that the kernel asks capabilities for.
struct privileged_uses {
    bool sockets = false;    ///< AF_XDP sockets are opened again
    bool programs = false;   ///< XDP programs of our own are loaded and attached again
    bool dispatcher = false; ///< and taken out of libxdp's dispatcher at the end
    bool taps = false;       ///< tap devices are made again
    bool user = false;       ///< the user is another one then

    bool operator==(const privileged_uses&) const = default;
};

[[nodiscard]] capability_set needed_capabilities(const privileged_uses& uses, sandbox_mode mode) noexcept;

/// Whom a program becomes.
struct user_identity {
    uid_t user = 0;
    gid_t group = 0;
    std::vector<gid_t> groups{}; ///< supplementary ones
};

/// Of NAME, UID, NAME:GROUP or UID:GROUP, groups by name or number. Without GROUP the user's own groups; with it that
/// one alone. Throws usage_error if there is no such user or group, and for a number without an entry that has no
/// GROUP.
[[nodiscard]] user_identity find_user(std::string_view text);

struct privilege_plan {
    sandbox_mode mode = sandbox_mode::on;
    capability_set keep{}; ///< of these, those that the process has
    std::optional<user_identity> user{};
    bool runs_programs = false; ///< runs programs that it has loaded (BPF_PROG_TEST_RUN)
};

/// Becomes the user, drops capabilities (in the bounding set as well), sets no_new_privs and has the kernel refuse
/// system calls that no run makes. For good. Threads that are there already change the user and get the filter too, but
/// keep their capabilities: call it before others start. Throws xdpk::error.
void give_up_privileges(const privilege_plan& plan);

} // namespace xdpk
