// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "chain_record.hpp"

#include <xdpk/base/fd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xdpk::detail {

/// The records of one network namespace's devices, one file "NAMESPACE-ID.json" for each program in the state folder.
/// Errors are thrown as xdpk::error.
class chain_records {
public:
    /// For the network namespace of the calling thread. The folder is made when something is written.
    explicit chain_records(std::string folder);

    /// Those of programs that are still loaded. Others', of an id that was given again, are not among them.
    [[nodiscard]] std::vector<chain_record> all() const;

    void write(chain_record record) const;
    /// Removes a record, and the files of its pins that no other record names.
    void forget(const chain_record& record) const;
    /// Drops the records of programs that are gone from their devices, with their pins.
    void forget_gone() const;

    /// Held while a chain is changed. Waits for others.
    [[nodiscard]] fd lock() const;

private:
    [[nodiscard]] std::string path_of(std::uint32_t id) const;
    [[nodiscard]] std::vector<chain_record> read() const;

    std::string folder_;
    std::uint64_t name_space_ = 0;
};

/// Of a file's contents (FNV-1a, 64 bits); nothing if it cannot be read.
[[nodiscard]] std::optional<std::uint64_t> file_digest(const std::string& path);

} // namespace xdpk::detail
