// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_log.h>

#include "dpdk/log_error.hpp"
#include "dpdk/log_types.hpp"

#include <atomic>
#include <cstdio>
#include <fnmatch.h>
#include <mutex>
#include <regex>

namespace {

using xdpk::dpdk::log_types;

// Types register before main, from any source of any library, and log after it.
struct state_t {
    std::mutex lock;
    log_types types;
    std::atomic<FILE*> stream = nullptr;
};

state_t& state() {
    static state_t& only = *new state_t;
    return only;
}

thread_local int last_level = 0;
thread_local int last_type = 0;

int set_wish(log_types::wish wanted) {
    if (wanted.level > RTE_LOG_MAX)
        return -1;
    const std::scoped_lock held(state().lock);
    state().types.set(wanted);
    return 0;
}

int add_type(const char* name, const std::uint32_t* level) {
    if (name == nullptr)
        return -EINVAL;
    const std::scoped_lock held(state().lock);
    const std::uint32_t number = state().types.add(name);
    if (level != nullptr)
        state().types.pick_level(number, *level);
    return static_cast<int>(number);
}

} // namespace

int rte_openlog_stream(FILE* f) {
    state().stream = f;
    return 0;
}

FILE* rte_log_get_stream(void) {
    FILE* const chosen = state().stream;
    return chosen != nullptr ? chosen : stderr;
}

void rte_log_set_global_level(uint32_t level) {
    const std::scoped_lock held(state().lock);
    state().types.global_level = level;
}

uint32_t rte_log_get_global_level(void) {
    const std::scoped_lock held(state().lock);
    return state().types.global_level;
}

int rte_log_get_level(uint32_t logtype) {
    const std::scoped_lock held(state().lock);
    const auto& types = state().types.types;
    return logtype < types.size() && !types[logtype].name.empty() ? static_cast<int>(types[logtype].level) : -1;
}

bool rte_log_can_log(uint32_t logtype, uint32_t loglevel) {
    const int wanted = rte_log_get_level(logtype);
    return wanted >= 0 && loglevel <= static_cast<uint32_t>(wanted) && loglevel <= rte_log_get_global_level();
}

int rte_log_set_level(uint32_t logtype, uint32_t level) {
    const std::scoped_lock held(state().lock);
    auto& types = state().types.types;
    if (logtype >= types.size() || level > RTE_LOG_MAX)
        return -1;
    types[logtype].level = level;
    return 0;
}

int rte_log_set_level_pattern(const char* pattern, uint32_t level) {
    return set_wish({.fits = [shape = std::string(pattern)](
                                 const std::string& name) { return fnmatch(shape.c_str(), name.c_str(), 0) == 0; },
                     .level = level});
}

int rte_log_set_level_regexp(const char* regex, uint32_t level) {
    try {
        return set_wish({.fits = [shape = std::regex(regex, std::regex::extended)](
                                     const std::string& name) { return std::regex_search(name, shape); },
                         .level = level});
    } catch (const std::regex_error&) {
        return -1;
    }
}

int rte_log_cur_msg_loglevel(void) { return last_level; }
int rte_log_cur_msg_logtype(void) { return last_type; }

int rte_log_register(const char* name) { return add_type(name, nullptr); }
int rte_log_register_type_and_pick_level(const char* name, uint32_t level_def) { return add_type(name, &level_def); }

void rte_log_list_types(FILE* out, const char* prefix) {
    const std::scoped_lock held(state().lock);
    for (const auto& type : state().types.types)
        if (type.name.starts_with(prefix))
            std::fprintf(out, "%s\n", type.name.c_str());
}

void rte_log_dump(FILE* f) {
    const std::scoped_lock held(state().lock);
    std::fprintf(f, "global log level is %s\n", xdpk::dpdk::log_level_name(state().types.global_level).data());
    std::uint32_t number = 0;
    for (const auto& type : state().types.types) {
        if (!type.name.empty())
            std::fprintf(f, "id %u: %s, level is %s\n", number, type.name.c_str(),
                         xdpk::dpdk::log_level_name(type.level).data());
        ++number;
    }
}

int rte_vlog(uint32_t level, uint32_t logtype, const char* format, va_list ap) {
    if (!rte_log_can_log(logtype, level))
        return 0;
    last_level = static_cast<int>(level);
    last_type = static_cast<int>(logtype);
    FILE* const out = rte_log_get_stream();
    const int written = std::vfprintf(out, format, ap);
    std::fflush(out);
    return written;
}

int rte_log(uint32_t level, uint32_t logtype, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int written = rte_vlog(level, logtype, format, arguments);
    va_end(arguments);
    return written;
}

void xdpk::dpdk::log_error(std::string_view text) noexcept {
    RTE_LOG(ERR, EAL, "%.*s\n", static_cast<int>(text.size()), text.data());
}

int xdpk::dpdk::logged_errno(const std::exception& failure) noexcept {
    log_error(failure.what());
    if (const auto* const known = dynamic_cast<const error*>(&failure); known != nullptr && known->code() != 0)
        return known->code();
    return dynamic_cast<const std::bad_alloc*>(&failure) != nullptr ? ENOMEM : EINVAL;
}
