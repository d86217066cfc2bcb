// SPDX-License-Identifier: BSD-3-Clause
#include "kernel_devices.hpp"

#include <net/if.h>

namespace xdpk::stages {

int kernel_devices::the_kernels(const std::string& name) { return static_cast<int>(::if_nametoindex(name.c_str())); }

} // namespace xdpk::stages
