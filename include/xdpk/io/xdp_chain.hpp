// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/bpf_value.hpp>
#include <xdpk/io/nic_facts.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace xdpk {

/// What an XDP program decides on a packet.
enum class xdp_verdict : std::uint8_t { aborted, drop, pass, tx, redirect };

/// How a program hangs on its device.
enum class chain_attachment : std::uint8_t {
    dispatcher, ///< beside others, called by libxdp's dispatcher
    link,       ///< alone, held by a process's or a pin's bpf_link
    single,     ///< alone, until somebody takes it off
    unknown     ///< a dispatcher of a version that is not understood here
};

/// A program on a device.
struct chain_program {
    std::uint32_t id = 0;
    std::string name{}; ///< of its function
    std::string tag{};
    xdp_mode mode = xdp_mode::native;
    chain_attachment attachment = chain_attachment::single;
    unsigned priority = 0;                 ///< lower runs first; 0 unless under a dispatcher
    std::vector<xdp_verdict> chain_call{}; ///< after which the next program runs; empty unless under a dispatcher
    bool frags = false;                    ///< takes packets of several buffers
    std::string owner{};                   ///< for whom it was loaded through xdp_chain; empty: it is somebody else's
    std::string label{};                   ///< as that load named it
    std::string object{};                  ///< the file it came from, if it is ours
    std::string note{};                    ///< what one should know about how it is attached; empty mostly
};

/// The programs of a device, in the order they run.
struct chain_state {
    std::string ifname{};
    int ifindex = 0;
    std::vector<chain_program> programs{};
    std::uint32_t dispatcher = 0;    ///< id of libxdp's dispatcher; 0: there is none
    unsigned dispatcher_version = 0; ///< of the one on the device
    unsigned own_version = 0;        ///< of the dispatchers that this process's libxdp makes
    std::string note{};              ///< why programs are missing in this list; empty if none are
};

/// What to put on a device.
struct chain_request {
    std::string object{};                                 ///< path of the BPF object file
    std::string program{};                                ///< name of a function in it; or
    std::string section{};                                ///< an ELF section; with neither, the only XDP program
    std::string label{};                                  ///< by which to speak of it; empty: the function's name
    std::string owner = "xdpk prog";                      ///< for whom; see unload_all()
    std::optional<unsigned> priority{};                   ///< empty: the object's XDP_RUN_CONFIG, or 50
    std::optional<std::vector<xdp_verdict>> chain_call{}; ///< empty: the object's, or pass
    xdp_mode mode = xdp_mode::native;
    std::string pin{};      ///< folder on bpffs: each map is pinned there, or taken from there if it is there already
    bpf_values variables{}; ///< values of global variables (.rodata, .data, .bss)
    bool keep_maps = false; ///< replace(): maps of the same name and shape are taken over with their contents

    bool operator==(const chain_request&) const = default;
};

enum class chain_failure : std::uint8_t {
    no_device,
    no_rights,
    bad_object,    ///< no such file, or no BPF object, or no such program in it
    bad_variable,  ///< no such variable, or a value that its type has not
    refused,       ///< by the verifier; chain_error::log says why
    occupied,      ///< somebody else's program leaves no room, or another mode is in use, or the dispatcher is full
    version_clash, ///< the device has a dispatcher of another libxdp
    not_there,     ///< no such program on the device
    not_ours,      ///< it was not loaded through xdp_chain
    other
};

/// Why something was not done. Then nothing has changed, unless `message` says what has.
struct chain_error {
    chain_failure kind = chain_failure::other;
    std::string message{}; ///< one line: where, what, the reason, what to do
    std::string log{};     ///< the verifier's, or libbpf's messages; lines; may be empty
};

template <class T>
using chain_result = std::variant<T, chain_error>;

inline constexpr const char* chain_state_folder = "/run/xdpk/prog";

/// The XDP programs of one device, for those who orchestrate programs of several teams.
///
/// Programs share the device through libxdp's dispatcher, in the order of their priorities; each outlives the process
/// that loaded it. Where the kernel refuses `freplace`, on which the dispatcher is built, one program can be attached,
/// alone; chain_program::note says so. What is ours is known by a record for each program in a folder (`state`):
/// id, load time and tag of the program with the request that led to it. A program without one is somebody else's, and
/// is changed or removed only if unload() is told so. Records of programs that are gone are dropped.
///
/// Any thread; calls for one state folder come one after the other, between processes too. While a call lasts, libbpf's
/// and libxdp's messages are caught in the whole process. Nothing throws but std::bad_alloc.
class xdp_chain {
public:
    /// A device of the calling thread's network namespace, then and in each call.
    explicit xdp_chain(std::string ifname, std::string state = chain_state_folder)
        : ifname_(std::move(ifname)), state_(std::move(state)) {}

    [[nodiscard]] chain_result<chain_state> list() const;

    [[nodiscard]] chain_result<chain_program> load(const chain_request& request) const;

    /// What is wrong with a request by its object file: the file itself, the program, a variable. Nothing is loaded, so
    /// that the verifier is not asked; no rights are needed.
    [[nodiscard]] static std::optional<chain_error> check(const chain_request& request);

    /// Puts the request's program in the place of one of ours. Under a dispatcher the new one is there before the old
    /// one goes: for a moment both run, and no packet gets past them. If the new one is refused the old one stays.
    /// Another mode needs a device without other programs, and leaves a gap between the two.
    [[nodiscard]] chain_result<chain_program> replace(std::uint32_t id, const chain_request& request) const;

    enum class reach : std::uint8_t { ours, anybodys };
    /// Takes a program off the device, and removes the pins that its load made. Gives what was taken off.
    [[nodiscard]] chain_result<chain_program> unload(std::uint32_t id, reach whose = reach::ours) const;

    /// Takes off all programs that were loaded for `owner`; empty: for anyone, through xdp_chain. Ends at the first
    /// that stays.
    [[nodiscard]] chain_result<std::vector<chain_program>> unload_all(const std::string& owner = {}) const;

    /// The request that led to a program of ours, nothing for somebody else's.
    [[nodiscard]] std::optional<chain_request> request_of(std::uint32_t id) const;
    /// Whether the object file of a program of ours still is what was loaded.
    [[nodiscard]] bool object_unchanged(std::uint32_t id) const;

private:
    std::string ifname_;
    std::string state_;
};

} // namespace xdpk
