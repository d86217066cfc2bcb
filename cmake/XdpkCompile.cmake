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
    if(XDPK_SANITIZE)
        target_compile_options(${target} PRIVATE -fsanitize=${XDPK_SANITIZE} -fno-sanitize-recover=all)
        target_link_options(${target} PUBLIC -fsanitize=${XDPK_SANITIZE})
    endif()
    if(XDPK_FUZZ)
        target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
endfunction()
