// SPDX-License-Identifier: BSD-3-Clause
#include "agent_state.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace xdpk {

namespace {

constexpr mode_t directory_mode = 0755;

[[noreturn]] void fail(const std::string& path, const char* what, int code, const std::string& hint = {}) {
    throw error({.where = path, .what = what, .code = code, .hint = hint});
}

} // namespace

void make_own_directory(const std::string& path) {
    const std::filesystem::path above = std::filesystem::path(path).parent_path();
    std::error_code failure;
    if (!std::filesystem::exists(above, failure))
        make_own_directory(above.string());
    if (::mkdir(path.c_str(), directory_mode) == 0)
        return;
    if (errno != EEXIST)
        fail(path, "make a directory", errno);
    struct stat there {};
    if (::lstat(path.c_str(), &there) != 0 || !S_ISDIR(there.st_mode))
        fail(path, "use it as a directory", ENOTDIR);
    if ((there.st_uid != 0 && there.st_uid != ::geteuid()) || (there.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        fail(path, "use a directory that others may write to", EPERM, "remove it, or choose another");
}

std::string read_state(const std::string& path) {
    std::ifstream file(path);
    if (!file)
        return {};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void write_state(const std::string& path, const std::string& text) {
    const std::string next = path + ".new";
    std::ofstream file(next, std::ios::trunc);
    file << text;
    file.close();
    if (!file || std::rename(next.c_str(), path.c_str()) != 0)
        fail(path, "write a file", errno);
}

} // namespace xdpk
