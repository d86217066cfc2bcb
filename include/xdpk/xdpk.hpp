// SPDX-License-Identifier: BSD-3-Clause
/// Everything a network function needs.
#pragma once

#include <xdpk/core/pipeline.hpp>
#include <xdpk/core/when.hpp>
#include <xdpk/run/application.hpp>
#include <xdpk/stage/count.hpp>
#include <xdpk/stage/cross_connect.hpp>
#include <xdpk/stage/drop.hpp>
#include <xdpk/stage/l2_switch.hpp>
#include <xdpk/stage/mac_swap.hpp>
#include <xdpk/stage/mac_update.hpp>
