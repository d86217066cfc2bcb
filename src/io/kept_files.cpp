// SPDX-License-Identifier: BSD-3-Clause
#include "kept_files.hpp"

#include <xdpk/base/error.hpp>

#include <bpf/bpf.h>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

namespace xdpk {

namespace {

constexpr mode_t directory_mode = 0755;
constexpr mode_t permission_bits = 0777;

[[noreturn]] void fail(const std::string& path, const char* what, int code, const std::string& hint = {}) {
    throw error({.where = path, .what = what, .code = code, .hint = hint});
}

std::string above(const std::string& path) { return std::filesystem::path(path).parent_path().string(); }

void make_directory(const std::string& path) {
    if (::mkdir(path.c_str(), directory_mode) != 0 && errno != EEXIST)
        fail(path, "make a directory for pins", errno,
             errno == ENOENT ? "give one in a bpffs: mount -t bpf bpf /sys/fs/bpf" : "");
}

} // namespace

fd lock_kept_directory(const std::string& path) {
    make_directory(above(path));
    make_directory(path);
    fd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct statfs system {};
    if (!directory || ::fstatfs(directory.get(), &system) != 0)
        fail(path, "open the directory for pins", errno);
    if (static_cast<unsigned long>(system.f_type) != BPF_FS_MAGIC)
        fail(path, "this is not in a bpffs", 0, "mount one: mount -t bpf bpf /sys/fs/bpf");
    if (::flock(directory.get(), LOCK_EX | LOCK_NB) != 0)
        fail(path, "lock the directory for pins", errno,
             errno == EWOULDBLOCK ? "another xdpk agent serves the device; stop that one first" : "");
    return directory;
}

void remove_kept_directory(const std::string& path) noexcept {
    ::rmdir(path.c_str());
    ::rmdir(above(path).c_str());
}

void keep_pin(int number, const std::string& path) {
    remove_pin(path);
    if (::bpf_obj_pin(number, path.c_str()) != 0)
        fail(path, "pin", errno, errno == EPERM ? "needs CAP_BPF" : "");
}

void remove_pin(const std::string& path) noexcept { ::unlink(path.c_str()); }

void own_pin(const std::string& path, const file_rights& rights) {
    struct stat now {};
    if (::stat(path.c_str(), &now) != 0)
        fail(path, "look at a pin", errno);
    // The mode first: when the file has another owner, that needs CAP_FOWNER.
    if ((now.st_mode & permission_bits) != rights.mode && ::chmod(path.c_str(), rights.mode) != 0)
        fail(path, "set a pin's mode", errno, "needs CAP_FOWNER if it has another owner");
    const bool same = now.st_uid == rights.owner && now.st_gid == rights.group;
    if (!same && ::chown(path.c_str(), rights.owner, rights.group) != 0)
        fail(path, "set a pin's owner", errno, "needs CAP_CHOWN");
}

} // namespace xdpk
