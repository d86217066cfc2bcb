// SPDX-License-Identifier: BSD-3-Clause
#include "eth_port.hpp"
#include "flow_error.hpp"
#include "flow_layer.hpp"
#include "log_error.hpp"

#include <cerrno>

namespace xdpk::dpdk {

namespace {

/// What `work` returns, or `failed`, and then `error` and rte_errno say why.
template <class Work, class Result>
Result told(rte_flow_error* error, Result failed, Work&& work) noexcept {
    static thread_local std::string last;
    try {
        return work();
    } catch (const flow_refusal& refusal) {
        last = refusal.message;
        rte_flow_error_set(error, refusal.code, refusal.type, refusal.cause, last.c_str());
    } catch (const std::exception& failure) {
        last = failure.what();
        rte_flow_error_set(error, logged_errno(failure), RTE_FLOW_ERROR_TYPE_UNSPECIFIED, nullptr, last.c_str());
    }
    return failed;
}

template <class Work>
int told(rte_flow_error* error, Work&& work) noexcept {
    const int status = told(error, -1, std::forward<Work>(work));
    return status < 0 ? -rte_errno : status;
}

void check(const rte_flow_attr* attr) {
    if (attr == nullptr)
        throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_ATTR, nullptr, "there are no attributes");
    if (attr->group != 0)
        throw flow_refusal(ENOTSUP, RTE_FLOW_ERROR_TYPE_ATTR_GROUP, attr, "there are no groups but 0");
    if (attr->transfer != 0)
        throw flow_refusal(ENOTSUP, RTE_FLOW_ERROR_TYPE_ATTR_TRANSFER, attr, "there are no rules between ports");
    if (attr->egress != 0)
        throw flow_refusal(ENOTSUP, RTE_FLOW_ERROR_TYPE_ATTR_EGRESS, attr, "there are no rules for sent packets");
    if (attr->ingress == 0)
        throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_ATTR_INGRESS, attr, "a rule is for received packets");
}

std::unique_ptr<rte_flow> make_rule(const eth_port& port, const rte_flow_attr* attr, const rte_flow_item* pattern,
                                    const rte_flow_action* actions) {
    check(attr);
    if (!port.configured)
        throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_STATE, nullptr, "the port is not configured");
    return std::unique_ptr<rte_flow>(new rte_flow{
        .pattern = flow_pattern(pattern), .actions = flow_actions(actions, port), .priority = attr->priority});
}

[[noreturn]] void no_such_rule(const rte_flow* flow) {
    throw flow_refusal(ENOENT, RTE_FLOW_ERROR_TYPE_HANDLE, flow, "the port has no such rule");
}

int query(eth_port& port, rte_flow* flow, const rte_flow_action* action, void* data) {
    if (!port.flows.has(flow))
        no_such_rule(flow);
    if (action == nullptr || action->type != RTE_FLOW_ACTION_TYPE_COUNT || data == nullptr)
        throw flow_refusal(ENOTSUP, RTE_FLOW_ERROR_TYPE_ACTION, action, "only COUNT can be asked");
    if (!flow->actions.counts())
        throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_ACTION, action, "the rule does not count");
    auto& result = *static_cast<rte_flow_query_count*>(data);
    const bool reset = result.reset != 0;
    result.hits = reset ? flow->hits.exchange(0) : flow->hits.load();
    result.bytes = reset ? flow->bytes.exchange(0) : flow->bytes.load();
    result.hits_set = result.bytes_set = 1;
    return 0;
}

} // namespace

extern "C" {

int rte_flow_validate(std::uint16_t port_id, const rte_flow_attr* attr, const rte_flow_item pattern[],
                      const rte_flow_action actions[], rte_flow_error* error) {
    return told(error, [=] {
        make_rule(port_at(port_id), attr, pattern, actions);
        return 0;
    });
}

rte_flow* rte_flow_create(std::uint16_t port_id, const rte_flow_attr* attr, const rte_flow_item pattern[],
                          const rte_flow_action actions[], rte_flow_error* error) {
    return told(error, static_cast<rte_flow*>(nullptr), [=] {
        eth_port& port = port_at(port_id);
        auto rule = make_rule(port, attr, pattern, actions);
        const std::scoped_lock held(flow_changes());
        rte_flow* const made = port.flows.add(std::move(rule));
        lay_flows_if_wanted(port);
        return made;
    });
}

int rte_flow_destroy(std::uint16_t port_id, rte_flow* flow, rte_flow_error* error) {
    return told(error, [=] {
        if (!port_at(port_id).flows.remove(flow))
            no_such_rule(flow);
        return 0;
    });
}

int rte_flow_flush(std::uint16_t port_id, rte_flow_error* error) {
    return told(error, [=] {
        port_at(port_id).flows.clear();
        return 0;
    });
}

int rte_flow_query(std::uint16_t port_id, rte_flow* flow, const rte_flow_action* action, void* data,
                   rte_flow_error* error) {
    return told(error, [=] { return query(port_at(port_id), flow, action, data); });
}

int rte_flow_isolate(std::uint16_t port_id, int set, rte_flow_error* error) {
    return told(error, [=] {
        eth_port& port = port_at(port_id);
        const std::scoped_lock held(flow_changes());
        port.flows.isolate(set != 0);
        lay_flows_if_wanted(port);
        return 0;
    });
}

int rte_flow_error_set(rte_flow_error* error, int code, rte_flow_error_type type, const void* cause,
                       const char* message) {
    if (error != nullptr)
        *error = {.type = type, .cause = cause, .message = message};
    rte_errno = code;
    return -code;
}

} // extern "C"

} // namespace xdpk::dpdk
