// SPDX-License-Identifier: BSD-3-Clause
#include "privilege_choice.hpp"

#include <xdpk/io/port_spec.hpp>
#include <xdpk/run/validators.hpp>

namespace xdpk::tool {

void add_privilege_options(CLI::App& command, privilege_choice& choice) {
    command.add_option("--user", choice.user,
                       "User to become when all is set up: NAME, UID, NAME:GROUP or UID:GROUP (default: no other)");
    command
        .add_option("--sandbox", choice.sandbox,
                    "Then give up all privileges (on; strict is the same here), or none (off)")
        ->transform(xdpk::choice<sandbox_mode>(
            {{"on", sandbox_mode::on}, {"strict", sandbox_mode::strict}, {"off", sandbox_mode::off}}))
        ->default_str("on");
}

privilege_plan plan_of(const privilege_choice& choice) {
    privilege_plan plan{.mode = choice.sandbox};
    try {
        if (!choice.user.empty())
            plan.user = find_user(choice.user);
    } catch (const usage_error& failure) {
        throw CLI::ValidationError(failure.what());
    }
    return plan;
}

} // namespace xdpk::tool
