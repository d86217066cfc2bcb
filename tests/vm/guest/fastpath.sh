#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Runs in the guest: the fast path's program on this kernel, by PROG_TEST_RUN.
XDPK_TEST_PACKETS=1500 bpf_tests --gtest_brief=1 --gtest_color=no --gtest_filter='fastpath*-fastpath_device*:fastpath_epoch.a_flow*'
