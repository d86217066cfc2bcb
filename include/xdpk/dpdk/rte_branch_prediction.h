// SPDX-License-Identifier: BSD-3-Clause
/// What the compiler is to expect of a condition.
#ifndef RTE_BRANCH_PREDICTION_H_
#define RTE_BRANCH_PREDICTION_H_

#ifndef likely
#define likely(x) __builtin_expect(!!(x), 1)
#endif
#ifndef unlikely
#define unlikely(x) __builtin_expect(!!(x), 0)
#endif

#endif
