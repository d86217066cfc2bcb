// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace xdpk {

/// A stage of any type, for pipelines that are put together while the program runs; itself a stage. A burst costs one
/// indirect call.
class any_stage {
public:
    // In this order: whether any_stage is a stage is what this constructor is asked for.
    template <class S>
    requires(!std::same_as<S, any_stage> && stage<S>) explicit any_stage(S s)
        : inner_(std::make_unique<holder<S>>(std::move(s))) {}

    void operator()(burst& b) noexcept { inner_->run(b); }
    /// See stage_with_past. Does nothing with other stages.
    void take_over() noexcept { inner_->take_over(); }

    void list_counters(std::vector<stage_counter>& list) const {
        const std::size_t before = list.size();
        const bool several = inner_->list(list);
        if (!label_.empty())
            for (std::size_t i = before; i < list.size(); ++i)
                list[i].name = label_ + (several ? "." + list[i].name : list[i].name.substr(list[i].name.find('.')));
    }

    /// The stage, if it is an S; nullptr otherwise.
    template <stage S>
    [[nodiscard]] S* get() noexcept {
        auto* const held = dynamic_cast<holder<S>*>(inner_.get());
        return held != nullptr ? &held->inner : nullptr;
    }

    /// Sets the name under which its counters are shown: instead of its own, or before those of the stages in it.
    void set_label(std::string label) { label_ = std::move(label); }

private:
    struct base {
        base() = default;
        base(const base&) = delete;
        base& operator=(const base&) = delete;
        virtual ~base() = default;
        virtual void run(burst& b) noexcept = 0;
        virtual void take_over() noexcept = 0;
        /// True if the names begin with those of several stages.
        virtual bool list(std::vector<stage_counter>& list) const = 0;
    };

    template <stage S>
    struct holder final : base {
        explicit holder(S s) : inner(std::move(s)) {}
        void run(burst& b) noexcept override { inner(b); }
        void take_over() noexcept override {
            if constexpr (stage_with_past<S>)
                inner.take_over();
        }
        bool list(std::vector<stage_counter>& list) const override {
            xdpk::list_counters(inner, list);
            return composite_stage<S>;
        }
        S inner;
    };

    std::unique_ptr<base> inner_;
    std::string label_;
};

/// The stages of such a pipeline, in their order; itself a stage.
class stage_sequence {
public:
    explicit stage_sequence(std::vector<any_stage> stages) : stages_(std::move(stages)) {}

    void operator()(burst& b) noexcept {
        for (any_stage& s : stages_)
            s(b);
    }

    void take_over() noexcept {
        for (any_stage& s : stages_)
            s.take_over();
    }

    void list_counters(std::vector<stage_counter>& list) const {
        for (const any_stage& s : stages_)
            s.list_counters(list);
    }

    [[nodiscard]] std::vector<any_stage>& stages() noexcept { return stages_; }

private:
    std::vector<any_stage> stages_;
};

} // namespace xdpk
