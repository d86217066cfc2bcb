// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/xdp_chain.hpp>

#include "bpf_objects.hpp"
#include "chain_alone.hpp"
#include "chain_dispatcher.hpp"
#include "chain_list.hpp"
#include "chain_records.hpp"
#include "chain_refusal.hpp"

#include <xdpk/io/freplace_probe.hpp>
#include <xdpk/io/nic_facts.hpp>

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>

namespace xdpk {

namespace {

using namespace detail;

// Programs without types cannot replace a function; nothing is dispatched on the NIC.
bool dispatched(const chain_object& object, const chain_request& request) {
    return request.mode != xdp_mode::hardware && object.has_types() && freplace_works();
}

// The kernel says no more than "Invalid argument". Before 6.3 it does not tell what a driver can.
void check_nic(const chain_state& device, xdp_mode mode) {
    if (mode != xdp_mode::hardware)
        return;
    const std::optional<xdp_features> features = read_nic_facts(device.ifname).features;
    if (features && !features->hw_offload)
        throw chain_refusal(chain_failure::other, {.where = device.ifname,
                                                   .what = "the driver runs no programs on the NIC (mode offload)",
                                                   .code = EOPNOTSUPP,
                                                   .hint = "use mode native, in the driver, or generic, behind it"});
}

void record(const chain_records& records, const chain_state& device, std::uint32_t id, chain_request request,
            std::vector<std::string> pins) {
    const auto info = program_info(id).value_or(bpf_prog_info{});
    const std::uint64_t digest = file_digest(request.object).value_or(0);
    records.write({.id = id,
                   .load_time = info.load_time,
                   .tag = tag_text(info),
                   .ifindex = device.ifindex,
                   .ifname = device.ifname,
                   .request = std::move(request),
                   .digest = digest,
                   .pins = std::move(pins)});
}

void take_off(const chain_state& device, const chain_program& program) {
    if (program.attachment == chain_attachment::dispatcher)
        remove_from_dispatcher(device, program);
    else
        detach_alone(device, program);
}

std::optional<chain_record> record_of(const chain_records& records, const chain_program& program) {
    for (chain_record& each : records.all())
        if (each.id == program.id && !program.owner.empty())
            return std::move(each);
    return std::nullopt;
}

void check_ours(const chain_state& device, const chain_program& program) {
    if (program.owner.empty())
        throw chain_refusal(chain_failure::not_ours, {.where = device.ifname,
                                                      .what = fmt::format("\"{}\" (id {}) was loaded by somebody else",
                                                                          program.name, program.id),
                                                      .hint = "xdpk prog unload --anybodys takes it off all the same"});
}

/// What is on the device afterwards; taken off again if it cannot be written down.
chain_program settle(const chain_records& records, const chain_state& before, std::uint32_t id, chain_object& object,
                     chain_request request, std::vector<std::string> pins) {
    const std::string owner = request.owner,
                      label = request.label = request.label.empty() ? object.name() : request.label;
    std::ranges::copy(object.new_pins(), std::back_inserter(pins));
    const chain_state after = read_chain(before.ifname, {});
    chain_program program = find_program(after, id);
    try {
        record(records, after, id, request, std::move(pins));
    } catch (const error&) {
        take_off(after, program);
        throw;
    }
    object.keep_pins();
    program.owner = owner;
    program.label = label;
    program.object = request.object;
    if (program.attachment != chain_attachment::dispatcher)
        program.note = "alone on the device: " + why_alone(request.mode);
    return program;
}

chain_program load(const chain_records& records, const chain_state& device, const chain_request& request) {
    chain_object object(request);
    check_nic(device, request.mode);
    check_room(device, request.mode, dispatched(object, request));
    const std::uint32_t id = dispatched(object, request) ? add_to_dispatcher(device, object, request)
                                                         : attach_alone(device, object, request, nullptr);
    return settle(records, device, id, object, request, {});
}

// All of a device's programs run in one mode, so that those of two modes cannot overlap.
std::uint32_t attach_in_other_mode(const chain_state& device, const chain_program& old, const chain_object& object,
                                   const chain_request& request) {
    if (device.programs.size() > 1 || (request.mode != xdp_mode::hardware && !object.can_be_loaded_alone()))
        throw chain_refusal(chain_failure::occupied,
                            {.where = device.ifname,
                             .what = fmt::format("{} cannot take {}'s place in mode {}", object.name(), old.name,
                                                 word_of(request.mode)),
                             .hint = device.programs.size() > 1 ? "there are other programs on the device"
                                                                : "the verifier refuses it; its log says why"},
                            object.log());
    take_off(device, old);
    try {
        return dispatched(object, request) ? add_to_dispatcher(device, object, request)
                                           : attach_alone(device, object, request, nullptr);
    } catch (const error& failure) {
        throw chain_refusal(
            chain_failure::other,
            {.where = device.ifname,
             .what = fmt::format("{} is off already, but its successor failed: {}", old.name, failure.what())});
    }
}

std::uint32_t attach_in_place(const chain_state& device, const chain_program& old, const chain_object& object,
                              const chain_request& request) {
    if (old.mode != request.mode)
        return attach_in_other_mode(device, old, object, request);
    if (old.attachment != chain_attachment::dispatcher)
        return attach_alone(device, object, request, &old);
    check_room(device, request.mode, dispatched(object, request));
    return add_to_dispatcher(device, object, request);
}

chain_program replace(const chain_records& records, const chain_state& device, const chain_program& old,
                      const chain_request& request) {
    const std::optional<chain_record> before = record_of(records, old);
    chain_object object(request);
    check_nic(device, request.mode);
    if (request.keep_maps)
        object.take_over_maps(old.id);
    const std::uint32_t id = attach_in_place(device, old, object, request);
    chain_program program =
        settle(records, device, id, object, request, before ? before->pins : std::vector<std::string>{});
    if (old.attachment == chain_attachment::dispatcher && old.mode == request.mode)
        remove_from_dispatcher(device, old);
    if (before)
        records.forget(*before);
    return program;
}

chain_program unload(const chain_records& records, const chain_state& device, const chain_program& program) {
    if (program.attachment == chain_attachment::unknown || program.attachment == chain_attachment::dispatcher)
        check_version(device);
    const std::optional<chain_record> before = record_of(records, program);
    take_off(device, program);
    if (before)
        records.forget(*before);
    return program;
}

} // namespace

chain_result<chain_state> xdp_chain::list() const {
    return attempt<chain_state>([this] { return read_chain(ifname_, chain_records(state_).all()); });
}

chain_result<chain_program> xdp_chain::load(const chain_request& request) const {
    return attempt<chain_program>([&] {
        const chain_records records(state_);
        const fd locked = records.lock();
        records.forget_gone();
        return xdpk::load(records, read_chain(ifname_, records.all()), request);
    });
}

std::optional<chain_error> xdp_chain::check(const chain_request& request) {
    const auto opened = attempt<bool>([&] {
        chain_object object(request);
        object.keep_pins(); // it makes none, and those of others are not its own to remove
        return true;
    });
    const auto* failure = std::get_if<chain_error>(&opened);
    return failure != nullptr ? std::optional(*failure) : std::nullopt;
}

chain_result<chain_program> xdp_chain::replace(std::uint32_t id, const chain_request& request) const {
    return attempt<chain_program>([&] {
        const chain_records records(state_);
        const fd locked = records.lock();
        const chain_state device = read_chain(ifname_, records.all());
        const chain_program& old = find_program(device, id);
        check_ours(device, old);
        return xdpk::replace(records, device, old, request);
    });
}

chain_result<chain_program> xdp_chain::unload(std::uint32_t id, reach whose) const {
    return attempt<chain_program>([&] {
        const chain_records records(state_);
        const fd locked = records.lock();
        records.forget_gone();
        const chain_state device = read_chain(ifname_, records.all());
        const chain_program& program = find_program(device, id);
        if (whose == reach::ours)
            check_ours(device, program);
        return xdpk::unload(records, device, program);
    });
}

chain_result<std::vector<chain_program>> xdp_chain::unload_all(const std::string& owner) const {
    return attempt<std::vector<chain_program>>([&] {
        const chain_records records(state_);
        const fd locked = records.lock();
        records.forget_gone();
        std::vector<chain_program> gone;
        for (const chain_program& program : read_chain(ifname_, records.all()).programs)
            if (!program.owner.empty() && (owner.empty() || owner == program.owner)) // the device as it is by then
                gone.push_back(xdpk::unload(records, read_chain(ifname_, records.all()), program));
        return gone;
    });
}

std::optional<chain_request> xdp_chain::request_of(std::uint32_t id) const {
    const auto found = attempt<std::optional<chain_request>>([&]() -> std::optional<chain_request> {
        for (chain_record& record : chain_records(state_).all())
            if (record.id == id)
                return std::move(record.request);
        return std::nullopt;
    });
    const auto* request = std::get_if<std::optional<chain_request>>(&found);
    return request != nullptr ? *request : std::nullopt;
}

bool xdp_chain::object_unchanged(std::uint32_t id) const {
    const auto same = attempt<bool>([&] {
        return std::ranges::any_of(chain_records(state_).all(), [id](const chain_record& record) {
            return record.id == id && file_digest(record.request.object) == record.digest;
        });
    });
    const bool* answer = std::get_if<bool>(&same);
    return answer != nullptr && *answer;
}

} // namespace xdpk
