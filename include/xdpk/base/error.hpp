// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <stdexcept>
#include <string>

namespace xdpk {

/// What set-up throws. what() is one line: where, what failed, the kernel's reason, what to do.
/// Example: "eth0 queue 3: bind AF_XDP socket: No such device (ENODEV); choose a queue below 2".
class error : public std::runtime_error {
public:
    /// Parts of the line; `code` is an errno or 0 when no system call was involved.
    struct parts {
        std::string where{};
        std::string what{};
        int code = 0;
        std::string hint{};
    };

    explicit error(const parts& p) : std::runtime_error(line(p)), code_(p.code) {}

    /// The errno behind the failure, 0 if there is none.
    [[nodiscard]] int code() const noexcept { return code_; }

private:
    static std::string line(const parts& p);

    int code_;
};

/// Symbolic name and text of an errno: "Device or resource busy (EBUSY)".
[[nodiscard]] std::string describe_errno(int code);

} // namespace xdpk
