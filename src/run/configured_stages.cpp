// SPDX-License-Identifier: BSD-3-Clause
#include "configured_stages.hpp"

namespace xdpk {

configured_stages::configured_stages(std::vector<any_stage> stages)
    : now_(std::make_unique<stage_sequence>(std::move(stages))) {
    now_->take_over();
}

void configured_stages::run(worker& w) noexcept {
    auto current = [this](burst& b) noexcept { (*now_)(b); };
    w.run(current);
}

std::vector<stage_counter> configured_stages::counters() const {
    std::vector<stage_counter> list;
    list_counters(*now_, list);
    for (const auto& [name, value] : replaced_)
        list.push_back({name, &value});
    return list;
}

void configured_stages::replace(worker& w, std::vector<any_stage> stages) {
    auto other = std::make_unique<stage_sequence>(std::move(stages));
    w.call([&] {
        now_.swap(other);
        now_->take_over();
    });
    std::vector<stage_counter> list;
    list_counters(*other, list);
    for (const stage_counter& c : list)
        replaced_[c.name].add(c.value->get());
}

} // namespace xdpk
