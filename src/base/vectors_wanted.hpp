// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace xdpk::detail {

/// The thread sanitizer does not know that what a vector loads was published: it would report what the portable way,
/// which is taken under it, shows to be in order.
#if defined(__SANITIZE_THREAD__)
inline constexpr bool vectors_wanted = false;
#elif defined(__has_feature)
inline constexpr bool vectors_wanted = !__has_feature(thread_sanitizer);
#else
inline constexpr bool vectors_wanted = true;
#endif

} // namespace xdpk::detail
