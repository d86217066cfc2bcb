// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <stdlib.h> // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX's
#include <string>

namespace xdpk::test {

/// A new directory, removed with all that is in it.
class temporary_directory {
public:
    temporary_directory() : path_(::mkdtemp(name_.data())) {}
    temporary_directory(const temporary_directory&) = delete;
    temporary_directory& operator=(const temporary_directory&) = delete;
    ~temporary_directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::string operator/(const std::string& file) const { return path_ + "/" + file; }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string name_ = std::filesystem::temp_directory_path() / "xdpk-XXXXXX";
    std::string path_;
};

} // namespace xdpk::test
