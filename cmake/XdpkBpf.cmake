# SPDX-License-Identifier: BSD-3-Clause
# xdpk_bpf_object(SOURCE): compiles bpf/NAME.bpf.c and installs NAME.bpf.o.
# xdpk_bpf_skeletons(TARGET SOURCE…): compiles each bpf/NAME.bpf.c and gives TARGET the libbpf skeleton NAME.skel.h.
find_program(BPF_CLANG NAMES clang clang-14 REQUIRED)
find_program(BPFTOOL NAMES bpftool PATHS /usr/sbin /sbin REQUIRED)

function(xdpk_compile_bpf source)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/bpf)
    file(MAKE_DIRECTORY ${out})
    cmake_path(GET source STEM name)
    add_custom_command(
        OUTPUT ${out}/${name}.bpf.o
        COMMAND ${BPF_CLANG} -target bpf -mcpu=v3 -O2 -g -Wall -Wextra -Werror
            -I/usr/include/${CMAKE_SYSTEM_PROCESSOR}-linux-gnu -I${CMAKE_CURRENT_SOURCE_DIR}/bpf
            -I${PROJECT_SOURCE_DIR}/include
            -MD -MF ${out}/${name}.d -MT ${out}/${name}.bpf.o
            -c ${CMAKE_CURRENT_SOURCE_DIR}/${source} -o ${out}/${name}.bpf.o
        DEPENDS ${source}
        DEPFILE ${out}/${name}.d
        COMMENT "BPF ${name}")
endfunction()

function(xdpk_bpf_object source)
    xdpk_compile_bpf(${source})
    cmake_path(GET source STEM name)
    set(object ${CMAKE_CURRENT_BINARY_DIR}/bpf/${name}.bpf.o)
    add_custom_target(bpf_${name} ALL DEPENDS ${object})
    install(FILES ${object} DESTINATION ${CMAKE_INSTALL_DATADIR}/xdpk)
endfunction()

function(xdpk_bpf_skeletons target)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/bpf)
    foreach(source ${ARGN})
        xdpk_compile_bpf(${source})
        cmake_path(GET source STEM name)
        add_custom_command(
            OUTPUT ${out}/${name}.skel.h
            COMMAND ${BPFTOOL} gen skeleton ${out}/${name}.bpf.o name ${name}_bpf > ${out}/${name}.skel.h
            DEPENDS ${out}/${name}.bpf.o
            COMMENT "BPF skeleton ${name}")
        target_sources(${target} PRIVATE ${out}/${name}.skel.h)
    endforeach()
    # The generated headers are not ours to keep free of warnings.
    target_include_directories(${target} SYSTEM PRIVATE ${out})
endfunction()
