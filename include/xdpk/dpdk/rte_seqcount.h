// SPDX-License-Identifier: BSD-3-Clause
/// The counter of rte_seqlock.h alone.
#ifndef RTE_SEQCOUNT_H_
#define RTE_SEQCOUNT_H_

#include "rte_seqlock.h"

#endif
