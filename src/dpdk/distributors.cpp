// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/distributor.hpp"
#include "dpdk/log_error.hpp"

#include <cerrno>
#include <memory>
#include <mutex>
#include <string>

#include <xdpk/dpdk/rte_errno.h>
#include <xdpk/dpdk/rte_pause.h>

namespace xdpk::dpdk {
namespace {

constexpr unsigned most_workers = 64;

std::mutex distributors_mutex;
std::vector<std::unique_ptr<rte_distributor>> distributors;

bool fits(const rte_distributor& distributor, std::size_t count) noexcept { return count <= distributor.at_once(); }

} // namespace
} // namespace xdpk::dpdk

using namespace xdpk::dpdk;

struct rte_distributor* rte_distributor_create(const char* name, unsigned int, unsigned int num_workers,
                                               unsigned int alg_type) {
    return guarded_pointer([&] {
        if (name == nullptr || num_workers == 0 || num_workers > most_workers || alg_type >= RTE_DIST_NUM_ALG_TYPES)
            throw xdpk::error({.where = std::string("distributor ") + (name == nullptr ? "without a name" : name),
                               .what = "make it for " + std::to_string(num_workers) + " workers",
                               .code = EINVAL,
                               .hint = "give a name, 1 to 64 workers and one of the two algorithms"});
        const unsigned at_once = alg_type == RTE_DIST_ALG_SINGLE ? 1 : most_at_once;
        const std::lock_guard guard(distributors_mutex);
        return distributors.emplace_back(std::make_unique<rte_distributor>(num_workers, at_once)).get();
    });
}

int rte_distributor_process(struct rte_distributor* d, struct rte_mbuf** mbufs, unsigned int num_mbufs) {
    return static_cast<int>(d->process({mbufs, num_mbufs}));
}

int rte_distributor_returned_pkts(struct rte_distributor* d, struct rte_mbuf** mbufs, unsigned int max_mbufs) {
    return static_cast<int>(d->take_returned({mbufs, max_mbufs}));
}

int rte_distributor_flush(struct rte_distributor* d) { return static_cast<int>(d->flush()); }

void rte_distributor_clear_returns(struct rte_distributor* d) { d->forget_returned(); }

int rte_distributor_get_pkt(struct rte_distributor* d, unsigned int worker_id, struct rte_mbuf** pkts,
                            struct rte_mbuf** oldpkt, unsigned int retcount) {
    const unsigned given_back = oldpkt == nullptr ? 0 : retcount;
    if (!fits(*d, given_back))
        return -EINVAL;
    d->give_back(worker_id, {oldpkt, given_back}, true);
    unsigned count = 0;
    while (!d->take(worker_id, pkts, count))
        rte_pause();
    return static_cast<int>(count);
}

int rte_distributor_return_pkt(struct rte_distributor* d, unsigned int worker_id, struct rte_mbuf** oldpkt, int num) {
    if (num < 0 || !fits(*d, static_cast<std::size_t>(num)))
        return -EINVAL;
    d->give_back(worker_id, {oldpkt, static_cast<std::size_t>(num)}, false);
    return 0;
}

void rte_distributor_request_pkt(struct rte_distributor* d, unsigned int worker_id, struct rte_mbuf** oldpkt,
                                 unsigned int count) {
    const unsigned given_back = oldpkt == nullptr ? 0 : std::min(count, d->at_once());
    d->give_back(worker_id, {oldpkt, given_back}, true);
}

int rte_distributor_poll_pkt(struct rte_distributor* d, unsigned int worker_id, struct rte_mbuf** mbufs) {
    unsigned count = 0;
    if (d->take(worker_id, mbufs, count))
        return static_cast<int>(count);
    return d->at_once() == 1 ? 0 : -1;
}
