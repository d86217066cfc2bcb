// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/stage/flow_stage.hpp>
#include <xdpk/stage/foreseen.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace xdpk {

/// A flow stage of any type, for flow caches that are put together while the program runs; itself a flow stage.
class any_flow_stage {
public:
    // In this order: whether any_flow_stage is a flow stage is what this constructor is asked for.
    template <class S>
    requires(!std::same_as<S, any_flow_stage> && flow_stage<S>) explicit any_flow_stage(S s)
        : inner_(std::make_unique<holder<S>>(std::move(s))) {}

    void decide(flow_decision& d) noexcept { inner_->decide(d, std::nullopt); }
    void foresee(std::span<const packet_fields> flows) noexcept { inner_->foresee(flows); }
    void decide(flow_decision& d, std::optional<std::size_t> flow) noexcept { inner_->decide(d, flow); }
    void forget(const flow_key& key, const xdpk_flow_record& forward) noexcept { inner_->forget(key, forward); }
    void list_counters(std::vector<stage_counter>& list) const { inner_->list(list); }

    /// The stage, if it is an S; nullptr otherwise.
    template <flow_stage S>
    [[nodiscard]] S* get() noexcept {
        auto* const held = dynamic_cast<holder<S>*>(inner_.get());
        return held != nullptr ? &held->inner.stage : nullptr;
    }

private:
    struct base {
        base() = default;
        base(const base&) = delete;
        base& operator=(const base&) = delete;
        virtual ~base() = default;
        virtual void foresee(std::span<const packet_fields> flows) noexcept = 0;
        virtual void decide(flow_decision& d, std::optional<std::size_t> flow) noexcept = 0;
        virtual void forget(const flow_key& key, const xdpk_flow_record& forward) noexcept = 0;
        virtual void list(std::vector<stage_counter>& list) const = 0;
    };

    template <flow_stage S>
    struct holder final : base {
        explicit holder(S s) : inner{std::move(s)} {}
        void foresee(std::span<const packet_fields> flows) noexcept override { inner.foresee(flows); }
        void decide(flow_decision& d, std::optional<std::size_t> flow) noexcept override { inner.decide(d, flow); }
        void forget(const flow_key& key, const xdpk_flow_record& forward) noexcept override {
            if constexpr (flow_keeping_stage<S>)
                inner.stage.forget(key, forward);
        }
        void list(std::vector<stage_counter>& list) const override { list_flow_counters(inner.stage, list); }
        detail::foreseen<S> inner;
    };

    std::unique_ptr<base> inner_;
};

/// The flow stages of such a cache, in their order; itself a flow stage.
class flow_stage_sequence {
public:
    explicit flow_stage_sequence(std::vector<any_flow_stage> stages = {}) : stages_(std::move(stages)) {}

    void foresee(std::span<const packet_fields> flows) noexcept {
        for (any_flow_stage& s : stages_)
            s.foresee(flows);
    }
    void decide(flow_decision& d, std::optional<std::size_t> flow = std::nullopt) noexcept {
        for (any_flow_stage& s : stages_)
            if (d.verdict == XDPK_FORWARD)
                s.decide(d, flow);
    }
    void forget(const flow_key& key, const xdpk_flow_record& forward) noexcept {
        for (any_flow_stage& s : stages_)
            s.forget(key, forward);
    }
    void list_counters(std::vector<stage_counter>& list) const {
        for (const any_flow_stage& s : stages_)
            s.list_counters(list);
    }

    [[nodiscard]] std::vector<any_flow_stage>& stages() noexcept { return stages_; }
    /// The first that is an S; nullptr if there is none.
    template <flow_stage S>
    [[nodiscard]] S* find() noexcept {
        for (any_flow_stage& s : stages_)
            if (S* const found = s.get<S>())
                return found;
        return nullptr;
    }

private:
    std::vector<any_flow_stage> stages_;
};

} // namespace xdpk
