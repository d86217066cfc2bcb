// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// What must hold whatever the input: libFuzzer takes the trap for a crash and keeps the input.
inline void require(bool holds) {
    if (!holds)
        __builtin_trap();
}
