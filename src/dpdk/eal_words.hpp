// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <getopt.h>
#include <string>
#include <string_view>
#include <vector>

namespace xdpk::dpdk {

enum class word_id {
    core_mask,
    lcores,
    service_mask,
    service_list,
    main_lcore,
    channels,
    ranks,
    simd_bits,
    allow,
    vdev,
    log_level,
    process_type,
    iova_mode,
    file_prefix,
    mbuf_pool_ops,
    alone,
    version,
    help,
    meaningless, ///< accepted, since command lines have it, and without effect
};

/// One option of EAL's. An option has a letter, a name or both.
struct eal_word {
    word_id id;
    char letter;      ///< 0: none
    const char* name; ///< "": none
    int argument;     ///< no_argument, required_argument or optional_argument
    const char* meaning;
};

/// The option behind what getopt_long returned, or nullptr.
[[nodiscard]] const eal_word* word_of(int code);
[[nodiscard]] std::vector<option> long_options();
[[nodiscard]] std::string short_options();

/// Sets getopt(3) to the beginning; puts back what was when it dies.
class getopt_state {
public:
    getopt_state();
    ~getopt_state();
    getopt_state(const getopt_state&) = delete;
    getopt_state& operator=(const getopt_state&) = delete;

private:
    int index_;
    int option_;
    int errors_;
    char* argument_;
};

} // namespace xdpk::dpdk
