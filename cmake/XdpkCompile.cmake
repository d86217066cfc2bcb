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
    if(XDPK_FUZZ)
        target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
endfunction()

# xdpk_slow_to_compile(SOURCE…): CLI11 and JSON for the most part. A sanitized build of these, which are on no hot path,
# would take half a minute each if it were optimised, and half of that if not.
function(xdpk_slow_to_compile)
    if(XDPK_SANITIZE)
        set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS -O0 SKIP_PRECOMPILE_HEADERS ON)
    endif()
endfunction()
