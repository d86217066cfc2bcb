// SPDX-License-Identifier: BSD-3-Clause
#include "tended_run.hpp"

#include <exception>
#include <spdlog/spdlog.h>

namespace xdpk {

void tended_run::serve() {
    try {
        tend_(*this);
        complaint_.clear();
    } catch (const std::exception& failure) {
        if (complaint_ != failure.what())
            spdlog::error("{}", failure.what());
        complaint_ = failure.what();
    }
}

void tended_run::stop() noexcept {
    ending_ = true;
    serve();
    session_ = nullptr;
}

void tended_run::call(unsigned worker, const std::function<void(runner&)>& work) {
    const worker_thread& w = *session_->workers()[worker];
    w.work->call([&] { work(*w.stages); });
}

} // namespace xdpk
