# SPDX-License-Identifier: BSD-3-Clause
# A compiler cache, if there is one: the presets compile much the same.
find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# xdpk_compile_options(TARGET): the warnings and sanitizers that every target of this tree is built with.
function(xdpk_compile_options target)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Werror -fno-omit-frame-pointer)
    # g++ 12 finds that a text overlaps itself (GCC bug 105651).
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
    if(XDPK_SANITIZE)
        target_compile_options(${target} PRIVATE -fsanitize=${XDPK_SANITIZE} -fno-sanitize-recover=all)
        target_link_options(${target} PUBLIC -fsanitize=${XDPK_SANITIZE})
    endif()
endfunction()

# xdpk_fuzzed(TARGET): what the fuzz targets explore; it tells them which of its branches were taken.
function(xdpk_fuzzed target)
    if(XDPK_FUZZ)
        target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
endfunction()

# Command lines, configurations, JSON and formatted text take twice as long to compile for a sanitizer if they are
# optimised, and are on no hot path: xdpk_unoptimised_if_sanitized(TARGET).
function(xdpk_unoptimised_if_sanitized target)
    if(XDPK_SANITIZE)
        target_compile_options(${target} PRIVATE -O0)
    endif()
endfunction()

# xdpk_in_batches(TARGET): with XDPK_BATCHES several sources are compiled as one, in half of the time for all, but again
# when one of them changes. What stands in an anonymous namespace must then have different names in them.
function(xdpk_in_batches target)
    if(XDPK_BATCHES)
        set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
    endif()
endfunction()
