// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>
#include <xdpk/io/xdp_program.hpp>

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <utility>

namespace xdpk {

/// A redirect program that is to stay on its device whatever becomes of the process that put it there.
struct kept_program_config {
    std::string ifname{};
    std::string directory{}; ///< in a bpffs, for this device alone; made if it is not there
    std::string object{};    ///< BPF object file with an XSKMAP named xsks_map; empty: our own program
    std::string function{};  ///< its program; empty: the only one
    attach_mode mode = attach_mode::automatic;
    std::uint32_t queues = 0; ///< entries of the map; 0: as many as the device can have
    uid_t owner = 0;          ///< of the pinned map
    gid_t group = 0;
    mode_t permissions = 0660;
};

/// Such a program: attached by a bpf_link, with link, program and XSKMAP pinned in bpffs. Processes that have the map
/// go on receiving while nobody looks after it. Not libxdp's dispatcher: the device has to be free of other programs.
///
/// attach() takes over what a process before left, with the sockets in the map: the program itself if it is the same
/// (by the kernel's tag), else another takes its place, between two packets, with the same map. Only a map that does
/// not fit is replaced; then clients have to ask again.
class kept_program {
public:
    /// Locks the directory. Throws xdpk::error if another process has it, or it is not in a bpffs.
    explicit kept_program(kept_program_config config);

    /// Sees to it that the program is on the device. False if there is no such device, here or where a device moved
    /// to with our program on it. Throws xdpk::error, with the name of a program that is in the way.
    bool attach();

    /// Another configuration of the same device and directory, for the next attach().
    void change(kept_program_config config) { config_ = std::move(config); }

    /// True as long as the device lives with the program on it, in whichever network namespace.
    [[nodiscard]] bool attached() const noexcept;

    /// Takes the program off and removes all pins. The destructor does not.
    void remove() noexcept;

    /// -1 before attach().
    [[nodiscard]] int xskmap() const noexcept { return map_.get(); }
    [[nodiscard]] std::uint32_t queues() const noexcept { return queues_; }
    /// The kernel's number of the program.
    [[nodiscard]] std::uint32_t program() const noexcept;
    /// What the last attach() did: "program taken over", "…: the program is another one", …
    [[nodiscard]] const std::string& story() const noexcept { return story_; }

private:
    [[nodiscard]] std::string pin(const char* name) const { return config_.directory + "/" + name; }
    void find_pins();
    void drop_link() noexcept;
    void drop_pins() noexcept;
    void put_on(std::uint32_t queues, const std::string& why);
    [[nodiscard]] bool wrong_mode() const;
    void put_link(const fd& program, const std::string& why);
    void take_over(const fd& program);

    kept_program_config config_;
    fd lock_;
    fd map_;
    fd link_;
    std::uint32_t queues_ = 0;
    std::string story_;
};

/// The XSKMAP at a path in bpffs, for one that somebody else keeps. Throws xdpk::error if there is none.
[[nodiscard]] fd open_xskmap(const std::string& path);

/// Entries of an XSKMAP; 0 if the descriptor is anything else.
[[nodiscard]] std::uint32_t entries_of_xskmap(int map) noexcept;

} // namespace xdpk
