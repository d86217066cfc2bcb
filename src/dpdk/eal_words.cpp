// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/eal_words.hpp"

#include "dpdk/eal_options.hpp"

#include <array>
#include <cstdio>

namespace xdpk::dpdk {

namespace {

constexpr int none = no_argument;
constexpr int one = required_argument;
constexpr int perhaps = optional_argument;

constexpr std::array words{
    eal_word{word_id::core_mask, 'c', "", one, "MASK: lcores by a hexadecimal mask, each on the CPU of its number"},
    eal_word{word_id::lcores, 'l', "lcores", one, "LIST: lcores, and their CPUs: 0-3 or (0-3)@0 or 1@(4,5)"},
    eal_word{word_id::main_lcore, 0, "main-lcore", one, "ID: the lcore of main (the first)"},
    eal_word{word_id::service_mask, 's', "", one, "MASK: those of the lcores that run services"},
    eal_word{word_id::service_list, 'S', "", one, "LIST: the same"},
    eal_word{word_id::vdev, 0, "vdev", one, "DRIVER,ARGUMENTS: a port, as net_af_xdp0,iface=eth0; may be repeated"},
    eal_word{word_id::allow, 'a', "allow", one, "DEVICE: a port by the name or PCI address of its interface"},
    eal_word{word_id::log_level, 0, "log-level", one, "[TYPES:]LEVEL: which lines to log (info)"},
    eal_word{word_id::file_prefix, 0, "file-prefix", one, "NAME: of a primary process and its secondaries (rte)"},
    eal_word{word_id::process_type, 0, "proc-type", one,
             "primary, secondary, or auto: secondary if there is a primary"},
    eal_word{word_id::mbuf_pool_ops, 0, "mbuf-pool-ops-name", one, "NAME: what rte_eal_mbuf_user_pool_ops says"},
    eal_word{word_id::channels, 'n', "", one, "NUMBER: what rte_memory_get_nchannel says"},
    eal_word{word_id::ranks, 'r', "", one, "NUMBER: what rte_memory_get_nrank says"},
    eal_word{word_id::simd_bits, 0, "force-max-simd-bitwidth", one, "BITS: what rte_vect_get_max_simd_bitwidth says"},
    eal_word{word_id::iova_mode, 0, "iova-mode", one, "pa or va; always va, which needs no privilege"},
    eal_word{word_id::alone, 0, "in-memory", none, "no secondary process may join"},
    eal_word{word_id::alone, 0, "no-shconf", none, "the same"},
    eal_word{word_id::version, 'v', "version", none, "print the version first"},
    eal_word{word_id::help, 'h', "help", none, "print this and exit"},
    // Of huge pages, PCI and services of the kernel that are not used.
    eal_word{word_id::meaningless, 'm', "", one, ""},
    eal_word{word_id::meaningless, 'd', "driver-path", one, ""},
    eal_word{word_id::meaningless, 'b', "block", one, ""},
    eal_word{word_id::meaningless, 'R', "remap-lcore-ids", perhaps, ""},
    eal_word{word_id::meaningless, 0, "no-huge", none, ""},
    eal_word{word_id::meaningless, 0, "no-pci", none, ""},
    eal_word{word_id::meaningless, 0, "no-hpet", none, ""},
    eal_word{word_id::meaningless, 0, "no-telemetry", none, ""},
    eal_word{word_id::meaningless, 0, "telemetry", none, ""},
    eal_word{word_id::meaningless, 0, "legacy-mem", none, ""},
    eal_word{word_id::meaningless, 0, "single-file-segments", none, ""},
    eal_word{word_id::meaningless, 0, "match-allocations", none, ""},
    eal_word{word_id::meaningless, 0, "socket-mem", one, ""},
    eal_word{word_id::meaningless, 0, "numa-mem", one, ""},
    eal_word{word_id::meaningless, 0, "socket-limit", one, ""},
    eal_word{word_id::meaningless, 0, "numa-limit", one, ""},
    eal_word{word_id::meaningless, 0, "memory-size", one, ""},
    eal_word{word_id::meaningless, 0, "huge-dir", one, ""},
    eal_word{word_id::meaningless, 0, "huge-unlink", perhaps, ""},
    eal_word{word_id::meaningless, 0, "huge-worker-stack", perhaps, ""},
    eal_word{word_id::meaningless, 0, "base-virtaddr", one, ""},
    eal_word{word_id::meaningless, 0, "create-uio-dev", none, ""},
    eal_word{word_id::meaningless, 0, "vfio-intr", one, ""},
    eal_word{word_id::meaningless, 0, "vfio-vf-token", one, ""},
    eal_word{word_id::meaningless, 0, "vmware-tsc-map", none, ""},
    eal_word{word_id::meaningless, 0, "syslog", perhaps, ""},
    eal_word{word_id::meaningless, 0, "log-timestamp", perhaps, ""},
    eal_word{word_id::meaningless, 0, "log-color", perhaps, ""},
    eal_word{word_id::meaningless, 0, "trace", one, ""},
    eal_word{word_id::meaningless, 0, "trace-dir", one, ""},
    eal_word{word_id::meaningless, 0, "trace-bufsz", one, ""},
    eal_word{word_id::meaningless, 0, "trace-mode", one, ""},
};

constexpr int first_code = 1000;

void print_name(const eal_word& word) {
    const bool both = word.letter != 0 && *word.name != '\0';
    if (word.letter != 0)
        std::printf("-%c%s", word.letter, both ? ", " : "");
    if (*word.name != '\0')
        std::printf("--%s", word.name);
}

} // namespace

const eal_word* word_of(int code) {
    for (std::size_t i = 0; i < words.size(); ++i)
        if (code == first_code + static_cast<int>(i) || (words[i].letter != 0 && code == words[i].letter))
            return &words[i];
    return nullptr;
}

std::vector<option> long_options() {
    std::vector<option> names;
    for (std::size_t i = 0; i < words.size(); ++i)
        if (*words[i].name != '\0')
            names.push_back({words[i].name, words[i].argument, nullptr, first_code + static_cast<int>(i)});
    names.push_back({nullptr, 0, nullptr, 0});
    return names;
}

std::string short_options() {
    std::string letters = "+"; // stop at the first word that is no option
    for (const eal_word& word : words) {
        if (word.letter == 0)
            continue;
        letters += word.letter;
        letters += word.argument == one ? ":" : word.argument == perhaps ? "::" : "";
    }
    return letters;
}

void print_help(const char* program) {
    std::printf("Usage: %s [EAL options] -- [the program's options]\n\nEAL options, here those of xdpk's DPDK layer:\n",
                program);
    for (const eal_word& word : words) {
        if (*word.meaning == '\0')
            continue;
        std::printf("  ");
        print_name(word);
        std::printf("  %s\n", word.meaning);
    }
    std::printf("XDPK_PORTS=eth0,eth1 in the environment gives ports to a command line that names none.\n\n"
                "Accepted and without effect, because memory is the heap's and devices are the kernel's:\n ");
    for (const eal_word& word : words) {
        if (*word.meaning != '\0')
            continue;
        std::printf(" ");
        print_name(word);
    }
    std::printf("\n");
}

getopt_state::getopt_state() : index_(optind), option_(optopt), errors_(opterr), argument_(optarg) {
    optind = 1;
    opterr = 0;
}

getopt_state::~getopt_state() {
    optind = index_;
    optopt = option_;
    opterr = errors_;
    optarg = argument_;
}

} // namespace xdpk::dpdk
