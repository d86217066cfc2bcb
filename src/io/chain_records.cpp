// SPDX-License-Identifier: BSD-3-Clause
#include "chain_records.hpp"

#include "bpf_objects.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <sys/file.h>
#include <sys/stat.h>
#include <utility>

namespace xdpk::detail {

namespace {

namespace fs = std::filesystem;

constexpr const char* suffix = ".json";

std::uint64_t this_name_space() {
    struct stat facts {};
    if (::stat("/proc/thread-self/ns/net", &facts) != 0)
        throw error({.where = "/proc/thread-self/ns/net", .what = "tell the network namespace", .code = errno});
    return facts.st_ino;
}

std::optional<std::string> contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

bool still_loaded(const chain_record& record) {
    const auto info = program_info(record.id);
    return info && info->load_time == record.load_time && tag_text(*info) == record.tag;
}

} // namespace

chain_records::chain_records(std::string folder) : folder_(std::move(folder)), name_space_(this_name_space()) {}

std::string chain_records::path_of(std::uint32_t id) const {
    return fmt::format("{}/{}-{}{}", folder_, name_space_, id, suffix);
}

std::vector<chain_record> chain_records::read() const {
    std::vector<chain_record> records;
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_, failure)) {
        if (entry.path().extension() != suffix)
            continue;
        const auto text = contents(entry.path());
        auto record = text ? parse_record(*text) : std::nullopt;
        if (record && record->name_space == name_space_)
            records.push_back(std::move(*record));
    }
    std::ranges::sort(records, {}, &chain_record::id);
    return records;
}

std::vector<chain_record> chain_records::all() const {
    std::vector<chain_record> records = read();
    std::erase_if(records, [](const chain_record& record) { return !still_loaded(record); });
    return records;
}

void chain_records::write(chain_record record) const {
    record.name_space = name_space_;
    const std::string path = path_of(record.id);
    const std::string unfinished = path + ".new";
    std::ofstream file(unfinished, std::ios::binary);
    file << record_text(record);
    file.close();
    if (!file || ::rename(unfinished.c_str(), path.c_str()) != 0)
        throw error({.where = path, .what = "write down what was loaded", .code = errno});
}

void chain_records::forget(const chain_record& record) const {
    std::error_code ignored;
    fs::remove(path_of(record.id), ignored);
    const std::vector<chain_record> others = read();
    for (const std::string& pin : record.pins) {
        const bool shared = std::ranges::any_of(others, [&pin](const chain_record& other) {
            return std::ranges::find(other.pins, pin) != other.pins.end();
        });
        if (shared)
            continue;
        fs::remove(pin, ignored);
        fs::remove(fs::path(pin).parent_path(), ignored); // if it was the last one there
    }
}

void chain_records::forget_gone() const {
    for (const chain_record& record : read())
        if (!still_loaded(record))
            forget(record);
}

fd chain_records::lock() const {
    std::error_code failure;
    fs::create_directories(folder_, failure);
    if (failure)
        throw error({.where = folder_, .what = "make the folder of what is loaded", .code = failure.value()});
    fd file(::open((folder_ + "/lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600));
    if (!file)
        throw error({.where = folder_, .what = "lock the folder of what is loaded", .code = errno});
    while (::flock(file.get(), LOCK_EX) != 0)
        if (errno != EINTR)
            throw error({.where = folder_, .what = "lock the folder of what is loaded", .code = errno});
    return file;
}

std::optional<std::uint64_t> file_digest(const std::string& path) {
    const auto text = contents(path);
    if (!text)
        return std::nullopt;
    constexpr std::uint64_t basis = 0xcbf29ce484222325, prime = 0x100000001b3;
    std::uint64_t digest = basis;
    for (const char byte : *text)
        digest = (digest ^ static_cast<unsigned char>(byte)) * prime;
    return digest;
}

} // namespace xdpk::detail
