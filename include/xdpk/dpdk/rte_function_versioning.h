// SPDX-License-Identifier: BSD-3-Clause
/// Versions of symbols. This library has one of each.
#ifndef RTE_FUNCTION_VERSIONING_H_
#define RTE_FUNCTION_VERSIONING_H_

#define VERSION_SYMBOL(b, e, n)
#define VERSION_SYMBOL_EXPERIMENTAL(b, e)
#define BIND_DEFAULT_SYMBOL(b, e, n)
#define MAP_STATIC_SYMBOL(f, p) f __attribute__((alias(#p)))
#define __vsym

#endif
