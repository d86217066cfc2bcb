// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_eal.h>

#include "dpdk/devargs_list.hpp"
#include "dpdk/eal_devices.hpp"
#include "dpdk/eal_options.hpp"
#include "dpdk/lcore_list.hpp"
#include "dpdk/log_error.hpp"
#include "dpdk/process_group.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/dpdk/rte_cycles.h>
#include <xdpk/dpdk/rte_log.h>
#include <xdpk/dpdk/rte_service_component.h>
#include <xdpk/dpdk/rte_version.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <utility>

namespace xdpk::dpdk {

namespace {

std::atomic_flag started;
rte_usage_hook_t program_usage = nullptr;

void help_and_exit(const char* program) {
    if (program_usage != nullptr)
        program_usage(program);
    print_help(program);
    std::exit(EXIT_SUCCESS);
}

std::vector<device_request> devices_of_environment() {
    std::vector<device_request> devices;
    const char* const ports = std::getenv("XDPK_PORTS");
    std::istringstream names(ports != nullptr ? ports : "");
    for (std::string name; std::getline(names, name, ',');)
        if (!name.empty())
            devices.push_back({.name = name, .arguments = ""});
    return devices;
}

cpu_set_t cpus_without(const lcore_map& lcores) {
    cpu_set_t cpus{};
    sched_getaffinity(0, sizeof cpus, &cpus);
    const cpu_set_t all = cpus;
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        for (const auto& [id, set] : lcores)
            if (CPU_ISSET(cpu, &set))
                CPU_CLR(cpu, &cpus);
    return CPU_COUNT(&cpus) == 0 ? all : cpus;
}

/// Makes this process primary or secondary.
void take_role(const eal_options& options) {
    const rte_proc_type_t type = options.process_type;
    const std::string where = "--proc-type=secondary --file-prefix=" + options.file_prefix;
    if (options.alone && type == RTE_PROC_SECONDARY)
        throw error({.where = where, .what = "--in-memory and --no-shconf are for processes that are alone"});
    if (options.alone || (type != RTE_PROC_PRIMARY && join_primary(options.file_prefix)))
        return;
    if (type == RTE_PROC_SECONDARY)
        throw error({.where = where,
                     .what = "there is no primary process of this user",
                     .code = ENOENT,
                     .hint = "start that first, in the same network namespace and with the same --file-prefix"});
    if (!claim_prefix(options.file_prefix))
        rte_log(RTE_LOG_NOTICE, RTE_LOGTYPE_EAL,
                "EAL: another primary process uses the file prefix '%s'; secondaries join that one\n",
                options.file_prefix.c_str());
}

void start(const eal_options& options) {
    take_role(options);
    const lcore_map lcores = options.lcores.value_or(lcores_of_process());
    const unsigned main = options.main_lcore.value_or(lcores.begin()->first);
    if (!lcores.contains(main))
        throw error({.where = "--main-lcore " + std::to_string(main), .what = "is none of the lcores"});
    set_control_cpus(cpus_without(lcores));
    start_lcores(lcores, main);
    for (const unsigned id : options.service_lcores)
        if (rte_service_lcore_add(id) != 0)
            throw error({.where = "-S", .what = "lcore " + std::to_string(id) + " cannot run services"});
    rte_get_tsc_hz();
    const auto devices = options.devices.empty() && !is_secondary() ? devices_of_environment() : options.devices;
    keep_devargs(devices);
    create_devices(devices);
    rte_service_start_with_defaults();
    if (!is_secondary())
        serve_secondaries();
}

int initialize(int argc, char** argv) {
    int used = 0;
    eal_options options = parse_options(argc, argv, used);
    if (options.help_wanted)
        help_and_exit(argv[0]);
    if (options.version_wanted)
        std::printf("EAL: RTE Version: '%s'\n", rte_version());
    eal_settings() = std::move(options);
    start(eal_settings());
    // The program's own command line begins where EAL's ends, with the program's name.
    argv[used] = argv[0];
    return used;
}

} // namespace

} // namespace xdpk::dpdk

int rte_eal_init(int argc, char** argv) {
    if (xdpk::dpdk::started.test_and_set()) {
        xdpk::dpdk::log_error("rte_eal_init: was called before; once per process");
        rte_errno = EALREADY;
        return -1;
    }
    const int used = xdpk::dpdk::guarded([&] { return xdpk::dpdk::initialize(argc, argv); });
    return used < 0 ? -1 : used;
}

int rte_eal_cleanup(void) {
    rte_service_finalize();
    // A worker that still runs may use its ports: then the kernel closes them, at the end of the process.
    if (xdpk::dpdk::stop_lcores())
        xdpk::dpdk::close_devices();
    return 0;
}

enum rte_proc_type_t rte_eal_process_type(void) {
    return xdpk::dpdk::is_secondary() ? RTE_PROC_SECONDARY : RTE_PROC_PRIMARY;
}

int rte_eal_primary_proc_alive(const char* config_file_path) {
    if (config_file_path == nullptr && xdpk::dpdk::started.test())
        return !xdpk::dpdk::is_secondary() || xdpk::dpdk::primary_lives() ? 1 : 0;
    // PREFIX/config
    const std::string prefix = config_file_path == nullptr
                                   ? xdpk::dpdk::eal_settings().file_prefix
                                   : std::filesystem::path(config_file_path).parent_path().filename().string();
    return xdpk::dpdk::guarded([&prefix] { return xdpk::dpdk::connect_to_primary(prefix) ? 1 : 0; }) > 0 ? 1 : 0;
}

rte_usage_hook_t rte_set_application_usage_hook(rte_usage_hook_t usage_func) {
    return std::exchange(xdpk::dpdk::program_usage, usage_func);
}

int rte_eal_has_hugepages(void) { return 0; }
int rte_eal_has_pci(void) { return 0; }
int rte_eal_create_uio_dev(void) { return 0; }
enum rte_iova_mode rte_eal_iova_mode(void) { return RTE_IOVA_VA; }

const char* rte_eal_mbuf_user_pool_ops(void) {
    const std::string& name = xdpk::dpdk::eal_settings().mbuf_pool_ops;
    return name.empty() ? nullptr : name.c_str();
}

const char* rte_eal_get_runtime_dir(void) {
    static const std::string folder = "/var/run/dpdk/" + xdpk::dpdk::eal_settings().file_prefix;
    return folder.c_str();
}
