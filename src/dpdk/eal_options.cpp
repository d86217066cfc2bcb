// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/eal_options.hpp"

#include "dpdk/devargs_list.hpp"
#include "dpdk/eal_words.hpp"
#include "dpdk/lcore_list.hpp"
#include "dpdk/log_types.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/dpdk/rte_log.h>

#include <charconv>
#include <getopt.h>

namespace xdpk::dpdk {

namespace {

unsigned number_in(std::string_view text, std::string_view option) {
    unsigned value = 0;
    const auto [end, failed] = std::from_chars(text.begin(), text.end(), value);
    if (failed != std::errc{} || end != text.end())
        throw error({.where = "" + std::string(option), .what = "'" + std::string(text) + "' is no number"});
    return value;
}

// "8", "debug", "lib.eal:debug" (a pattern or a name) or "pmd.*,8" (a regular expression).
void set_log_level(std::string_view text) {
    const std::size_t mark = text.find_first_of(":,");
    const auto level = log_level_of(mark == std::string_view::npos ? text : text.substr(mark + 1));
    if (!level)
        throw error({.where = "--log-level " + std::string(text),
                     .what = "there is no such level",
                     .hint = "use emergency, alert, critical, error, warning, notice, info, debug, or 1 to 8"});
    if (mark == std::string_view::npos) {
        rte_log_set_global_level(*level);
        return;
    }
    const std::string types(text.substr(0, mark));
    const bool is_pattern = text[mark] == ':';
    if ((is_pattern ? rte_log_set_level_pattern : rte_log_set_level_regexp)(types.c_str(), *level) != 0)
        throw error({.where = "--log-level " + std::string(text), .what = "is no regular expression"});
}

rte_proc_type_t process_type_of(std::string_view type) {
    if (type == "primary")
        return RTE_PROC_PRIMARY;
    if (type == "secondary")
        return RTE_PROC_SECONDARY;
    if (type == "auto")
        return RTE_PROC_AUTO;
    throw error({.where = "--proc-type=" + std::string(type),
                 .what = "there is no such type",
                 .hint = "use primary, secondary or auto"});
}

void check_iova_mode(std::string_view mode) {
    if (mode != "va" && mode != "pa")
        throw error({.where = "--iova-mode " + std::string(mode), .what = "there are va and pa"});
}

void set_lcores(eal_options& options, lcore_map lcores) {
    if (options.lcores)
        throw error({.where = "lcores", .what = "-c, -l and --lcores exclude each other"});
    options.lcores = std::move(lcores);
}

// What is only kept.
void keep(eal_options& options, const eal_word& word, std::string_view value) {
    switch (word.id) {
    case word_id::main_lcore:
        options.main_lcore = number_in(value, word.name);
        break;
    case word_id::channels:
        options.memory_channels = number_in(value, "-n");
        break;
    case word_id::ranks:
        options.memory_ranks = number_in(value, "-r");
        break;
    case word_id::simd_bits:
        options.simd_bits = number_in(value, word.name);
        break;
    case word_id::file_prefix:
        options.file_prefix = value;
        break;
    case word_id::mbuf_pool_ops:
        options.mbuf_pool_ops = value;
        break;
    case word_id::alone:
        options.alone = true;
        break;
    case word_id::version:
        options.version_wanted = true;
        break;
    case word_id::help:
        options.help_wanted = true;
        break;
    default:
        break;
    }
}

void apply(eal_options& options, const eal_word& word, std::string_view value) {
    switch (word.id) {
    case word_id::core_mask:
        return set_lcores(options, parse_core_mask(value));
    case word_id::lcores:
        return set_lcores(options, parse_lcores(value));
    case word_id::service_mask:
        options.service_lcores = mask_numbers(value);
        break;
    case word_id::service_list:
        options.service_lcores = list_numbers(value);
        break;
    case word_id::allow:
        options.devices.push_back(named_device(value));
        break;
    case word_id::vdev:
        options.devices.push_back(device_of(value));
        break;
    case word_id::log_level:
        return set_log_level(value);
    case word_id::process_type:
        options.process_type = process_type_of(value);
        break;
    case word_id::iova_mode:
        return check_iova_mode(value);
    default:
        return keep(options, word, value);
    }
}

[[noreturn]] void refuse_option(const char* text) {
    throw error({.where = text,
                 .what = "is no option of EAL's, or lacks its value",
                 .hint = "--help lists them; the program's own options stand behind --"});
}

} // namespace

eal_options parse_options(int argc, char** argv, int& used) {
    eal_options options;
    // The program reads its own command line with getopt, too, as if nobody had before.
    const getopt_state kept;
    const std::vector<option> names = long_options();
    const std::string letters = short_options();
    for (;;) {
        const int at = optind;
        const int code = getopt_long(argc, argv, letters.c_str(), names.data(), nullptr);
        if (code == -1)
            break;
        const eal_word* const word = word_of(code);
        if (word == nullptr)
            refuse_option(argv[at]);
        apply(options, *word, optarg != nullptr ? optarg : "");
    }
    used = optind - 1;
    return options;
}

eal_options& eal_settings() {
    static eal_options& only = *new eal_options;
    return only;
}

} // namespace xdpk::dpdk
